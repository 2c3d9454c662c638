// A simulated afserver in a process of its own, and what happens on it.
import { applyPool } from "@afpools/afanasy";
import { aJob, farmAtRest } from "../farm-at-rest.mjs";

const [hosts, jobs, enforcement, pool] = JSON.parse(process.argv[2]);
const afserver = await farmAtRest(hosts);
for (let number = 1; number <= jobs; number += 1) {
  const { job } = applyPool(aJob(`shot-${number}`), pool.name, { pools: [pool], enforcement });
  afserver.farm.register(job);
}

let passersBy = 0;
const traffic = setInterval(() => {
  passersBy += 1;
  afserver.farm.register(aJob(`other-${passersBy}`));
}, 50);

/** What keeps jobs on the pool, as one text that changes when it does; of all jobs or renders that it concerns. */
function state() {
  if (enforcement === "mask") {
    return [...afserver.farm.jobs.values()]
      .filter(({ name }) => name.startsWith("shot-"))
      .map((job) => job.work.include.text);
  }
  return [...afserver.farm.renders.values()].map(({ ownProperties }) => ownProperties);
}

function isDone(expected) {
  const now = state();
  if (enforcement === "mask") return now.every((mask) => mask.startsWith(expected.mask));
  const wanted = new Set(expected.members);
  const names = [...afserver.farm.renders.values()].map(({ name }) => name);
  return names.every((name, index) => now[index].includes("@") === wanted.has(name));
}

async function until(expected) {
  while (!isDone(expected)) await new Promise((resolve) => setTimeout(resolve, 2));
  return performance.timeOrigin + performance.now();
}

process.on("message", async ({ kind, expected }) => {
  if (kind === "traffic") process.send({ ...afserver.traffic, passersBy });
  if (kind === "until") process.send({ at: await until(expected), ...afserver.traffic });
});
process.on("disconnect", async () => {
  clearInterval(traffic);
  await afserver.stop();
  process.exit();
});
process.send({ port: afserver.address.port });
