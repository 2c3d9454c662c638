import { Afserver, LiveFarm, watchAfserver } from "@afpools/afanasy";
import { SimulatedAfserver } from "@afpools/afanasy/testing";

// Stands in for a real afserver; a second of it takes 20 ms.
const simulated = await SimulatedAfserver.start({ cycleMs: 20 });
for (const name of ["pc-01", "pc-02", "pc-03"]) simulated.farm.startRender({ name });

const afserver = new Afserver(simulated.address);
const job = await afserver.sendJob({
  name: "shot-010",
  hosts_mask: "pc-0[12]",
  hosts_mask_type: "regex",
  blocks: [{ name: "render", flags: 1, frame_first: 1, frame_last: 10, command: "sleep 600" }],
});

const watch = watchAfserver(afserver);
await watch.ready();
for (const host of new LiveFarm(watch).hosts ?? []) {
  console.log(host.name, host.tasks.map((task) => `${task.job_name}: ${task.name}`).join(", ") || "idle");
}

const changed = await afserver.changeJobs([job], { hosts_mask: "pc-03" });
const [now] = await changed.readBack();
console.log(`${now?.name} may now run on ${now?.hosts_mask}`);

await watch.close();
await simulated.stop();
