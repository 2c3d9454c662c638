import { Afserver, applyPool, poolContext, putOnPool, readFarmSide, takeFromPool } from "@afpools/afanasy";
import { SimulatedAfserver } from "@afpools/afanasy/testing";
import { MemoryStore, PoolService } from "@afpools/core";

// Stands in for a real afserver; a second of it takes 20 ms.
const simulated = await SimulatedAfserver.start({ cycleMs: 20 });
for (const name of ["pc-01", "pc-02", "pc-03", "ws-01"]) simulated.farm.startRender({ name });
const afserver = new Afserver(simulated.address);

const service = new PoolService(new MemoryStore());
const anna = { name: "anna", origin: "example" };
await service.create({ name: "gpu", hosts: ["pc-01", "pc-03"] }, anna);
await service.create({ name: "desks", rules: ["ws-*"] }, anna);
const context = poolContext(await service.list(), await readFarmSide(afserver));

// A job is put on a pool before it is sent: its first tasks can run before anybody else sees it.
const draft = {
  name: "shot-010",
  hosts_mask: "pc-01 ws",
  blocks: [{ name: "render", flags: 1, frame_first: 1, frame_last: 10, command: "sleep 600" }],
};
const { job, plan } = applyPool(draft, "gpu + desks", context);
console.log(`renders on ${plan.hosts.join(", ")}: ${job.hosts_mask}`);
const sent = await afserver.sendJob(job);

const moved = await putOnPool(afserver, sent, "desks", context);
console.log(`renders on ${moved.plan.hosts.join(", ")}`);

await takeFromPool(afserver, sent);
const [now] = await afserver.jobs({ ids: [sent.id] });
console.log(`has its own mask again: ${now?.hosts_mask}`);
await simulated.stop();
