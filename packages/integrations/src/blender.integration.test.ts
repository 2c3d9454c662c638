import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
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
  readonly pools: readonly string[];
  readonly status: string;
  readonly chosen: string;
  /** Where jobs go, and what decides. */
  readonly goes: readonly [string, string];
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
    expect(before).toEqual({ pools: [], status: "", chosen: "", goes: ["", "no setting"], panel: true });
    expect(after).toEqual({
      pools: [
        expect.stringMatching(/^gpu \(2 of 3 online, \d free\)$/),
        expect.stringMatching(/^Heavy Sim \(1 of 1 online, \d free\)$/),
        "laptops (0 of 1 online, 0 free)",
      ],
      status: "",
      chosen: "gpu",
      goes: [expect.stringMatching(/^[0-9a-f]{24}$/), "the scene"],
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
      operators: ["change_pool", "choose", "explain", "favourite", "jobs", "refresh", "search", "submit"],
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
    // What was chosen last is listed first, and decides nothing for a new scene.
    const [next] = await inBlender<[Look]>([["look"]], home);
    expect(next).toMatchObject({ chosen: "", goes: ["", "no setting"] });
  });

  it("sends a job where the environment says, else the scene, else a default", async () => {
    const steps = (name: string): unknown[][] => [
      ["look"],
      ["cgru", "jobname", `${name} default`],
      ["submit"],
      ["choose", "gpu"],
      ["look"],
      ["cgru", "jobname", `${name} scene`],
      ["submit"],
      ["choose", "-"],
      ["cgru", "jobname", `${name} none`],
      ["submit"],
    ];
    const [first, , chosen] = await inBlender<[Look, string[], Look]>(steps("blender"), {
      AFPOOLS_POOL: "laptops",
    });
    expect(first.goes).toEqual(["laptops", "AFPOOLS_POOL"]);
    expect(chosen.goes).toEqual(["laptops", "AFPOOLS_POOL"]);
    await inBlender(steps("blender free"));
    const expressions = await Promise.all(
      [
        "blender scene",
        "blender none",
        "blender free default",
        "blender free scene",
        "blender free none",
      ].map(async (name) => placeOf(await farm.job(name)).expression),
    );
    expect(expressions).toEqual(["laptops", "laptops", undefined, "gpu", undefined]);
  });

  it("keeps a pool by its id: a renamed one is found, and shown by its new name", async () => {
    const file = join(temporaryFolder(), "renamed.blend");
    await inBlender([["refresh"], ["choose", '"Heavy Sim"'], ["save", file]]);
    const rename = (pool: string, name: string) =>
      farm.client.updatePool({ author: "tests", pool, edit: { name } });
    await rename("Heavy Sim", "Simulation");
    onTestFinished(async () => void (await rename("Simulation", "Heavy Sim")));
    const [before, , after] = await inBlender<[Look, string[], Look]>([
      ["open", file],
      ["look"],
      ["cgru", "jobname", "blender renamed"],
      ["submit"],
      ["refresh"],
      ["open", file],
      ["look"],
    ]);
    expect(before.chosen).toBe('"Heavy Sim"');
    expect(after.chosen).toBe("Simulation");
    expect(placeOf(await farm.job("blender renamed")).hosts_mask).toBe("pc-02");
  });

  it("opens no file to draw its panel and its menus", async () => {
    const [opened] = await inBlender<[string[]]>([["refresh"], ["choose", "gpu"], ["draw"]]);
    expect(opened).toEqual([]);
  });

  it("asks nobody while Blender may not use the network", async () => {
    const [look] = await inBlender<[Look]>([["offline"], ["refresh"], ["look"]]);
    expect(look.status).toMatch(/^The Pool Server is not asked: online access is off/);
    expect(look.pools).toEqual([]);
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
