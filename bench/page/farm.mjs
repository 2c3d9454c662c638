// A simulated afserver in a process of its own: renders, jobs that are on pools, and so many changes of renders a second.
import { applyPool } from "@afpools/afanasy";
import { openStore } from "@afpools/server";
import { hostNames } from "../api/host-names.mjs";
import { aJob, farmAtRest } from "../farm-at-rest.mjs";

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
const stopped = new Set();
let timer;
let next = 0;
process.on("message", (changesPerSecond) => {
  clearInterval(timer);
  if (changesPerSecond > 0) timer = setInterval(() => change(changesPerSecond / 10), 100);
  process.send({ changesPerSecond });
});

/** Stops renders, and starts those again that are stopped. */
function change(number) {
  for (let index = 0; index < number; index += 1) {
    const name = hosts[(next * 7) % count];
    next += 1;
    if (stopped.delete(name)) afserver.farm.startRender({ name });
    else {
      afserver.farm.stopRender(name);
      stopped.add(name);
    }
  }
}

process.on("disconnect", async () => {
  await afserver.stop();
  process.exit();
});
process.send({ port: afserver.address.port });
