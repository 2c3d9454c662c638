// Those who mean well, in a process of their own: asks the server at a port for a while, one request after another on connections
// of their own, by the pool protocol or by HTTP, and tells its parent how long each answer took, in ms.
import { get } from "node:http";
import { createPoolClient } from "@afpools/protocol/client";

const atOnce = 4;

const ways = {
  protocol: async (port) => {
    const client = createPoolClient({ host: "127.0.0.1", port, timeoutMs: 60_000 });
    await client.pools();
    await client.close();
  },
  http: (port) =>
    new Promise((resolve, reject) => {
      const request = get({ host: "127.0.0.1", port, path: "/api/v1/pools", agent: false }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`answered with ${response.statusCode}`));
        response.resume().on("end", resolve).on("error", reject);
      });
      request.on("error", reject);
    }),
};

async function ask(way, port, until, times) {
  while (performance.now() < until) {
    const startedAt = performance.now();
    await ways[way](port);
    times.push(performance.now() - startedAt);
  }
}

process.on("message", async ({ way, port, seconds }) => {
  const times = [];
  const until = performance.now() + seconds * 1_000;
  await Promise.all(Array.from({ length: atOnce }, () => ask(way, port, until, times)));
  process.send(times);
});
process.on("disconnect", () => process.exit());
