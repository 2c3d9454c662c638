// Those who mean well, in a process of their own: asks the server at a port for a while, one request after another on connections
// of their own, and tells its parent how long each answer took, in ms.
import { createPoolClient } from "@afpools/protocol/client";

const atOnce = 4;

async function ask(port, until, times) {
  while (performance.now() < until) {
    const client = createPoolClient({ host: "127.0.0.1", port, timeoutMs: 60_000 });
    const startedAt = performance.now();
    await client.pools();
    times.push(performance.now() - startedAt);
    await client.close();
  }
}

process.on("message", async ({ port, seconds }) => {
  const times = [];
  const until = performance.now() + seconds * 1_000;
  await Promise.all(Array.from({ length: atOnce }, () => ask(port, until, times)));
  process.send(times);
});
process.on("disconnect", () => process.exit());
