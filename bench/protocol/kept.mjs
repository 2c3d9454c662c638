import { compare, percent, perSecond, table } from "./compare.mjs";
import { startLoad, startServer } from "./processes.mjs";

const rounds = 5;

/** Version 2 on kept connections, one request after another and pipelined, against a bare server that answers lines. */
export async function kept() {
  const load = startLoad();
  const ours = await startServer("pool", 10, 20);
  const bare = await startServer("bareKept", 10, 20);
  const rows = [];
  for (const [concurrency, depth] of [
    [1, 1],
    [1, 16],
    [1, 128],
    [16, 1],
    [16, 16],
    [256, 1],
    [256, 16],
  ]) {
    const requests = depth === 1 && concurrency === 1 ? 5_000 : 20_480;
    const runLoad = ({ port }) => load.run("kept", { port, requests, concurrency, depth, command: "HELLO" });
    const result = await compare({ ours, bare, rounds, requests, runLoad });
    rows.push([
      concurrency,
      depth,
      perSecond(result.ours),
      perSecond(result.bare),
      percent(result.ratio),
      `${Math.round(result.cpuOurs)} / ${Math.round(result.cpuBare)}`,
    ]);
  }
  console.log("## Kept connections, HELLO\n");
  console.log(
    `${table(["connections", "pipelined", "Pool Server/s", "bare/s", "ratio", "server CPU µs"], rows)}\n`,
  );
  await Promise.all([ours.end(), bare.end(), load.end()]);
  return [];
}
