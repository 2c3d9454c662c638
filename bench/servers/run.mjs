// How long jobs are kept by nobody, of two Pool Servers over one database, when the one that keeps them ends: by SIGTERM, and by
// `kill -9`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { table } from "../protocol/compare.mjs";

const rounds = 5;

/** The longest that a take-over may take, in s. */
const allowed = { SIGTERM: 2, SIGKILL: 10 };

const path = (file) => fileURLToPath(new URL(file, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "afpools-servers-"));

function start(args, environment = {}) {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, AFPOOLS_CONFIG: join(folder, "none.json"), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return child;
}

/** Resolves with the first line of a stream in which `text` is. */
async function lineWith(stream, text) {
  for await (const line of createInterface(stream)) if (line.includes(text)) return line;
  throw new Error(`The program ended without "${text}".`);
}

async function startServer(afserver) {
  const words = ["serve", "--store", `sqlite:${join(folder, "pools.db")}`, "--port", "0", "--http-port", "0"];
  const child = start([path("../../packages/cli/bin/afpools.js"), ...words], {
    AFPOOLS_AFANASY_SERVER: afserver,
  });
  const takesOver = lineWith(child.stderr, '"active":true').then(() => performance.now());
  takesOver.catch(() => undefined);
  await lineWith(child.stdout, "Try next");
  return { child, takesOver };
}

async function end({ child }, signal) {
  const exit = once(child, "exit");
  child.kill(signal);
  await exit;
}

const simulated = start([path("../../packages/afanasy/bin/afpools-simulated-afserver.js"), "--port", "0"]);
const afserver = /listens on (\S+)\./.exec(await lineWith(simulated.stdout, "listens on"))[1];

const rows = [];
const misses = [];
for (const signal of ["SIGTERM", "SIGKILL"]) {
  const seconds = [];
  let holder = await startServer(afserver);
  await holder.takesOver;
  for (let round = 0; round < rounds; round += 1) {
    const next = await startServer(afserver);
    const endedAt = performance.now();
    await end(holder, signal);
    seconds.push(((await next.takesOver) - endedAt) / 1_000);
    holder = next;
  }
  await end(holder, "SIGTERM");
  seconds.sort((one, other) => one - other);
  const longest = seconds.at(-1);
  rows.push([signal, seconds[Math.floor(rounds / 2)].toFixed(1), longest.toFixed(1)]);
  if (longest > allowed[signal]) misses.push(`after ${signal} the take-over took ${longest.toFixed(1)} s`);
}
await end({ child: simulated }, "SIGKILL");
rmSync(folder, { recursive: true, force: true });
console.log(`## Take-over, ${rounds} times each\n`);
console.log(table(["the holder ends by", "median s", "longest s"], rows));
for (const miss of misses) console.error(`MISSED: ${miss}`);
process.exitCode = misses.length > 0 ? 1 : 0;
