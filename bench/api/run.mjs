// Measures the events of the HTTP API on a large farm.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApiClient } from "@afpools/api/client";
import { PoolService } from "@afpools/core";
import { openStore } from "@afpools/server";
import { Accounts } from "@afpools/server/internal";
import { median, table } from "../protocol/compare.mjs";
import { Peer } from "../protocol/processes.mjs";
import { hostNames } from "./host-names.mjs";

const size = { hosts: 10_000, pools: 1_000, poolSize: 200, jobs: 1_000 };
const followers = 100;
const rounds = 10;
/** What a person is to wait for at most. */
const mostMs = { snapshot: 5_000, change: 2_000, hold: 500 };

const hosts = hostNames(size.hosts);
const folder = mkdtempSync(join(tmpdir(), "afpools-bench-"));
const url = `sqlite:${join(folder, "pools.db")}`;
const store = openStore(url);
const service = new PoolService(store);
const anna = { name: "anna", origin: "bench" };
for (let number = 0; number < size.pools; number += 1) {
  const first = (number * 37) % (size.hosts - size.poolSize);
  await service.create({ name: `pool-${number}`, hosts: hosts.slice(first, first + size.poolSize) }, anna);
}
const pools = await service.list();
const { users, credentials } = new Accounts(store.accounts);
const token = (
  await credentials.createToken(await users.create({ name: "anna", role: "admin" }), { label: "bench" })
).text;
await store.close();

const farm = new Peer("../api/farm.mjs", [
  JSON.stringify({ hosts: size.hosts, jobs: size.jobs, store: url }),
]);
const { port } = await farm.next();
const startedAt = performance.now();
const server = new Peer("../api/server.mjs", [
  JSON.stringify({ store: url, afserver: `127.0.0.1:${port}`, file: join(folder, "config.json") }),
]);
const { url: address } = await server.next();
const listening = performance.now() - startedAt;
const client = createApiClient({ server: address, token, timeoutMs: 120_000 });

/** Follows the events; tells how long until a state is so. */
function follow() {
  const waiting = new Set();
  const from = performance.now();
  let first;
  const subscription = client.subscribe({
    onState: (state) => {
      first ??= performance.now() - from;
      for (const check of waiting) check(state);
    },
  });
  const until = (isSo) =>
    new Promise((resolve) => {
      const check = (state) => {
        if (!isSo(state)) return;
        waiting.delete(check);
        resolve(state);
      };
      waiting.add(check);
      if (subscription.state) check(subscription.state);
    });
  return { subscription, until, first: () => first };
}

const misses = [];
const rows = [];
const row = (what, value, most) => {
  rows.push([what, value]);
  if (most !== undefined && parseFloat(value) > most) misses.push(`${what}: ${value}, more than ${most}`);
};

const one = follow();
await one.until((state) => state.hosts.size === size.hosts && state.jobs.size === size.jobs);
row("from the start to listening, ms", listening.toFixed(0));
row("from listening until everything is told, ms", (performance.now() - startedAt - listening).toFixed(0));
let usage = await server.ask("usage");
row("memory then, MiB", (usage.rss / 2 ** 20).toFixed(0));
row("longest time without a turn of the loop, at the start, ms", usage.longest.toFixed(0));

const late = follow();
await late.until(() => true);
row("snapshot for one more client, ms", late.first().toFixed(0), mostMs.snapshot);
late.subscription.close();

const all = Array.from({ length: followers }, follow);
const from = performance.now();
await Promise.all(all.map(({ until }) => until(() => true)));
row(`snapshots for ${followers} more clients at once, ms`, (performance.now() - from).toFixed(0));

await server.ask("usage");
const edits = [];
for (let round = 0; round < rounds; round += 1) {
  const pool = pools[round];
  const at = performance.now();
  await client.updatePool({ pool: pool.id, body: { description: `round ${round}` } });
  await Promise.all(
    all.map(({ until }) => until((state) => state.pools.get(pool.id)?.description === `round ${round}`)),
  );
  edits.push(performance.now() - at);
}
row(`an edit until ${followers} clients have it, ms`, median(edits).toFixed(0), mostMs.change);

const stops = [];
for (let round = 0; round < rounds; round += 1) {
  const { at } = await farm.ask("stop");
  await one.until((state) => state.hosts.get(hosts[round])?.online === false);
  stops.push(performance.timeOrigin + performance.now() - at);
}
row("a host that goes offline until a client has it, ms", median(stops).toFixed(0), mostMs.change);

const moved = [];
for (let round = 0; round < 3; round += 1) {
  const pool = pools[100 + round];
  const [job] = [...one.subscription.state.jobs.values()].filter(({ pool: name }) => name === pool.name);
  const at = performance.now();
  await client.updatePool({ pool: pool.id, body: { removeHosts: [pool.hosts[0].name] } });
  await one.until((state) => state.jobs.get(job.serial)?.hosts === size.poolSize - 1);
  moved.push(performance.now() - at);
}
row("a host that leaves a pool until its job is told to follow, ms", median(moved).toFixed(0), 5_000);

const dry = [];
for (let round = 0; round < rounds; round += 1) {
  const at = performance.now();
  const { jobs } = await client.deletePool({ pool: pools[200 + round].id, dryRun: true });
  if (jobs.length !== 1) misses.push(`a dry run told ${jobs.length} jobs`);
  dry.push(performance.now() - at);
}
row("which jobs a deletion would touch, ms", median(dry).toFixed(0));
for (const [name, call] of [
  ["GET /pools", () => client.listPools()],
  ["GET /hosts", () => client.listHosts()],
  ["GET /jobs", () => client.listJobs()],
]) {
  const at = performance.now();
  await call();
  row(`${name}, ms`, (performance.now() - at).toFixed(0));
}
usage = await server.ask("usage");
row("longest time without a turn of the loop, since then, ms", usage.longest.toFixed(0), mostMs.hold);
row(`memory with ${followers} clients, MiB`, (usage.rss / 2 ** 20).toFixed(0));
const before = usage.cpuMs;
await new Promise((resolve) => setTimeout(resolve, 10_000));
usage = await server.ask("usage");
row("CPU while nothing changes, ms in a second", ((usage.cpuMs - before) / 10).toFixed(0));

console.log(
  `${size.hosts} hosts, ${size.pools} pools of ${size.poolSize}, ${size.jobs} jobs on them, Node ${process.version}\n`,
);
console.log(table(["what", ""], rows));
for (const miss of misses) console.error(`MISSED: ${miss}`);
process.exitCode = misses.length > 0 ? 1 : 0;
for (const { subscription } of [one, ...all]) subscription.close();
await server.end();
await farm.end();
rmSync(folder, { recursive: true, force: true });
