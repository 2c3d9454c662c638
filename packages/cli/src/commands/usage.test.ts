import { sumsOfNumbers } from "@afpools/core";
import { usageSpans } from "@afpools/core/internal";
import { openStore } from "@afpools/server";
import { describe, expect, it, onTestFinished } from "vitest";
import { commandLine } from "../testing/command-line.js";

describe("afpools usage", () => {
  it("shows what was recorded, of the farm or of pools, as a table, CSV and JSON", async () => {
    const afpools = commandLine();
    expect((await afpools(["usage"])).err).toContain("Nothing is recorded yet.");
    await afpools(["pool", "create", "gpu, 2", "pc-1"]);
    const [pool] = JSON.parse((await afpools(["pool", "list", "--json"])).out);
    const store = openStore(afpools.environment.AFPOOLS_STORE ?? "");
    onTestFinished(() => store.close());
    const at = (hours: number) =>
      new Date(
        Math.floor(Date.now() / usageSpans.hour.spanMs) * usageSpans.hour.spanMs -
          hours * usageSpans.hour.spanMs,
      ).toISOString();
    await store.usage?.put(
      [1, 2].map((hours) => ({
        resolution: "hour" as const,
        at: at(hours),
        farm: sumsOfNumbers([60, 600, 1_230, 0, 90, 30, 60_000, 3, 10_800]),
        pools: new Map([[pool.id, sumsOfNumbers([60, 60, 0, 0, 0, 0, 0, 0, 0])]]),
      })),
    );
    const farm = (await afpools(["usage"])).out.split("\n");
    expect(farm[0]).toMatch(
      /^TIME +FREE +BUSY +HELD +OFFLINE +JOBS WAITING +TASKS WAITING +JOBS STARTED +WAITED$/,
    );
    expect(farm[1]).toMatch(/ 10 +21 +0 +1\.5 +0\.5 +1000 +3 +1h 00min$/);
    expect(farm).toHaveLength(4);
    const pools = (await afpools(["usage", "GPU, 2"])).out.split("\n");
    expect(pools[1]).toMatch(/^gpu, 2 +\S+ \S+ +1 +0 +0 +0 +0 +0 +0$/);
    expect((await afpools(["usage", "gpu, 2", "--csv"])).out.split("\n").slice(2, 4)).toEqual([
      `,${at(1)},10,20.5,0,1.5,0.5,1000,3,3600`,
      `"gpu, 2",${at(2)},1,0,0,0,0,0,0,`,
    ]);
    const report = JSON.parse(
      (await afpools(["usage", "--last", "2d", "--resolution", "day", "--json"])).out,
    );
    expect(report).toMatchObject({ resolution: "day", since: at(2), series: [{ pool: null, points: [] }] });
    expect((await afpools(["usage", "--last", "5d", "--resolution", "day"])).err).toContain(
      "Recording began at",
    );
    expect(await afpools(["usage", "--last", "7x"])).toMatchObject({
      status: 2,
      err: expect.stringContaining('--last is a time such as 3h, 7d or 365d, not "7x".'),
    });
  });
});
