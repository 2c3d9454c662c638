import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ownHome, temporaryFolder } from "./testing/cgru-tree.js";
import { type PoolFarm, startPoolFarm } from "./testing/pool-farm.js";
import { pythonPath } from "./testing/python.js";
import { run } from "./testing/run.js";

let farm: PoolFarm;
beforeAll(async () => {
  farm = await startPoolFarm();
});
afterAll(() => farm.close());

const script = new URL("./testing/qt-dialog.py", import.meta.url).pathname;

/** What is seen in the dialog, with the Qt of Debian's Python or of the one that AFPOOLS_TEST_PYSIDE6 names. */
async function inDialog(binding: string, environment: Record<string, string> = {}) {
  const picture = join(temporaryFolder(), "dialog.png");
  const python = binding === "PySide6" ? (process.env.AFPOOLS_TEST_PYSIDE6 ?? "") : "/usr/bin/python3";
  const { out, err } = await run(python, [script, binding, picture], {
    environment: {
      PYTHONPATH: pythonPath,
      PYTHONDONTWRITEBYTECODE: "1",
      QT_QPA_PLATFORM: "offscreen",
      AFPOOLS_SERVER: farm.server,
      ...ownHome(),
      ...environment,
    },
  });
  const seen = /^SEEN (.*)$/m.exec(out)?.[1];
  if (seen === undefined) throw new Error(`${out}\n${err}`);
  expect(readFileSync(picture).subarray(1, 4).toString()).toBe("PNG");
  return JSON.parse(seen) as unknown;
}

// PySide6 is not in Debian 12: `npm run test:programs` brings it.
const bindings = ["PyQt6", "PySide2", "PyQt5", ...(process.env.AFPOOLS_TEST_PYSIDE6 ? ["PySide6"] : [])];

describe.each(bindings)("the chooser's dialog in %s", (binding) => {
  it("shows, finds and completes pools, says which hosts an expression means, and gives what was chosen", async () => {
    expect(await inDialog(binding)).toEqual({
      qt: `${binding}.QtWidgets`,
      "while asking": ["Asking the Pool Server…", false],
      pools: ["gpu", "Heavy Sim", "laptops"],
      gpu: ["2", "0", "2", "3", ""],
      found: ["laptops"],
      laptops: ["laptops", "1 host: 1 offline", "No host of the pool is online: the job waits until one is."],
      "favourite first": [["laptops", "gpu", "Heavy Sim"], "favourite"],
      completed: 'gpu + "Heavy Sim"',
      meaning: ["4 hosts: 3 free, 1 offline", 4],
      "as it is": ['There is no pool "<img src=x>".', true],
      "tool tip": ["<qt>a<br>&lt;b&gt;</qt>", "gpu & nuke"],
      wrong: ['There is no pool "gpx". Did you mean "gpu"?', false],
      pattern: "2 hosts: 2 free",
      accepted: [true, "pc-* - gpu"],
    });
  });
});
