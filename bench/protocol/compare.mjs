/** The middle one of these numbers. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Lets the load run on both servers in turn, so that what else the machine does meets both, with a first round that does
 * not count. Medians: requests/s and the server's own CPU time per request; `ratio` is that of the rounds.
 */
export async function compare({ ours, bare, rounds, requests, runLoad }) {
  const results = [];
  for (let round = 0; round <= rounds; round += 1) {
    const order = round % 2 === 0 ? [ours, bare] : [bare, ours];
    const measured = new Map();
    for (const server of order) {
      const before = await server.usage();
      const ms = await runLoad(server);
      const after = await server.usage();
      measured.set(server, {
        perSecond: (requests / ms) * 1_000,
        cpu: ((after.cpuMs - before.cpuMs) / requests) * 1_000,
      });
    }
    if (round > 0) results.push({ ours: measured.get(ours), bare: measured.get(bare) });
  }
  return {
    ours: median(results.map((result) => result.ours.perSecond)),
    bare: median(results.map((result) => result.bare.perSecond)),
    ratio: median(results.map((result) => result.ours.perSecond / result.bare.perSecond)),
    cpuOurs: median(results.map((result) => result.ours.cpu)),
    cpuBare: median(results.map((result) => result.bare.cpu)),
  };
}

export function table(heads, rows) {
  const cells = [heads, heads.map(() => "---"), ...rows.map((row) => row.map(String))];
  return cells.map((row) => `| ${row.join(" | ")} |`).join("\n");
}

export const percent = (ratio) => `${Math.round(ratio * 100)} %`;
export const perSecond = (number) =>
  number < 100 ? number.toFixed(1) : Math.round(number).toLocaleString("en");
