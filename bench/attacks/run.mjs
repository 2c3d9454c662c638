// How many good requests are answered, and how fast, while others mean ill; beside the same in peace.
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PoolService } from "@afpools/core";
import { openStore } from "@afpools/server";
import { table } from "../protocol/compare.mjs";
import { startAttackers } from "./attackers.mjs";
import { attacks, httpAttacks } from "./attacks.mjs";

const attackers = 2;
const poolCount = 100;
const hostsEach = 20;
const seconds = 5;

/** The longest that the slowest of a hundred good requests may take while others mean ill, in ms. */
const allowedMs = 1_000;

const path = (file) => fileURLToPath(new URL(file, import.meta.url));
const afpools = path("../../packages/cli/bin/afpools.js");
const folder = mkdtempSync(join(tmpdir(), "afpools-attacks-"));
const store = `sqlite:${join(folder, "pools.db")}`;

async function prepare() {
  const opened = openStore(store);
  const service = new PoolService(opened);
  for (let pool = 0; pool < poolCount; pool += 1) {
    const hosts = Array.from({ length: hostsEach }, (_, host) => `render-${pool}-${host}`);
    await service.create({ name: `pool ${pool}`, hosts }, { name: "bench", origin: "bench" });
  }
  await opened.close();
  for (const words of [["ca"], ["server", "localhost"]])
    await once(
      spawn(process.execPath, [afpools, "cert", ...words, "--folder", folder], { stdio: "ignore" }),
      "exit",
    );
}

/** @param tls `optional`; for HTTP, which TLS would turn away, `off` */
async function startServer(tls) {
  const words = ["serve", "--store", store, "--port", "0", "--http-port", "0", "--log-level", "error"];
  const child = spawn(process.execPath, [afpools, ...words], {
    env: {
      ...process.env,
      AFPOOLS_CONFIG: join(folder, "none.json"),
      AFPOOLS_TLS_MODE: tls,
      AFPOOLS_TLS_CERT: join(folder, "server.pem"),
      AFPOOLS_TLS_KEY: join(folder, "server-key.pem"),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let told = "";
  for await (const chunk of child.stdout) {
    told += chunk;
    const found = /pool protocol +\S+:(\d+)\n.*https?:\S+:(\d+)\n/.exec(told);
    if (found) return { child, protocol: Number(found[1]), http: Number(found[2]) };
  }
  throw new Error(`The server did not start: ${told}`);
}

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
  const { child, ...ports } = await startServer(way === "http" ? "off" : "optional");
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

await prepare();
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
