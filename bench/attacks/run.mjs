// How many good requests are answered, and how fast, while others mean ill; beside the same in peace.
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
  const [times] = await once(child, "message");
  child.disconnect();
  return times.sort((one, other) => one - other);
}

/** Megabytes that the process has in memory, on Linux. */
function resident({ pid }) {
  if (process.platform !== "linux") return "-";
  return (Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1_024).toFixed(0);
}

async function measure(way, name) {
  // Of HTTP, TLS would turn plain requests away.
  const { child, ...ports } = await startServer(folder, store, way === "http" ? "off" : "optional");
  const attack = name === undefined ? undefined : await startAttackers(name, ports[way], attackers);
  const times = await good(way, ports[way]);
  const memory = resident(child);
  await attack?.stop();
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
    memory,
  };
}

const store = await prepare(folder, { pools: 100, hostsEach: 20 });
const misses = [];
const headings = ["attack", "answered/s", "median ms", "99 % ms", "slowest ms", "server MiB"];

async function report(title, way, names) {
  const rows = [];
  for (const name of [undefined, ...names]) {
    const { name: shown, perSecond, half, most, max, memory } = await measure(way, name);
    rows.push([
      shown,
      Math.round(perSecond).toLocaleString("en"),
      ...[half, most, max].map((ms) => ms.toFixed(1)),
      memory,
    ]);
    if (!(most <= allowedMs)) misses.push(`${shown}: ${most} ms`);
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
