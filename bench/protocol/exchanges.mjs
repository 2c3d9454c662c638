import { compare, percent, perSecond, table } from "./compare.mjs";
import { startLoad, startServer } from "./processes.mjs";

const rounds = 5;

/** How much of the bare server's requests/s the Pool Server must reach at 10 pools. */
const required = 0.85;

/** About what one round moves, so that small and large answers take seconds alike. */
const roundBytes = 600 << 20;
const maxRequests = 3_000;

/** The exchange of 2019, a connection for each request, against a bare server that writes the same bytes. */
export async function exchanges() {
  const misses = [];
  const load = startLoad();
  console.log("## A connection for each request\n");
  for (const pools of [10, 1_000]) {
    for (const hosts of [20, 500]) {
      const ours = await startServer("pool", pools, hosts);
      const bare = await startServer("bare", pools, hosts);
      const { answerBytes } = ours;
      const rows = [];
      for (const concurrency of [1, 4, 16, 64, 256]) {
        const requests = Math.max(
          concurrency,
          16,
          Math.min(maxRequests, Math.floor(roundBytes / answerBytes)),
        );
        const runLoad = ({ port }) =>
          load.run("connectionByConnection", { port, requests, concurrency, answerBytes });
        const result = await compare({ ours, bare, rounds, requests, runLoad });
        rows.push([
          concurrency,
          perSecond(result.ours),
          perSecond(result.bare),
          percent(result.ratio),
          `${Math.round(result.cpuOurs)} / ${Math.round(result.cpuBare)}`,
        ]);
        if (pools === 10 && result.ratio < required) {
          misses.push(`${pools} pools of ${hosts} hosts, ${concurrency} at once: ${percent(result.ratio)}`);
        }
      }
      console.log(`${pools} pools of ${hosts} hosts, ${(answerBytes / 1024).toFixed(0)} KiB an answer\n`);
      console.log(`${table(["at once", "Pool Server/s", "bare/s", "ratio", "server CPU µs"], rows)}\n`);
      await Promise.all([ours.end(), bare.end()]);
    }
  }
  await load.end();
  return misses;
}
