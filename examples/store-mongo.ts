import { PoolService } from "@afpools/core";
import { openMongoStore } from "@afpools/store-mongo";

const server = process.env.AFPOOLS_TEST_MONGODB_URL ?? "mongodb://127.0.0.1:27017";
const store = openMongoStore(`${server}/afpools_example`);
const pools = new PoolService(store);
const author = { name: "anna", origin: "example" };

const { pool } = await pools.create({ name: `gpu ${Date.now()}`, hosts: ["pc-01", "pc-03"] }, author);
if (pool) {
  await pools.update(pool.id, { addHosts: ["pc-05"] }, author);
  for (const { poolName, revision, by } of await pools.history({ pool: pool.id })) {
    console.log(`${poolName} was brought to revision ${revision} by ${by}`);
  }
  await pools.delete(pool.id, author);
}
for (const { severity, message } of await store.diagnose()) console.log(`${severity}: ${message}`);
await store.close();
