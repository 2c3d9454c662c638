import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PoolFarm, startPoolFarm } from "./testing/pool-farm.js";
import { findEveryPython } from "./testing/python.js";
import { run } from "./testing/run.js";

const example = fileURLToPath(new URL("../../../examples/afpools_any_python.py", import.meta.url));

const pythons = findEveryPython();

let farm: PoolFarm;
beforeAll(async () => {
  farm = await startPoolFarm();
});
afterAll(() => farm.close());

it("there is a Python to try the example in", () => {
  expect(pythons).not.toEqual([]);
});

describe.each(pythons)("the example afpools_any_python.py in Python $version", ({ path }) => {
  const call = (...words: string[]) => run(path, [example, farm.server, ...words]);

  it("gets the pools with their hosts", async () => {
    const { out, err } = await call();
    expect(err).toBe("");
    expect(Object.keys(JSON.parse(out))).toContain("gpu");
    expect(JSON.parse(out).gpu).toEqual(expect.arrayContaining(["pc-01"]));
  });

  it("gets a mask, and says why there is none", async () => {
    expect(JSON.parse((await call("gpu")).out)).toMatchObject({
      hosts_mask: expect.stringContaining("pc-0"),
    });
    const { status, err } = await call("gpx");
    expect(status).toBe(1);
    expect(err).toContain('There is no pool "gpx"');
  });

  it("says that no server answers", async () => {
    const { status, err } = await run(path, [example, "127.0.0.1:1"]);
    expect(status).toBe(1);
    expect(err).toContain("The Pool Server at 127.0.0.1:1 gives no answer");
  });
});
