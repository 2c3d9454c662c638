// Measures the page on a large farm, in a real browser: how soon rows stand there, and which frames come late.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApiClient } from "@afpools/api/client";
import { PoolService } from "@afpools/core";
import { Accounts, openStore } from "@afpools/server";
import { chromium } from "playwright-core";
import { hostNames } from "../api/host-names.mjs";
import { table } from "../protocol/compare.mjs";
import { Peer } from "../protocol/processes.mjs";
import { scroll } from "./in-page.mjs";

const size = { hosts: 10_000, pools: 1_000, poolSize: 200, jobs: 10_000 };
const changesPerSecond = 200;
/** How long is scrolled, in ms. */
const scrollMs = 5_000;
/** Time of the processor, as other programs may use it, too: from the navigation until rows stand there, and of one task, in ms. */
const most = { rows: 1_000, task: 50 };

const views = [
  { path: "/hosts", list: ".hosts .table-scroll", row: ".hosts tbody tr[id]" },
  { path: "/jobs", list: ".jobs .table-scroll", row: ".jobs tbody tr[id]" },
  { path: "/pools", list: ".pool-list .scroll", row: ".pool-list li" },
  { path: "/matrix", list: ".matrix", row: ".matrix .sheet > .row" },
];

const hosts = hostNames(size.hosts);
const folder = mkdtempSync(join(tmpdir(), "afpools-bench-"));
const storeUrl = `sqlite:${join(folder, "pools.db")}`;
const store = openStore(storeUrl);
const service = new PoolService(store);
for (let number = 0; number < size.pools; number += 1) {
  const first = (number * 37) % (size.hosts - size.poolSize);
  await service.create(
    { name: `pool-${number}`, hosts: hosts.slice(first, first + size.poolSize) },
    { name: "anna", origin: "bench" },
  );
}
const { users, credentials } = new Accounts(store.accounts);
const anna = await users.create({ name: "anna", role: "admin" });
const { text: token } = await credentials.createToken(anna, { label: "bench" });
await store.close();

const farm = new Peer("../page/farm.mjs", [
  JSON.stringify({ hosts: size.hosts, jobs: size.jobs, store: storeUrl }),
]);
const { port } = await farm.next();
const server = new Peer("../api/server.mjs", [
  JSON.stringify({ store: storeUrl, afserver: `127.0.0.1:${port}`, file: join(folder, "config.json") }),
]);
const { url } = await server.next();
const client = createApiClient({ server: url, token, timeoutMs: 120_000 });
await new Promise((resolve) => {
  const subscription = client.subscribe({
    onState: (state) => {
      if (state.hosts.size < size.hosts || state.jobs.size < size.jobs) return;
      resolve();
      queueMicrotask(() => subscription.close());
    },
  });
});

const browser = await chromium.launch({
  executablePath: process.env.AFPOOLS_TEST_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
const { path: link } = await client.createSignInLink({ user: "anna" });
await page.goto(url + link);
await page.locator(".pool-list li").first().waitFor({ timeout: 60_000 });

const misses = [];
const rows = [];

/** The processor time of each task of the page's main thread while `work` is done, in ms. */
async function tasksOf(work) {
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline"] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const mains = traceEvents.filter(
    ({ name, args }) => name === "thread_name" && args.name === "CrRendererMain",
  );
  const isMain = ({ pid, tid }) => mains.some((main) => main.pid === pid && main.tid === tid);
  return traceEvents
    .filter((event) => event.name === "RunTask" && isMain(event))
    .map(({ tdur = 0 }) => tdur / 1_000);
}

/** What scrolling costs; a task that is too long keeps a frame back. */
async function scrolled(what, list) {
  let frames;
  const tasks = await tasksOf(async () => {
    frames = await page.evaluate(scroll, { list, ms: scrollMs });
  });
  const long = tasks.filter((ms) => ms > most.task);
  if (long.length > 0) misses.push(`${what}: ${long.length} tasks of over ${most.task} ms`);
  return `${Math.max(0, ...tasks).toFixed(0)} ms, ${long.length}, ${frames}`;
}

for (const { path, list, row } of views) {
  await page.goto("about:blank");
  const loading = await tasksOf(async () => {
    await page.goto(url + path);
    await page.locator(row).first().waitFor({ timeout: 60_000 });
  });
  const rowsMs = loading.reduce((sum, ms) => sum + ms, 0);
  if (rowsMs > most.rows) misses.push(`${path}: rows after ${rowsMs.toFixed(0)} ms`);
  const quiet = await scrolled(`${path}, scrolling`, list);
  await farm.ask(changesPerSecond);
  const busy = await scrolled(`${path}, scrolling, ${changesPerSecond} changes a second`, list);
  await farm.ask(0);
  rows.push([path, rowsMs.toFixed(0), quiet, busy]);
}
console.log("Processor time of the page; of tasks: the longest, how many over 50 ms, frames");
console.log(table(["view", "until rows, ms", "scrolling", `and ${changesPerSecond} changes a second`], rows));
await browser.close();
await server.end();
await farm.end();
rmSync(folder, { recursive: true, force: true });
for (const miss of misses) console.error(miss);
process.exitCode = misses.length > 0 ? 1 : 0;
