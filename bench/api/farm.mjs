// A simulated afserver in a process of its own: renders, and jobs that are on pools.
import { applyPool } from "@afpools/afanasy";
import { openStore } from "@afpools/server";
import { aJob, farmAtRest } from "../farm-at-rest.mjs";
import { hostNames } from "./host-names.mjs";

const { hosts: count, jobs, store: url } = JSON.parse(process.argv[2]);
const hosts = hostNames(count);
const store = openStore(url);
const pools = await store.listPools();
await store.close();
const afserver = await farmAtRest(hosts);
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
