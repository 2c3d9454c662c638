import { MemoryStore, PoolService } from "@afpools/core";
import { createPoolClient } from "@afpools/protocol/client";
import { createPoolServer } from "@afpools/server";

const store = new MemoryStore();
const server = createPoolServer({ store, port: 0, writes: "loopback" });
const { port } = await server.listen();

await new PoolService(store).create({ name: "gpu", hosts: ["pc-01"] }, { name: "anna", origin: "example" });

const client = createPoolClient({ host: "127.0.0.1", port });
await client.updatePool({ author: "ben", pool: "gpu", edit: { addHosts: ["pc-03"] } });

const { pools, age } = await client.pools();
for (const { name, hosts } of pools) console.log(`${name}: ${hosts.join(", ")} (${age} s old)`);

const { plan } = await client.mask({ expression: "gpu" });
console.log(plan.fields);

await client.close();
await server.close();
