import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cgruTree, ownHome, temporaryFolder } from "./testing/cgru-tree.js";
import { install } from "./testing/install.js";
import { type PoolFarm, placeOf, startPoolFarm } from "./testing/pool-farm.js";
import { inCgru } from "./testing/run.js";

let farm: PoolFarm;
beforeAll(async () => {
  farm = await startPoolFarm();
});
afterAll(() => farm.close());

const local = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const archive = local("../dist/afanasy_pools-1.0.0.zip");
const pythons = (process.env.AFPOOLS_TEST_BPY ?? "").split("\n");

it("the archive was built", () => {
  expect(existsSync(archive)).toBe(true);
});

describe.each(pythons)("the extension in the Blender of %s", (python) => {
  it("is enabled, asks only where Blender may, sends a job on its pool, and shows a refusal", async () => {
    const cgru = cgruTree();
    await install({ targets: ["python"], cgru, server: farm.server });
    const resources = join(temporaryFolder(), "blender");
    mkdirSync(resources);
    const name = `extension ${pythons.indexOf(python)}`;
    const { out, err } = await inCgru(
      cgru,
      `"${python}" "${local("./testing/blender/extension.py")}" "${archive}" "${name}"`,
      { environment: { ...farm.environment, ...ownHome(), BLENDER_USER_RESOURCES: resources } },
    );
    const seen = /^SEEN (.*)$/m.exec(out)?.[1];
    if (seen === undefined) throw new Error(`${out}\n${err}`);
    expect(JSON.parse(seen)).toEqual({
      release: expect.stringMatching(/^[45]\./),
      panel: true,
      offline: expect.stringMatching(/^The Pool Server is not asked: online access is off/),
      pools: ["gpu", "Heavy Sim", "laptops"],
      default: "your preferences",
      sent: ["FINISHED"],
      refused: expect.stringContaining('There is no pool "gpx". Did you mean "gpu"?'),
      gone: true,
    });
    expect(placeOf(await farm.job(name)).expression).toBe("gpu");
  });
});
