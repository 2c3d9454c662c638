import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PoolService } from "@afpools/core";
import { openSqliteStore } from "@afpools/store-sqlite";

const folder = await mkdtemp(join(tmpdir(), "afpools-"));
const store = openSqliteStore(join(folder, "pools.db"));
const pools = new PoolService(store);

const author = { name: "anna", origin: "example" };
await pools.create({ name: "gpu", hosts: ["pc-01", "pc-03"] }, author);
await pools.update("gpu", { addHosts: ["pc-05"] }, author);

for (const { name, hosts, revision } of await store.listPools()) {
  console.log(`${name}, revision ${revision}: ${hosts.map((host) => host.name).join(", ")}`);
}
await store.close();
