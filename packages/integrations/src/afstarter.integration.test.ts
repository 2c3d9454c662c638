import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cgruTree, ownHome, temporaryFolder } from "./testing/cgru-tree.js";
import { startDisplay } from "./testing/display.js";
import { install } from "./testing/install.js";
import { type PoolFarm, placeOf, startPoolFarm } from "./testing/pool-farm.js";
import { findPythons } from "./testing/python.js";
import { inCgru } from "./testing/run.js";

const user = fileURLToPath(new URL("./testing/afstarter/user.py", import.meta.url));

/** A Python that has Qt 6, as AfStarter needs it, and the binding that it has it by. */
function pythonWithQt(): Record<string, string> {
  for (const path of ["/usr/bin/python3", ...findPythons().map((python) => python.path)]) {
    for (const binding of ["PySide6", "PyQt6"]) {
      try {
        const program = `import ${binding}.QtWidgets; from ${binding}.QtCore import QProcess; QProcess.startCommand`;
        execFileSync(path, ["-c", program], { stdio: "ignore" });
        return { CGRU_PYTHONEXE: path, QT_PREFERRED_BINDING: binding };
      } catch {
        // The next one may have it.
      }
    }
  }
  throw new Error("No Python here has Qt. Install python3-pyqt6.");
}

let farm: PoolFarm;
let display: Awaited<ReturnType<typeof startDisplay>>;
beforeAll(async () => {
  [farm, display] = await Promise.all([startPoolFarm(), startDisplay()]);
});
afterAll(() => Promise.all([farm.close(), display.stop()]));

interface Look {
  readonly expression: string;
  /** What decides where nothing is chosen. */
  readonly otherwise: string;
  readonly status: string;
  readonly fields: readonly string[];
}

/** AfStarter's window, in which a user does `steps`. */
async function inAfStarter<Seen extends readonly unknown[]>(
  steps: readonly (readonly unknown[])[],
  environment: Record<string, string> = {},
): Promise<Seen> {
  const cgru = cgruTree();
  await install({ targets: ["afstarter"], cgru, server: farm.server });
  const scene = join(temporaryFolder(), "shot.blend");
  writeFileSync(scene, "");
  const { AFPOOLS_SERVER: _, ...own } = farm.environment;
  const { out, err } = await inCgru(
    cgru,
    `"$CGRU_PYTHONEXE" "${user}" "$CGRU_LOCATION/utilities/afstarter/afstarter.py" "${scene}"`,
    {
      environment: {
        ...own,
        ...ownHome(),
        ...pythonWithQt(),
        DISPLAY: display.name,
        QT_QPA_PLATFORM: "xcb",
        TEST_STEPS: JSON.stringify(steps),
        ...environment,
      },
    },
  );
  const seen = /^SEEN (.*)$/m.exec(out)?.[1];
  if (seen === undefined) throw new Error(`${out}\n${err}`);
  return JSON.parse(seen) as Seen;
}

const sent = ["wait for", "The job successfully sent."];

describe("AfStarter's window", () => {
  it("has a line for pools and the chooser, and sends the job on the pool with the window's own masks", async () => {
    const home = ownHome();
    const picture = join(temporaryFolder(), "dialog.png");
    const [before, pools, after, [, output]] = await inAfStarter<
      [Look, [string, string[]], Look, [string, string]]
    >(
      [
        ["look"],
        ["choose", "g", 0, picture],
        ["look"],
        ["field", "jobname", "afstarter"],
        ["field", "hostsmask", "pc"],
        ["start"],
        sent,
      ],
      home,
    );
    expect(before).toEqual({
      expression: "",
      otherwise: "No pool. For example: gpu + nuke - ws-*",
      status: "",
      fields: ["frameend", "framestart", "hostsexclude", "hostsmask", "jobname", "pool", "scenefile"],
    });
    expect(pools).toEqual(["pools", ["gpu"]]);
    expect(after).toMatchObject({ expression: "gpu", status: "3 hosts: 2 free, 1 offline." });
    expect(readFileSync(picture).subarray(1, 4).toString()).toBe("PNG");
    expect(output).toMatch(/Afanasy Pools: The job renders on gpu: 2 hosts, 2 online\./);
    expect(placeOf(await farm.job("afstarter"))).toEqual({
      hosts_mask: "pc-0[13]",
      hosts_mask_exclude: "",
      hosts_mask_type: "regex",
      annotation: "pool: gpu",
      expression: "gpu",
    });
    // AfStarter keeps it with its own presets.
    expect(readFileSync(join(home.HOME ?? "", ".cgru/afstarter.last.txt"), "utf8")).toContain("\npool=gpu\n");
  });

  it("shows where the job goes where nothing is chosen, and sends it there", async () => {
    const environment = { AFPOOLS_POOL: "gpu" };
    const [look] = await inAfStarter<[Look]>(
      [["look"], ["field", "jobname", "afstarter default"], ["start"], sent],
      environment,
    );
    expect(look).toMatchObject({ expression: "", otherwise: "gpu, by AFPOOLS_POOL" });
    expect(placeOf(await farm.job("afstarter default")).expression).toBe("gpu");
  });

  it("sends a job without a pool for -, whatever the environment says", async () => {
    const environment = { AFPOOLS_POOL: "gpu" };
    await inAfStarter(
      [["field", "pool", "-"], ["field", "jobname", "afstarter none"], ["start"], sent],
      environment,
    );
    expect(placeOf(await farm.job("afstarter none")).expression).toBeUndefined();
  });

  it("takes an expression, which overrides the environment", async () => {
    const environment = { AFPOOLS_POOL: "gpu" };
    await inAfStarter(
      [["field", "pool", 'laptops + "Heavy Sim"'], ["field", "jobname", "afstarter other"], ["start"], sent],
      environment,
    );
    expect(placeOf(await farm.job("afstarter other")).expression).toBe('laptops + "Heavy Sim"');
  });

  it("asks before a pool of which nobody is online, and shows errors", async () => {
    const seen = await inAfStarter([
      ["field", "pool", "laptops"],
      ["wait until known"],
      ["field", "jobname", "afstarter waits"],
      ["start"],
      ["answer yes"],
      ["start"],
      sent,
      ["field", "pool", "gpx"],
      ["start"],
    ]);
    const question = [
      "message",
      "No host of the pool is online: the job waits until one is.\n\nSubmit all the same?",
    ];
    expect(seen).toEqual([
      question,
      question,
      ["output", expect.any(String)],
      ["message", 'There is no pool "gpx". Did you mean "gpu"?'],
    ]);
    expect(placeOf(await farm.job("afstarter waits")).expression).toBe("laptops");
  });

  it("says when the server is away, and sends without a pool only if it is told to", async () => {
    const seen = await inAfStarter<[Look, string[], string[], string[]]>(
      [
        ["wait until known"],
        ["look"],
        ["field", "pool", "gpu"],
        ["field", "jobname", "afstarter away"],
        ["start"],
        ["without"],
        ["answer yes"],
        ["start"],
        sent,
      ],
      { AFPOOLS_SERVER: "127.0.0.1:1" },
    );
    const away = expect.stringMatching(/^The Pool Server at 127\.0\.0\.1:1 cannot be reached/);
    expect(seen[0]).toMatchObject({ expression: "", status: away });
    expect(seen[1]).toEqual(["message", away]);
    expect(seen[2]).toEqual(["message", expect.stringMatching(/would be sent without its pool/)]);
    expect(seen[3]?.[1]).toContain("The job is sent without its pool gpu, as you allowed.");
    expect(placeOf(await farm.job("afstarter away")).expression).toBeUndefined();
  });
});
