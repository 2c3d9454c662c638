// How large the use of 1,000 pools over a year is in an SQLite file, how long a minute takes to be recorded, and a month to be read. The
// program ends with status 1 where the file is larger than docs/operation.md says.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { newId, sumsOfNumbers } from "@afpools/core";
import { addUsage, usageResolutions, usageSpans } from "@afpools/core/internal";
import { openSqliteStore } from "@afpools/store-sqlite";
import { table } from "../protocol/compare.mjs";

const most = { bytes: 120 * 2 ** 20 };
const now = Date.UTC(2026, 0, 31);
const ids = Array.from({ length: 1_000 }, (_, index) => newId(new Date(now + index * 1_000)));

/** The sums of so many samples of a pool of 200 hosts, with many jobs. */
function sumsOf(samples, seed) {
  const busy = 100 + (seed % 90);
  const free = 200 - busy;
  return sumsOfNumbers([
    samples,
    free * samples,
    busy * samples,
    3 * samples,
    17 * samples,
    12 * samples,
    4_321 * samples,
    samples,
    777 * samples,
  ]);
}

function rowOf(resolution, at) {
  const samples = usageSpans[resolution].spanMs / usageSpans.minute.spanMs;
  const pools = new Map(ids.map((id, index) => [id, sumsOf(samples, index + at / 60_000)]));
  return { resolution, at: new Date(at).toISOString(), farm: sumsOf(samples, 0), pools };
}

const folder = mkdtempSync(join(tmpdir(), "afpools-bench-usage-"));
const path = join(folder, "pools.db");
const { usage, close } = openedStore(path);
try {
  let rows = 0;
  for (const resolution of usageResolutions) {
    const { spanMs, keptMs } = usageSpans[resolution];
    for (let age = keptMs; age > 0; age -= spanMs) {
      await usage.put([rowOf(resolution, now - age)]);
      rows += 1;
    }
  }
  const minute = await timed(async () => {
    const row = rowOf("minute", now);
    await usage.insert(row);
    const since = new Date(now - usageSpans.hour.spanMs).toISOString();
    const [open] = await usage.list({ resolution: "hour", since, limit: 1 });
    await usage.put([1, 2, 3].map(() => ({ ...open, ...addUsage(open, row) })));
  });
  const month = await timed(() =>
    usage.list({ resolution: "hour", pools: ids.slice(500, 502), limit: 1_000 }),
  );
  await close();
  const { size } = statSync(path);
  console.log("## Use of 1,000 pools over a year, SQLite\n");
  console.log(
    table(
      ["rows", "file, MiB", "a minute is recorded, ms", "a month of two pools is read, ms"],
      [[rows, Math.round(size / 2 ** 20), Math.round(minute), Math.round(month)]],
    ),
  );
  if (size > most.bytes) {
    console.error(`The file has ${size} bytes; at most ${most.bytes} are allowed.`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function openedStore(file) {
  const store = openSqliteStore(file);
  return { usage: store.usage, close: () => store.close() };
}

async function timed(work) {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
