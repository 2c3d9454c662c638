import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cgruTree, ownHome } from "./testing/cgru-tree.js";
import { install } from "./testing/install.js";
import { type PoolFarm, placeOf, startPoolFarm } from "./testing/pool-farm.js";
import { findPythons } from "./testing/python.js";
import { inCgru } from "./testing/run.js";

let farm: PoolFarm;
beforeAll(async () => {
  farm = await startPoolFarm();
});
afterAll(() => farm.close());

const natron = fileURLToPath(new URL("./testing/natron", import.meta.url));
const python = findPythons().at(-1)?.path ?? "python3";

interface Seen {
  readonly menu: readonly string[];
  readonly shown: readonly (readonly unknown[])[];
}

/** Natron's stand-in with the integration installed, in which a user does `steps`. */
async function inNatron(
  steps: readonly (readonly unknown[])[],
  environment: Record<string, string> = {},
): Promise<Seen> {
  const cgru = cgruTree();
  await install({ targets: ["natron"], cgru, server: farm.server });
  const { out, err, status } = await inCgru(
    cgru,
    // As CGRU's setup_natron.sh does.
    `export NATRON_PLUGIN_PATH="$NATRON_PLUGIN_PATH;$CGRU_LOCATION/plugins/natron"
     PYTHONPATH="$PYTHONPATH${delimiter}${natron}" "${python}" "${natron}/natron.py"`,
    { environment: { ...farm.environment, ...ownHome(), ...environment }, input: JSON.stringify(steps) },
  );
  if (status !== 0) throw new Error(err);
  return JSON.parse(out.split("\n").at(-2) ?? "") as Seen;
}

const byDefault = "By the settings of project, user and studio";
const options = [
  byDefault,
  "Don't use pool.",
  "gpu (2 of 3 online, 2 free)",
  "Heavy Sim (1 of 1 online, 1 free)",
  "laptops (0 of 1 online, 0 free)",
];
const node = "afanasypools1";

describe("the Afanasy Pools node of Natron", () => {
  it("shows pools after no pool, the one chosen last first", async () => {
    const home = ownHome();
    const { menu, shown } = await inNatron(
      [
        ["menu", "CGRU/Afanasy Pools Node"],
        ["look", node],
        ["edit", node, "af_pool", 3],
        ["look", node],
        ["edit", node, "af_job_name", "natron remembers"],
        ["press", node, "afanasy_button_send_job"],
      ],
      home,
    );
    expect(menu).toEqual([
      "CGRU/Afanasy Pools Node",
      "CGRU/Render Selected on Pool...",
      "CGRU/Render Selected...",
    ]);
    expect(shown).toEqual([
      ["node", options, byDefault, "", ""],
      ["node", options, "Heavy Sim (1 of 1 online, 1 free)", '"Heavy Sim"', ""],
    ]);
    const again = await inNatron(
      [
        ["menu", "CGRU/Afanasy Pools Node"],
        ["look", node],
      ],
      home,
    );
    // The job of before may keep a host busy.
    const label = (text: string) => expect.stringContaining(text.split(",")[0] ?? "");
    const [first, second, ...pools] = options;
    const listed = [first, second, pools[1], pools[0], pools[2]].map((text) => label(text ?? ""));
    expect(again.shown).toEqual([["node", listed, byDefault, "", ""]]);
  });

  it("sends the job on its pool, with the node's own masks", async () => {
    await inNatron([
      ["menu", "CGRU/Afanasy Pools Node"],
      ["edit", node, "af_pool_expression", "gpu + laptops"],
      ["edit", node, "af_hostsmask", "pc"],
      ["edit", node, "af_job_name", "natron"],
      ["press", node, "afanasy_button_send_job"],
    ]);
    expect(placeOf(await farm.job("natron"))).toEqual({
      hosts_mask: "pc-0[13]",
      hosts_mask_exclude: "",
      hosts_mask_type: "regex",
      annotation: "pool: gpu + laptops",
      expression: "gpu + laptops",
    });
  });

  it("asks before a pool of which nobody is online, and shows errors", async () => {
    const { shown } = await inNatron([
      ["menu", "CGRU/Afanasy Pools Node"],
      ["edit", node, "af_pool", 4],
      ["edit", node, "af_job_name", "natron waits"],
      ["answer", false],
      ["press", node, "afanasy_button_send_job"],
      ["edit", node, "af_pool_expression", "gpx"],
      ["press", node, "afanasy_button_send_job"],
    ]);
    expect(shown).toEqual([
      [
        "question",
        "Afanasy Pools",
        "No host of the pool is online: the job waits until one is.\n\nSend the job all the same?",
      ],
      ["error", "Afanasy Pools", 'There is no pool "gpx". Did you mean "gpu"?'],
    ]);
    expect((await farm.afserver.jobs()).map(({ name }) => name)).not.toContain("natron waits");
  });

  it("says when the server is away, and sends without a pool only if it is told to", async () => {
    const { shown } = await inNatron(
      [
        ["menu", "CGRU/Afanasy Pools Node"],
        ["look", node],
        ["edit", node, "af_pool_expression", "gpu"],
        ["edit", node, "af_job_name", "natron away"],
        ["press", node, "afanasy_button_send_job"],
        ["edit", node, "af_pool_without", true],
        ["answer", true],
        ["press", node, "afanasy_button_send_job"],
      ],
      { AFPOOLS_SERVER: "127.0.0.1:1" },
    );
    const away = expect.stringMatching(/^The Pool Server at 127\.0\.0\.1:1 cannot be reached/);
    expect(shown).toEqual([
      ["node", [byDefault, "Don't use pool."], byDefault, "", away],
      ["error", "Afanasy Pools", away],
      ["question", "Afanasy Pools", expect.stringMatching(/The job would be sent without its pool\./)],
    ]);
    expect(placeOf(await farm.job("natron away")).expression).toBeUndefined();
  });
});

describe("Render Selected on Pool in Natron", () => {
  it("puts CGRU's own nodes on the pool that it asks for, also after CGRU loads its module anew", async () => {
    const { shown } = await inNatron([
      ["node", "cgru.afanasy"],
      ["edit", "afanasy1", "af_job_name", "natron selected"],
      ["menu", "CGRU/Afanasy Pools Node"],
      ["edit", "afanasypools2", "af_pool_expression", "laptops"],
      ["edit", "afanasypools2", "af_job_name", "natron's own"],
      ["select", "afanasy1", "afanasypools2"],
      ["reload", "afanasy"],
      ["answer", { af_pool: 2 }],
      ["menu", "CGRU/Render Selected on Pool..."],
      ["edit", "afanasy1", "af_job_name", "natron plain"],
      ["select", "afanasy1"],
      ["menu", "CGRU/Render Selected..."],
    ]);
    // How many are free depends on which jobs of the tests above run still.
    const shownOptions = options.map((text) => text.replace(/\d free/, "n free"));
    const [[, offered] = []] = shown as [[string, string[], string]];
    expect(shown).toEqual([["dialog", expect.any(Array), ""]]);
    expect(offered?.map((text) => text.replace(/\d free/, "n free"))).toEqual(shownOptions);
    expect(placeOf(await farm.job("natron selected")).expression).toBe("gpu");
    expect(placeOf(await farm.job("natron's own")).expression).toBe("laptops");
    expect(placeOf(await farm.job("natron plain")).expression).toBeUndefined();
  });
});
