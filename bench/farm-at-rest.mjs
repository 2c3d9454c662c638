import { SimulatedAfserver } from "@afpools/afanasy/testing";

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
