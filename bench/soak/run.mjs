// Whether memory, handles and answer times stay level: a Pool Server with a farm and a studio's load for SOAK_MINUTES (30).
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { PoolService } from "@afpools/core";
import { openStore } from "@afpools/server";
import { table } from "../protocol/compare.mjs";
import { usageOf } from "./usage.mjs";

const minutes = Number(process.env.SOAK_MINUTES ?? 30);
const samplesPerMinute = 6;

/** By how much the last third may be above the one before it. */
const allowed = { residentKib: 1.1, handles: 1.1, threads: 1, median: 1.5 };

if (process.platform !== "linux") throw new Error("The soak reads /proc, which only Linux has.");

const path = (file) => fileURLToPath(new URL(file, import.meta.url));
const afpools = path("../../packages/cli/bin/afpools.js");
const folder = mkdtempSync(join(tmpdir(), "afpools-soak-"));
const store = `sqlite:${join(folder, "pools.db")}`;

async function prepare() {
  const opened = openStore(store);
  const service = new PoolService(opened);
  for (let pool = 0; pool < 50; pool += 1) {
    const hosts = Array.from({ length: 100 }, (_, host) => `render-${pool}-${host}`);
    await service.create({ name: `pool ${pool}`, hosts }, { name: "soak", origin: "soak" });
  }
  await opened.close();
  for (const words of [["ca"], ["server", "localhost"]])
    await once(
      spawn(process.execPath, [afpools, "cert", ...words, "--folder", folder], { stdio: "ignore" }),
      "exit",
    );
}

/** Starts a program, and gives it with what its output said first of `pattern`. */
async function start(args, pattern, environment = {}) {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, AFPOOLS_CONFIG: join(folder, "none.json"), ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let told = "";
  for await (const chunk of child.stdout) {
    told += chunk;
    const found = pattern.exec(told);
    if (found) return { child, found };
  }
  throw new Error(`${args.join(" ")} did not start: ${told}`);
}

const median = (numbers) => [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
const share = (numbers, part) =>
  [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length * part)];

await prepare();
const simulated = await start(
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
const server = await start(
  [afpools, "serve", "--store", store, "--port", "0", "--http-port", "0", "--log-level", "error"],
  /pool protocol +\S+:(\d+)\n/,
  {
    AFPOOLS_AFANASY_SERVER: simulated.found[1],
    AFPOOLS_SERVER_WRITES: "loopback",
    AFPOOLS_TLS_MODE: "optional",
    AFPOOLS_TLS_CERT: join(folder, "server.pem"),
    AFPOOLS_TLS_KEY: join(folder, "server-key.pem"),
  },
);
const load = fork(path("./load.mjs"), [server.found[1], join(folder, "ca.pem")]);

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
