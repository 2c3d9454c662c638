// Measures what it takes to bring jobs to a pool that changes, by masks and by properties.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { compileMask } from "@afpools/core";
import { createPoolClient } from "@afpools/protocol/client";
import { table } from "../protocol/compare.mjs";
import { Peer } from "../protocol/processes.mjs";

const program = fileURLToPath(new URL("../../packages/cli/bin/afpools.js", import.meta.url));
const hosts = Array.from({ length: 2_000 }, (_, index) => `pc-${String(index + 1).padStart(4, "0")}`);
const jobs = 1_000;
const poolSize = 500;
/** How many hosts leave the pool, and as many others come. */
const edits = [1, 250];
const idleSeconds = 10;
/** Afanasy takes changes in once a second; a server is to have sent them within 2 s. */
const mostMs = 4_000;

const rows = [];
const idle = [];
for (const enforcement of ["mask", "property"]) await measure(enforcement);

console.log(
  `${hosts.length} hosts, ${jobs} jobs on a pool of ${poolSize}, 20 jobs without a pool sent each second\n`,
);
console.log(table(["enforcement", "hosts swapped", "s", "requests", "KiB sent", "KiB read"], rows));
console.log("\nPer second while nothing changes but the 20 jobs\n");
console.log(table(["enforcement", "requests", "KiB sent", "KiB read", "server CPU ms"], idle));

async function measure(enforcement) {
  const folder = mkdtempSync(join(tmpdir(), "afpools-bench-"));
  const store = `sqlite:${join(folder, "pools.db")}`;
  const created = await afpools(store, ["pool", "create", "big", ...hosts.slice(0, poolSize), "--json"]);
  const { pool } = JSON.parse(created);
  const farm = new Peer("../afanasy/farm.mjs", [JSON.stringify([hosts, jobs, enforcement, pool])]);
  const { port } = await farm.next();
  const server = await startServer({ store, afserver: `127.0.0.1:${port}`, enforcement });
  const client = createPoolClient({ host: "127.0.0.1", port: server.port });
  try {
    let members = hosts.slice(0, poolSize);
    const reached = () => farm.ask({ kind: "until", expected: { mask: compileMask(members), members } });
    await reached();
    await settled();
    const [quiet, cpu] = [await farm.ask({ kind: "traffic" }), server.cpuMs()];
    await pause(idleSeconds * 1_000);
    const later = await farm.ask({ kind: "traffic" });
    const idleRate = rateOf(quiet, later, idleSeconds);
    idle.push([enforcement, ...shown(idleRate), ((server.cpuMs() - cpu) / idleSeconds).toFixed(0)]);

    for (const count of edits) {
      const removeHosts = members.slice(0, count);
      const addHosts = hosts.filter((name) => !members.includes(name)).slice(0, count);
      members = [...members.slice(count), ...addHosts];
      const before = await farm.ask({ kind: "traffic" });
      const from = performance.timeOrigin + performance.now();
      await client.updatePool({ author: "bench", pool: "big", edit: { removeHosts, addHosts } });
      const after = await reached();
      const seconds = (after.at - from) / 1_000;
      // What goes on anyway is not this edit's.
      const spent = rateOf(before, after, 1);
      const own = Object.fromEntries(
        Object.keys(spent).map((key) => [key, Math.max(0, spent[key] - idleRate[key] * seconds)]),
      );
      rows.push([enforcement, count, seconds.toFixed(1), ...shown(own)]);
      if (seconds * 1_000 > mostMs) {
        console.error(`MISSED: all jobs on their pool within ${mostMs / 1_000} s`);
        process.exitCode = 1;
      }
      await settled();
    }
  } finally {
    await server.end();
    await farm.end();
    rmSync(folder, { recursive: true });
  }
}

/** What was read back and asked for afterwards is over. */
function settled() {
  return pause(4_000);
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function rateOf(before, after, seconds) {
  return {
    connections: (after.connections - before.connections) / seconds,
    bytesIn: (after.bytesIn - before.bytesIn) / seconds,
    bytesOut: (after.bytesOut - before.bytesOut) / seconds,
  };
}

function shown({ connections, bytesIn, bytesOut }) {
  return [connections.toFixed(1), (bytesIn / 1_024).toFixed(1), (bytesOut / 1_024).toFixed(0)];
}

async function afpools(store, words) {
  const child = spawn(process.execPath, [program, ...words, "--store", store], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  for await (const chunk of child.stdout) text += chunk;
  return text;
}

async function startServer({ store, afserver, enforcement }) {
  const child = spawn(
    process.execPath,
    [program, "serve", "--port", "0", "--http-port", "0", "--store", store],
    {
      env: {
        ...process.env,
        AFPOOLS_CONFIG: "none.json",
        AFPOOLS_AFANASY_SERVER: afserver,
        AFPOOLS_JOBS_ENFORCEMENT: enforcement,
        AFPOOLS_SERVER_WRITES: "loopback",
        AFPOOLS_LOG_LEVEL: "error",
      },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  for await (const line of createInterface(child.stdout)) {
    const port = /pool protocol +\S+:(\d+)/.exec(line)?.[1];
    if (port) return { port: Number(port), cpuMs: () => cpuMsOf(child.pid), end: () => ended(child) };
  }
  throw new Error("The Pool Server did not start.");
}

/** CPU time of a process in ms; 0 where the system does not tell it in /proc. */
function cpuMsOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}

async function ended(child) {
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  await exit;
}
