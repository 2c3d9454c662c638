// Good clients, in a process of their own: they ask the server at a port for a while, one request after another on connections of
// their own, by the pool protocol or by HTTP. Sends its parent how long each answer took, in ms, and how many requests had none.
import { get } from "node:http";
import { createPoolClient } from "@afpools/protocol/client";

const atOnce = 4;
/** How long a client waits for an answer, in ms. */
const timeoutMs = 5_000;
/** How long a client waits after a failure, in ms. */
const pauseMs = 50;

const ways = {
  protocol: async (port) => {
    const client = createPoolClient({ host: "127.0.0.1", port, timeoutMs });
    await client.pools();
    await client.close();
  },
  http: (port) =>
    new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(timeoutMs);
      const options = { host: "127.0.0.1", port, path: "/api/v1/pools", agent: false, signal };
      const request = get(options, (response) => {
        if (response.statusCode !== 200) reject(new Error(`answered with ${response.statusCode}`));
        response.resume().on("end", resolve).on("error", reject);
      });
      request.on("error", reject);
    }),
};

async function ask(way, port, until, told) {
  while (performance.now() < until) {
    const startedAt = performance.now();
    try {
      await ways[way](port);
      told.times.push(performance.now() - startedAt);
    } catch {
      told.failures += 1;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

process.on("message", async ({ way, port, seconds }) => {
  const told = { times: [], failures: 0 };
  const until = performance.now() + seconds * 1_000;
  await Promise.all(Array.from({ length: atOnce }, () => ask(way, port, until, told)));
  process.send(told);
});
process.on("disconnect", () => process.exit());
