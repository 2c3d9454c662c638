import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pooledJob } from "@afpools/afanasy/internal";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "./testing/cgru-tree.js";
import { type PoolFarm, placeOf, startPoolFarm } from "./testing/pool-farm.js";
import { findPythons } from "./testing/python.js";
import { run } from "./testing/run.js";

const examples = fileURLToPath(new URL("../../../examples", import.meta.url));
const python = findPythons()[0]?.path ?? "python3";

let farm: PoolFarm;
beforeAll(async () => {
  farm = await startPoolFarm();
});
afterAll(() => farm.close());

describe.each([
  ["integration.py", python],
  ["integration.mjs", process.execPath],
])("the example %s", (name, program) => {
  const call = (expression: string, job: object) =>
    run(program, [join(examples, name), farm.server, expression], { input: JSON.stringify(job) });

  it("puts a job on a pool, which afserver takes and the server follows", async () => {
    const job = {
      name,
      hosts_mask_exclude: "pc-03",
      blocks: [{ name: "render", flags: 1, frame_first: 1, frame_last: 3, command: "sleep 60" }],
    };
    const { out, err } = await call("gpu + laptops", job);
    expect(err).toBe("");
    await farm.afserver.sendJob(JSON.parse(out));
    expect(placeOf(await farm.job(name))).toEqual({
      hosts_mask: "lt-01|pc-0[13]",
      hosts_mask_exclude: "(pc-03).*",
      hosts_mask_type: "regex",
      annotation: "pool: gpu + laptops",
      expression: "gpu + laptops",
    });
  });

  it("shows warnings and errors", async () => {
    const job = { name, blocks: [{}] };
    expect((await call("laptops", job)).err).toContain("No host of the pool is online");
    expect(await call("gpx", job)).toMatchObject({
      status: 1,
      err: 'POOL_NOT_FOUND: There is no pool "gpx". Did you mean "gpu"?\n',
    });
  });
});

const hasCompiler = spawnSync("mcs", ["--version"]).status === 0;

describe("the example integration.cs", () => {
  it.skipIf(!hasCompiler)("is built by mcs, where it is, and tells what to set on a job", async () => {
    const [folder, program] = [temporaryFolder(), "integration.exe"];
    const source = join(examples, "integration.cs");
    const built = await run("mcs", [
      "-r:System.Runtime.Serialization",
      `-out:${join(folder, program)}`,
      source,
    ]);
    expect(built).toMatchObject({ status: 0 });
    const { out } = await run("mono", [join(folder, program), farm.server, "gpu"]);
    const { hosts_mask, hosts_mask_type, annotation, description } = Object.fromEntries(
      out
        .trim()
        .split("\n")
        .map((line) => {
          const [, key = "", value] = /^(\w+)(?: \d+)?: (.*)$/.exec(line) ?? [];
          return [key, value];
        }),
    );
    expect({ hosts_mask_type, annotation }).toEqual({ hosts_mask_type: "regex", annotation: "pool: gpu" });
    const job = { hosts_mask, hosts_mask_type, annotation, description, blocks: [{}] };
    expect(pooledJob(job as never)?.tag.expression).toBe("gpu");
    const wrong = await run("mono", [join(folder, program), farm.server, "gpx"]);
    expect(wrong).toMatchObject({ status: 1, err: expect.stringContaining("POOL_NOT_FOUND") });
  });
});

it.each(["integration.py", "integration.mjs", "integration.cs"])("%s has fewer than 50 lines", (name) => {
  expect(readFileSync(join(examples, name), "utf8").trim().split("\n").length).toBeLessThan(50);
});
