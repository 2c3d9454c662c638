import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cgruTree, ownHome, temporaryFolder } from "./testing/cgru-tree.js";
import { install } from "./testing/install.js";
import { type PoolFarm, placeOf, startPoolFarm } from "./testing/pool-farm.js";
import { inCgru } from "./testing/run.js";

const scenario = fileURLToPath(new URL("./testing/blender/scenario.py", import.meta.url));

let farm: PoolFarm;
beforeAll(async () => {
  farm = await startPoolFarm();
});
afterAll(() => farm.close());

interface Look {
  readonly choices: readonly string[];
  readonly status: string;
  readonly chosen: string;
  readonly panel: boolean;
}

/** Blender without windows, started as CGRU's launcher does, with both add-ons, in which a user does `steps`. */
async function inBlender<Seen extends readonly unknown[]>(
  steps: readonly (readonly unknown[])[],
  { isPlain = false, ...environment }: { isPlain?: boolean } & Record<string, unknown> = {},
): Promise<Seen> {
  const cgru = cgruTree();
  await install({ targets: isPlain ? ["blender"] : ["blender", "python"], cgru, server: farm.server });
  const { AFPOOLS_SERVER: _, ...own } = farm.environment;
  // Started without CGRU, Blender's Python looks at no PYTHONPATH.
  const flags = isPlain ? "" : "--python-use-system-env";
  const command = `BLENDER_USER_SCRIPTS="$CGRU_LOCATION/plugins/blender" blender -b --factory-startup ${flags} --python-exit-code 9 --addons cgru_tools,afanasy_pools --python "${scenario}"`;
  const { out, err, status } = await inCgru(cgru, command, {
    environment: {
      ...own,
      ...ownHome(),
      ...(environment as Record<string, string>),
      TEST_STEPS: JSON.stringify(steps),
    },
  });
  const seen = /^SEEN (.*)$/m.exec(out)?.[1];
  if (status !== 0 || seen === undefined) throw new Error(`Blender ended with ${status}:\n${out}\n${err}`);
  return JSON.parse(seen) as Seen;
}

describe.each([
  ["in CGRU's environment", false],
  ["started without CGRU", true],
])("Blender's add-on, %s", (_, isPlain) => {
  it("lists pools, submits the scene on one, and unregisters without a trace", async () => {
    const name = `blender ${isPlain}`;
    const [before, after, sent, on, off, again] = await inBlender<
      [Look, Look, string[], object, object, Look]
    >(
      [
        ["look"],
        ["refresh"],
        ["choose", "gpu"],
        ["look"],
        ["cgru", "jobname", name],
        ["cgru", "hostsmaskexclude", "pc-03"],
        ["submit"],
        ["state"],
        ["off"],
        ["state"],
        ["on"],
        ["look"],
      ],
      { isPlain },
    );
    expect(before).toEqual({ choices: ["Don't use pool."], status: "", chosen: "", panel: true });
    expect(after).toEqual({
      choices: [
        "Don't use pool.",
        "gpu (2 of 3 online)",
        "Heavy Sim (1 of 1 online)",
        "laptops (0 of 1 online)",
      ],
      status: "",
      chosen: "gpu",
      panel: true,
    });
    expect(sent).toEqual(["FINISHED"]);
    const job = await farm.job(name);
    expect(placeOf(job)).toEqual({
      hosts_mask: "lt-01|pc-0[13]",
      hosts_mask_exclude: "(pc-03).*",
      hosts_mask_type: "regex",
      annotation: "pool: gpu",
      expression: "gpu",
    });
    expect(job.blocks[0]?.name).toBe("BLENDER_EEVEE");
    expect(on).toMatchObject({
      operators: ["choose", "refresh", "submit"],
      property: true,
      hook: true,
      finders: ["_Finder"],
      paths: [expect.stringMatching(/afanasy_pools\/modules$/)],
    });
    // In CGRU's environment the hook is CGRU's, and stays.
    expect(off).toEqual({
      types: [],
      operators: [],
      property: false,
      hook: !isPlain,
      finders: isPlain ? [] : ["_Finder"],
      paths: [],
    });
    expect(again.panel).toBe(true);
  });
});

describe("Blender's add-on", () => {
  it("puts jobs of CGRU's own button on the pool, too, and keeps the pool with the scene", async () => {
    const file = join(temporaryFolder(), "shot.blend");
    const home = ownHome();
    const [sent, other, back] = await inBlender<[string[], Look, Look]>(
      [
        ["choose", '"Heavy Sim"'],
        ["cgru", "jobname", "blender CGRU"],
        ["submit as CGRU"],
        ["save", file],
        ["choose", "gpu"],
        ["new scene"],
        ["look"],
        ["open", file],
        ["look"],
      ],
      home,
    );
    expect(sent).toEqual(["FINISHED"]);
    expect(placeOf(await farm.job("blender CGRU")).expression).toBe('"Heavy Sim"');
    expect(other.chosen).toBe("gpu");
    expect(back.chosen).toBe('"Heavy Sim"');
    const [remembered] = await inBlender<[Look]>([["look"]], home);
    expect(remembered.chosen).toBe("gpu");
  });

  it("uses the default pool until something is chosen, and none where none is chosen", async () => {
    const [look] = await inBlender<[Look, string[]]>(
      [
        ["look"],
        ["cgru", "jobname", "blender default"],
        ["submit"],
        ["choose", ""],
        ["cgru", "jobname", "blender none"],
        ["submit"],
      ],
      { AFPOOLS_POOL: "gpu" },
    );
    expect(look.chosen).toBe("gpu");
    expect(placeOf(await farm.job("blender default")).expression).toBe("gpu");
    expect(placeOf(await farm.job("blender none")).expression).toBeUndefined();
  });

  it("says what is wrong, and sends nothing", async () => {
    const [sent] = await inBlender<[string[]]>([
      ["choose", "gpx"],
      ["cgru", "jobname", "blender unsent"],
      ["submit"],
    ]);
    expect(sent[0]).toMatch(/There is no pool "gpx"\. Did you mean "gpu"\?/);
    expect((await farm.afserver.jobs()).map(({ name }) => name)).not.toContain("blender unsent");
  });

  it("sends without a pool while the server is away only if it is told to", async () => {
    const [look, refused, sent] = await inBlender<[Look, string[], string[]]>(
      [
        ["refresh"],
        ["choose", "gpu"],
        ["look"],
        ["cgru", "jobname", "blender away"],
        ["submit"],
        ["without"],
        ["submit"],
      ],
      { AFPOOLS_SERVER: "127.0.0.1:1" },
    );
    expect(look.status).toMatch(/^The Pool Server at 127\.0\.0\.1:1 cannot be reached/);
    expect(refused[0]).toMatch(/cannot be reached/);
    expect(sent).toEqual(["FINISHED"]);
    expect(placeOf(await farm.job("blender away")).expression).toBeUndefined();
  });
});
