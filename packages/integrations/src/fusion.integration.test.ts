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

const fusion = fileURLToPath(new URL("./testing/fusion", import.meta.url));
const python = findPythons()[0]?.path ?? "python3";

type Line = Readonly<Record<string, unknown>>;
interface Dialog {
  readonly title: string;
  readonly lines: Readonly<Record<string, Line>>;
}

/** Runs the script in Fusion's stand-in, whose user answers its dialogs so; gives what was shown. */
async function inFusion(
  answers: readonly (Readonly<Record<string, unknown>> | null)[],
  { script = "Afanasy_Pools.py", ...environment }: Record<string, string> = {},
): Promise<Dialog[]> {
  const cgru = cgruTree();
  await install({ targets: ["fusion"], cgru, server: farm.server });
  const { out, err, status } = await inCgru(
    cgru,
    `PYTHONPATH="$PYTHONPATH${delimiter}${fusion}" "${python}" "plugins/fusion/Comp/${script}"`,
    {
      environment: {
        ...farm.environment,
        ...ownHome(),
        TEST_FUSION_ANSWERS: JSON.stringify(answers),
        ...environment,
      },
    },
  );
  if (status !== 0) throw new Error(err);
  return out
    .split("\n")
    .filter((line) => line.startsWith('{"title"'))
    .map((line) => JSON.parse(line) as Dialog);
}

describe("the script Afanasy_Pools of Fusion", () => {
  it("adds the chooser to CGRU's dialog, and lists what was chosen last first", async () => {
    const home = ownHome();
    const [dialog, message] = await inFusion([{ job_name: "fusion", afpools_pool: 1 }, {}], home);
    expect(Object.keys(dialog?.lines ?? {})).toEqual([
      "job_name",
      "start_frame",
      "last_frame",
      "hosts_mask",
      "submit_each_saver_individually",
      "afpools_pool",
      "afpools_expression",
      "afpools_refresh",
    ]);
    expect(dialog?.lines.afpools_pool).toMatchObject({
      "2": "Dropdown",
      Name: "Pool",
      Options: {
        "1": "Don't use pool.",
        "2": "gpu (2 of 3 online, 2 free)",
        "3": "Heavy Sim (1 of 1 online, 1 free)",
        "4": "laptops (0 of 1 online, 0 free)",
      },
      Default: 0,
    });
    expect(message?.lines.Message?.Default).toBe("Successfully Submitted.");
    expect(placeOf(await farm.job("fusion"))).toMatchObject({ expression: "gpu", annotation: "pool: gpu" });
    const [again] = await inFusion([null], home);
    expect(again?.lines.afpools_pool).toMatchObject({
      Default: 0,
      Options: { "2": expect.stringMatching(/^gpu /) },
    });
  });

  it("uses the hosts mask that CGRU's script asks for and drops", async () => {
    await inFusion([{ job_name: "fusion mask", afpools_pool: 1, hosts_mask: "pc-03" }, {}]);
    expect(placeOf(await farm.job("fusion mask"))).toMatchObject({ hosts_mask: "pc-03", expression: "gpu" });
    // Also where CGRU's own script is run, and the pool comes from the environment.
    await inFusion([{ job_name: "fusion plain", hosts_mask: "pc-01" }, {}], {
      script: "Afanasy.py",
      AFPOOLS_POOL: "gpu",
    });
    expect(placeOf(await farm.job("fusion plain"))).toMatchObject({ hosts_mask: "pc-01", expression: "gpu" });
  });

  it("asks again with what was filled in, with fresh pools", async () => {
    const [, again] = await inFusion([
      { job_name: "fusion again", afpools_expression: "gpu - lt-*", afpools_refresh: 1, last_frame: 7 },
      { afpools_expression: "gpu - lt-*" },
      {},
    ]);
    expect(again?.lines).toMatchObject({
      job_name: { Default: "fusion again" },
      last_frame: { Default: 7 },
      afpools_expression: { Default: "gpu - lt-*" },
    });
    expect(placeOf(await farm.job("fusion again")).expression).toBe("gpu - host:lt-*");
  });

  it("asks before a pool of which nobody is online, and shows errors", async () => {
    const shown = await inFusion([
      { job_name: "fusion waits", afpools_pool: 3 },
      null,
      { afpools_pool: 0 },
      {},
    ]);
    expect(shown.map(({ lines }) => lines.afpools_message?.Default).filter(Boolean)).toEqual([
      "No host of the pool is online: the job waits until one is.",
    ]);
    const wrong = await inFusion([{ job_name: "fusion wrong", afpools_expression: "gpx" }, {}, null]);
    expect(wrong[1]?.lines.afpools_message?.Default).toBe('There is no pool "gpx". Did you mean "gpu"?');
    expect(wrong[2]?.lines.afpools_expression?.Default).toBe("gpx");
  });

  it("says when the server is away, and sends without a pool only if it is told to", async () => {
    const shown = await inFusion(
      [{ job_name: "fusion away", afpools_expression: "gpu" }, {}, { afpools_without: 1 }, {}, {}],
      { AFPOOLS_SERVER: "127.0.0.1:1" },
    );
    const away = expect.stringMatching(/^The Pool Server at 127\.0\.0\.1:1 cannot be reached/);
    expect(shown[0]?.lines.afpools_status?.Default).toEqual(away);
    expect(shown[1]?.lines.afpools_message?.Default).toEqual(away);
    expect(shown[3]?.lines.afpools_message?.Default).toMatch(/sent without its pool\.$/);
    expect(placeOf(await farm.job("fusion away")).expression).toBeUndefined();
  });

  it("shows why a job without blocks, which CGRU's script can make, is not sent", async () => {
    const shown = await inFusion([{ afpools_pool: 1, submit_each_saver_individually: 0 }, {}, {}]);
    // CGRU's own message, which says no reason, comes after it.
    expect(shown.at(-2)?.lines.afpools_message?.Default).toBe(
      "A job without blocks cannot be put on a pool: it renders nothing.",
    );
  });
});
