import { describe, expect, it } from "vitest";
import { poolAfter } from "../pools/pool-change.js";
import { MemoryStore } from "../store/memory-store.js";
import { creation } from "../testing/case-kit.js";
import { readUsage } from "./read-usage.js";
import { sumsOfNumbers } from "./usage.js";
import { usageCsv } from "./usage-csv.js";
import type { UsageRow } from "./usage-store.js";

const now = Date.parse("2026-03-29T12:00:30.000Z");
const minuteMs = 60_000;
const pools = [creation(1, 'a "b", c'), creation(2, "nuke")].map((change) => poolAfter(undefined, change));
const [first, second] = pools.map(({ id }) => id) as [string, string];
const gone = "65a0000000000000000000ff";
const code = (expected: string) => expect.objectContaining({ code: expected });

function row(resolution: UsageRow["resolution"], at: number, ids: readonly string[]): UsageRow {
  const sums = sumsOfNumbers([2, 3, 4, 0, 2, 1, 9, 2, 31]);
  return {
    resolution,
    at: new Date(at).toISOString(),
    farm: sums,
    pools: new Map(ids.map((id) => [id, sums])),
  };
}

async function aStore(rows: readonly UsageRow[]) {
  const { usage } = new MemoryStore();
  await usage.put(rows);
  return usage;
}

describe("readUsage", () => {
  it("gives the farm's means and those of pools, by id or name, each where it was", async () => {
    const usage = await aStore([
      row("minute", now - 30_000 - 2 * minuteMs, [first, gone]),
      row("minute", now - 30_000, [first, second]),
    ]);
    const report = await readUsage(
      usage,
      pools,
      { pools: [first, "NUKE", gone, "nuke"], from: now - 3 * minuteMs },
      now,
    );
    const point = {
      free: 1.5,
      busy: 2,
      held: 0,
      offline: 1,
      jobsWaiting: 0.5,
      tasksWaiting: 4.5,
      jobsStarted: 2,
      wait: 16,
    };
    const [early, late] = ["2026-03-29T11:58:00.000Z", "2026-03-29T12:00:00.000Z"].map((at) => ({
      at,
      ...point,
    }));
    expect(report).toEqual({
      resolution: "minute",
      from: "2026-03-29T11:57:30.000Z",
      to: "2026-03-29T12:00:30.000Z",
      since: "2026-03-29T11:58:00.000Z",
      series: [
        { pool: null, points: [early, late] },
        { pool: { id: first, name: 'a "b", c' }, points: [early, late] },
        { pool: { id: second, name: "nuke" }, points: [late] },
        { pool: { id: gone, name: null }, points: [early] },
      ],
    });
    const lines = usageCsv(report).split("\n");
    expect(lines.slice(0, 2)).toEqual([
      "pool,at,free,busy,held,offline,jobsWaiting,tasksWaiting,jobsStarted,wait",
      ",2026-03-29T11:58:00.000Z,1.5,2,0,1,0.5,4.5,2,16",
    ]);
    expect(lines[3]).toBe('"a ""b"", c",2026-03-29T11:58:00.000Z,1.5,2,0,1,0.5,4.5,2,16');
    expect(lines.slice(-2)).toEqual([`${gone},2026-03-29T11:58:00.000Z,1.5,2,0,1,0.5,4.5,2,16`, ""]);
    const points = report.series[2]?.points ?? [];
    expect(usageCsv({ series: [{ pool: { id: second, name: "=1+1" }, points }] })).toContain("\n'=1+1,2026");
  });

  it("begins with the span in which the time is, and ends before the end", async () => {
    const hourMs = 60 * minuteMs;
    const begin = Date.parse("2026-03-01T00:00:00.000Z");
    const usage = await aStore(
      Array.from({ length: 200 }, (_, hour) => row("hour", begin + hour * hourMs, [])),
    );
    const { series } = await readUsage(
      usage,
      [],
      { from: begin + 1.5 * hourMs, to: begin + 150 * hourMs, resolution: "hour" },
      now,
    );
    const times = series[0]?.points.map(({ at }) => Date.parse(at));
    expect(times).toEqual(Array.from({ length: 149 }, (_, hour) => begin + (hour + 1) * hourMs));
  });

  it("knows since when is recorded, when minutes and hours of then were deleted", async () => {
    const dayMs = 24 * 60 * minuteMs;
    const began = Date.parse("2026-01-10T00:00:00.000Z");
    const rows = [row("minute", now - 180 * minuteMs, []), row("ten-minutes", now - 2 * dayMs, [])];
    const hour = row("hour", Date.parse("2026-03-20T08:00:00.000Z"), []);
    const since = async (all: readonly UsageRow[]) => (await readUsage(await aStore(all), [], {}, now)).since;
    expect(await since([...rows, hour, row("day", began, [])])).toBe("2026-03-20T08:00:00.000Z");
    const old = row("hour", now - 32 * dayMs, []);
    expect(await since([...rows, old, row("day", began, [])])).toBe("2026-01-10T00:00:00.000Z");
    // The server was stopped for hours: nothing finer is left.
    expect(await since([hour])).toBe("2026-03-20T08:00:00.000Z");
    expect(await since([])).toBeNull();
    expect(await readUsage(undefined, [], {}, now)).toMatchObject({
      since: null,
      series: [{ pool: null, points: [] }],
    });
  });

  it("refuses what it cannot tell", async () => {
    const usage = await aStore([]);
    const ask = (request: object) => readUsage(usage, pools, request, now);
    await expect(ask({ pools: ["nope"] })).rejects.toThrow(code("POOL_NOT_FOUND"));
    await expect(ask({ from: now, to: now })).rejects.toThrow(code("INVALID_ARGUMENT"));
    const many = Array.from({ length: 21 }, (_, number) => number.toString(16).padStart(24, "0"));
    await expect(ask({ pools: many })).rejects.toThrow(code("INVALID_ARGUMENT"));
    expect((await ask({ pools: many.slice(1) })).series).toHaveLength(21);
  });
});
