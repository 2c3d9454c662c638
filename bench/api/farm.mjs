// A simulated afserver in a process of its own: renders, and jobs that are on pools.
import { applyPool } from "@afpools/afanasy";
import { SimulatedAfserver } from "@afpools/afanasy/testing";
import { openStore } from "@afpools/server";
import { hostNames } from "./host-names.mjs";

const { hosts: count, jobs, store: url } = JSON.parse(process.argv[2]);
const hosts = hostNames(count);
const store = openStore(url);
const pools = await store.listPools();
await store.close();
const afserver = await SimulatedAfserver.start({ cycleMs: 1_000 });
for (const name of hosts) afserver.farm.startRender({ name });
// No task runs: what is measured is what the server does.
for (const render of afserver.farm.renders.values()) render.paused = true;
const aJob = (name) => ({
  name,
  user_name: "anna",
  blocks: [{ name: "render", service: "generic", tasks: [{ name: "1", command: "sleep 1" }] }],
});
for (let number = 0; number < jobs; number += 1) {
  const pool = pools[number % pools.length];
  afserver.farm.register(applyPool(aJob(`shot-${number}`), pool.name, { pools: [pool] }).job);
}
let stopped = 0;
process.on("message", () => {
  afserver.farm.stopRender(hosts[stopped]);
  stopped += 1;
  process.send({ at: performance.timeOrigin + performance.now() });
});
process.on("disconnect", async () => {
  await afserver.stop();
  process.exit();
});
process.send({ port: afserver.address.port });
