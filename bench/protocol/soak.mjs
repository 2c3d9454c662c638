import { table } from "./compare.mjs";
import { startLoad, startServer } from "./processes.mjs";

const warmUp = 10_000;
const requests = 100_000;
const steps = 5;

/** The most that the heap may grow over all requests, in bytes: less than 11 bytes for each. */
const allowedGrowth = 1 << 20;

/** Whether memory, handles or threads of the server grow with the requests. */
export async function soak() {
  const load = startLoad();
  const server = await startServer("pool", 10, 20);
  const { port, answerBytes } = server;
  const run = (count) =>
    load.run("connectionByConnection", { port, requests: count, concurrency: 32, answerBytes });
  await run(warmUp);
  const samples = [await server.usage()];
  for (let step = 0; step < steps; step += 1) {
    await run(requests / steps);
    samples.push(await server.usage());
  }
  await Promise.all([server.end(), load.end()]);

  const mebibytes = (bytes) => (bytes / (1 << 20)).toFixed(1);
  const rows = samples.map(({ heap, rss, handles, threads }, index) => [
    (warmUp + (index * requests) / steps).toLocaleString("en"),
    mebibytes(heap),
    mebibytes(rss),
    handles,
    threads ?? "-",
  ]);
  console.log("## Over 100,000 requests, each on a connection of its own\n");
  console.log(`${table(["requests", "heap MiB", "resident MiB", "handles", "threads"], rows)}\n`);

  const first = samples[0];
  const last = samples[samples.length - 1];
  const misses = [];
  if (last.heap - first.heap > allowedGrowth) misses.push("the heap grows with the requests");
  if (last.handles > first.handles) misses.push("handles are left behind");
  if ((last.threads ?? 0) > (first.threads ?? 0)) misses.push("threads are left behind");
  return misses;
}
