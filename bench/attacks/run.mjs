// How many good requests are answered, and how fast, while others mean ill; beside the same in peace. And for how long the server's
// event loop was held, by the server's own metric.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { prepare, startServer } from "../afpools.mjs";
import { table } from "../protocol/compare.mjs";
import { startAttackers } from "./attackers.mjs";
import { attacks, httpAttacks } from "./attacks.mjs";

const attackers = 2;
const seconds = 5;

/** The longest that the slowest of a hundred good requests may take while others mean ill, in ms. */
const allowedMs = 1_000;

const path = (file) => fileURLToPath(new URL(file, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "afpools-attacks-"));

async function good(way, port) {
  const child = fork(path("./good.mjs"));
  child.send({ way, port, seconds });
  const [{ times, failures }] = await once(child, "message");
  child.disconnect();
  return { times: times.sort((one, other) => one - other), failures };
}

/** How long it is waited for a server that answers nobody, in ms. */
const patienceMs = 30_000;

/** How long the loop was held at most since this was asked last, in ms. */
async function longestHold(port) {
  const signal = AbortSignal.timeout(patienceMs);
  while (!signal.aborted) {
    try {
      const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`, { signal })).text();
      return 1_000 * Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(metrics)?.[1]);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return Number.POSITIVE_INFINITY;
}

/** Megabytes that the process has in memory, on Linux. */
function resident({ pid }) {
  if (process.platform !== "linux") return "-";
  return (Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1_024).toFixed(0);
}

async function measure(way, name) {
  // Of HTTP, TLS would turn plain requests away.
  const { child, ...ports } = await startServer(folder, store, way === "http" ? "off" : "optional");
  if (way === "http") await longestHold(ports.http);
  const attack = name === undefined ? undefined : await startAttackers(name, ports[way], attackers);
  const { times, failures } = await good(way, ports[way]);
  const memory = resident(child);
  await attack?.stop();
  const held = way === "http" ? await longestHold(ports.http) : undefined;
  const hold = held === undefined ? "-" : Number.isFinite(held) ? held.toFixed(0) : `over ${patienceMs}`;
  child.kill("SIGKILL");
  await once(child, "exit");
  const at = (share) =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.POSITIVE_INFINITY;
  return {
    name: name ?? "none",
    perSecond: times.length / seconds,
    half: at(0.5),
    most: at(0.99),
    max: times.at(-1),
    failures,
    hold,
    memory,
  };
}

/** The attacks to make; all unless some are named. */
const wanted = process.argv.slice(2).filter((word) => !word.startsWith("--"));

const store = await prepare(folder, { pools: 100, hostsEach: 20 });
const misses = [];
const headings = [
  "attack",
  "answered/s",
  "not answered",
  "median ms",
  "99 % ms",
  "slowest ms",
  "longest hold ms",
  "server MiB",
];

async function report(title, way, names) {
  const rows = [];
  for (const name of [undefined, ...names.filter((each) => wanted.length === 0 || wanted.includes(each))]) {
    const { name: shown, perSecond, half, most, max, failures, hold, memory } = await measure(way, name);
    rows.push([
      shown,
      Math.round(perSecond).toLocaleString("en"),
      failures.toLocaleString("en"),
      ...[half, most, max].map((ms) => (ms === undefined ? "-" : ms.toFixed(1))),
      hold,
      memory,
    ]);
    if (!(most <= allowedMs)) misses.push(`${shown}: ${most} ms`);
    if (failures > 0) misses.push(`${shown}: ${failures} requests were not answered`);
  }
  console.log(`## ${title}\n`);
  console.log(`${table(headings, rows)}\n`);
}

if (!process.argv.includes("--http")) {
  await report("Good requests while others mean ill", "protocol", Object.keys(attacks));
}
await report("Good requests of HTTP while others mean ill", "http", Object.keys(httpAttacks));
rmSync(folder, { recursive: true, force: true });
for (const miss of misses) console.error(`MISSED: ${miss}`);
process.exitCode = misses.length > 0 ? 1 : 0;
