// A simulated afserver in a process of its own: renders, and jobs that are on pools.
import { farmWithJobs } from "../farm-at-rest.mjs";

const { afserver, hosts } = await farmWithJobs(JSON.parse(process.argv[2]));
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
