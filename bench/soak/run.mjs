// Whether memory, handles and answer times stay level: a Pool Server with a farm and a studio's load for SOAK_MINUTES (30).
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { prepare, start, startServer } from "../afpools.mjs";
import { median, table } from "../protocol/compare.mjs";
import { usageOf } from "./usage.mjs";

const minutes = Number(process.env.SOAK_MINUTES ?? 30);
const samplesPerMinute = 6;

/** By how much the last third may be above the one before it. */
const allowed = { residentKib: 1.1, handles: 1.1, threads: 1, median: 1.5 };

if (process.platform !== "linux") throw new Error("The soak reads /proc, which only Linux has.");

const path = (file) => fileURLToPath(new URL(file, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "afpools-soak-"));

const share = (numbers, part) =>
  [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length * part)];

const store = await prepare(folder, { pools: 50, hostsEach: 100 });
const simulated = await start(
  folder,
  [
    path("../../packages/afanasy/bin/afpools-simulated-afserver.js"),
    "--port",
    "0",
    "--hosts",
    "500",
    "--jobs",
    "200",
  ],
  /listens on (\S+)\./,
);
const server = await startServer(folder, store, "optional", {
  AFPOOLS_AFANASY_SERVER: simulated.found[1],
  AFPOOLS_SERVER_WRITES: "loopback",
});
const load = fork(path("./load.mjs"), [server.protocol, join(folder, "ca.pem")]);

const rows = [];
const failed = [];
for (let minute = 1; minute <= minutes; minute += 1) {
  const samples = [];
  for (let sample = 0; sample < samplesPerMinute; sample += 1) {
    await sleep(60_000 / samplesPerMinute);
    samples.push(usageOf(server.child.pid));
  }
  server.child.kill("SIGHUP");
  load.send("report");
  const [{ times, failures }] = await once(load, "message");
  failed.push(...failures);
  if (times.length === 0) failed.push(`no answer in minute ${minute}`);
  const least = (name) => Math.min(...samples.map((sample) => sample[name]));
  const row = {
    minute,
    answers: times.length,
    median: median(times),
    most: share(times, 0.99),
    // What was there all the minute: garbage comes and goes.
    residentKib: least("residentKib"),
    handles: least("handles"),
    threads: least("threads"),
  };
  rows.push(row);
  console.error(JSON.stringify(row));
}

const exit = once(server.child, "exit");
server.child.kill("SIGTERM");
load.disconnect();
const [status] = await exit;
simulated.child.kill("SIGKILL");
rmSync(folder, { recursive: true, force: true });

console.log(`## ${minutes} minutes under a steady load\n`);
console.log(
  table(
    ["minute", "answers", "median ms", "99 % ms", "least resident MiB", "handles", "threads"],
    rows
      .filter(({ minute }) => minute === 1 || minute % Math.max(1, Math.round(minutes / 10)) === 0)
      .map(({ minute, answers, median: half, most, residentKib, handles, threads }) => [
        minute,
        answers.toLocaleString("en"),
        half.toFixed(2),
        most.toFixed(1),
        (residentKib / 1_024).toFixed(0),
        handles,
        threads,
      ]),
  ),
);

const third = Math.floor(rows.length / 3);
const [middle, last] = [rows.slice(third, 2 * third), rows.slice(-third)];
const misses = Object.entries(allowed).flatMap(([name, factor]) => {
  const [before, after] = [middle, last].map((part) => median(part.map((row) => row[name])));
  return after > before * factor ? [`${name} went from ${before} to ${after}`] : [];
});
if (failed.length > 0) misses.push(`${failed.length} requests failed, such as: ${failed[0]}`);
if (status !== 0) misses.push(`the server ended with status ${status}`);
for (const miss of misses) console.error(`MISSED: ${miss}`);
process.exitCode = misses.length > 0 ? 1 : 0;
