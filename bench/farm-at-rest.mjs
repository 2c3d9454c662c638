import { applyPool } from "@afpools/afanasy";
import { SimulatedAfserver } from "@afpools/afanasy/testing";
import { openStore } from "@afpools/server";
import { hostNames } from "./api/host-names.mjs";

/** A simulated afserver with renders of these names on which no task runs: what is measured is what the server does. */
export async function farmAtRest(hosts) {
  const afserver = await SimulatedAfserver.start({ cycleMs: 1_000 });
  for (const name of hosts) afserver.farm.startRender({ name });
  for (const render of afserver.farm.renders.values()) render.paused = true;
  return afserver;
}

/** A job of one task. */
export const aJob = (name) => ({
  name,
  user_name: "anna",
  blocks: [{ name: "render", service: "generic", tasks: [{ name: "1", command: "sleep 1" }] }],
});

/** A farm at rest of so many hosts, with so many jobs on the pools of the store at `url`, on one after another; and the hosts' names. */
export async function farmWithJobs({ hosts: count, jobs, store: url }) {
  const hosts = hostNames(count);
  const store = openStore(url);
  const pools = await store.listPools();
  await store.close();
  const afserver = await farmAtRest(hosts);
  const placed = pools.map((pool) => applyPool(aJob(""), pool.name, { pools: [pool] }).job);
  for (let number = 0; number < jobs; number += 1) {
    afserver.farm.register({ ...placed[number % pools.length], name: `shot-${number}` });
  }
  return { afserver, hosts };
}
