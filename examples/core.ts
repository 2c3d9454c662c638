import { Farm, MemoryStore, PoolService, planMask, resolveExpression } from "@afpools/core";

const farm = new Farm(["pc-01", "pc-02", "pc-03", "pc-04", "pc-05"].map((name) => ({ name, online: true })));

const pools = new PoolService(new MemoryStore());
const anna = { name: "anna", origin: "example" };
await pools.create({ name: "gpu", hosts: ["pc-01", "pc-03"] }, anna);
await pools.create({ name: "Heavy Sim", rules: ["pc-0[3-5]"] }, anna);

const gpu = resolveExpression("gpu", await pools.list(), farm);
console.log(gpu.hosts.map((host) => host.name).join(", "));
console.log(planMask({ resolution: gpu, farm }).fields);

const free = resolveExpression('"Heavy Sim" - gpu', await pools.list(), farm);
for (const { name, reason } of free.hosts) console.log(name, reason);
for (const { name, removedBy } of free.removed) console.log(name, removedBy);
