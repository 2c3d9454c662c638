// A studio's day, in a process of its own: plug-ins of 2019 and of now, pages that watch, wranglers that edit, each at a steady
// pace. Tells its parent when asked how long answers took since then, in ms, and how many requests failed.
import { readFileSync } from "node:fs";
import { createPoolClient } from "@afpools/protocol/client";

const [port, ca] = process.argv.slice(2);
const address = { host: "127.0.0.1", port: Number(port) };
const tls = { ca: readFileSync(ca, "utf8"), servername: "localhost" };
const pools = ["pool 0", "pool 1", "pool 2", "pool 3", "pool 4"];

const kept = createPoolClient({ ...address, keep: true });
const once = (more = {}) => createPoolClient({ ...address, ...more });

let times = [];
let failures = [];

/** Asks `perSecond` times a second, whether or not the answers before have come. */
function pace(perSecond, ask) {
  let count = 0;
  setInterval(async () => {
    count += 1;
    const startedAt = performance.now();
    try {
      await ask(count);
      times.push(performance.now() - startedAt);
    } catch (error) {
      failures.push(String(error));
    }
  }, 1_000 / perSecond);
}

const used = async (client, call) => {
  try {
    return await call(client);
  } finally {
    await client.close();
  }
};

pace(40, () => used(once(), (client) => client.legacyPools()));
pace(20, () => used(once({ tls }), (client) => client.pools()));
pace(20, () => kept.mask({ expression: '"pool 1" + "pool 2" - "pool 3"' }));
pace(5, () => kept.hosts());
pace(2, () => kept.history());
// A host goes in and out, so that the pools stay as large as they are.
pace(4, (count) => {
  const pool = pools[count % pools.length];
  const edit = Math.floor(count / pools.length) % 2 ? { removeHosts: ["guest"] } : { addHosts: ["guest"] };
  return used(once(), (client) => client.updatePool({ author: "soak", pool, edit }));
});
// Somebody who leaves before the answer has come.
pace(5, () => used(once({ timeoutMs: 2 }), (client) => client.pools().catch(() => undefined)));

process.on("message", () => {
  process.send({ times, failures });
  times = [];
  failures = [];
});
process.on("disconnect", () => process.exit());
