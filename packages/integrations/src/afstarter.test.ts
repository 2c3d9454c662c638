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
  readonly choices: readonly string[];
  readonly shown: string;
  readonly expression: string;
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
  it("has the chooser, and sends the job on the pool with the window's own masks", async () => {
    const home = ownHome();
    const picture = join(temporaryFolder(), "afstarter.png");
    const [before, after, [, output]] = await inAfStarter<[Look, Look, [string, string]]>(
      [
        ["look"],
        ["choose", 1],
        ["look"],
        ["picture", picture],
        ["field", "jobname", "afstarter"],
        ["field", "hostsmask", "pc"],
        ["start"],
        sent,
      ],
      home,
    );
    expect(before).toEqual({
      choices: [
        "Don't use pool.",
        "gpu (2 of 3 online)",
        "Heavy Sim (1 of 1 online)",
        "laptops (0 of 1 online)",
      ],
      shown: "Don't use pool.",
      expression: "",
      status: "",
      fields: ["frameend", "framestart", "hostsexclude", "hostsmask", "jobname", "pool", "scenefile"],
    });
    expect(after).toMatchObject({ shown: "gpu (2 of 3 online)", expression: "gpu" });
    expect(output).toContain("Afanasy Pools: The job renders on gpu: 2 hosts, 2 online.");
    expect(readFileSync(picture).subarray(1, 4).toString()).toBe("PNG");
    expect(placeOf(await farm.job("afstarter"))).toEqual({
      hosts_mask: "pc-0[13]",
      hosts_mask_exclude: "",
      hosts_mask_type: "regex",
      annotation: "pool: gpu",
      expression: "gpu",
    });
    // AfStarter keeps it with its own presets, too.
    expect(readFileSync(join(home.HOME ?? "", ".cgru/afstarter.last.txt"), "utf8")).toContain("\npool=gpu\n");
    const [again] = await inAfStarter<[Look]>([["look"]], home);
    expect(again).toMatchObject({ shown: "gpu (2 of 3 online)", expression: "gpu" });
  });

  it("takes an expression, and sends without a pool where none is chosen", async () => {
    const [look] = await inAfStarter<[Look]>([
      ["field", "pool", 'gpu + "Heavy Sim"'],
      ["look"],
      ["field", "jobname", "afstarter expression"],
      ["start"],
      sent,
    ]);
    expect(look).toMatchObject({ shown: "", expression: 'gpu + "Heavy Sim"' });
    expect(placeOf(await farm.job("afstarter expression")).expression).toBe('gpu + "Heavy Sim"');
    await inAfStarter([["choose", 0], ["field", "jobname", "afstarter none"], ["start"], sent], {
      AFPOOLS_POOL: "gpu",
    });
    expect(placeOf(await farm.job("afstarter none")).expression).toBeUndefined();
  });

  it("asks before a pool of which nobody is online, and shows errors", async () => {
    const seen = await inAfStarter([
      ["choose", 3],
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
    expect(seen[0]).toMatchObject({ choices: ["Don't use pool."], status: away });
    expect(seen[1]).toEqual(["message", away]);
    expect(seen[2]).toEqual(["message", expect.stringMatching(/would be sent without its pool/)]);
    expect(seen[3]?.[1]).toContain("The job is sent without its pool gpu, as you allowed.");
    expect(placeOf(await farm.job("afstarter away")).expression).toBeUndefined();
  });
});
