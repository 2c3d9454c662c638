// A simulated afserver in a process of its own: renders, jobs that are on pools, and so many changes of renders a second.
import { farmWithJobs } from "../farm-at-rest.mjs";

const { afserver, hosts } = await farmWithJobs(JSON.parse(process.argv[2]));
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
    const name = hosts[(next * 7) % hosts.length];
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
