import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cgruTree, ownHome } from "./testing/cgru-tree.js";
import { install } from "./testing/install.js";
import { type PoolFarm, placeOf, startPoolFarm } from "./testing/pool-farm.js";
import { inCgru } from "./testing/run.js";

let farm: PoolFarm;
beforeAll(async () => {
  farm = await startPoolFarm();
});
afterAll(() => farm.close());

const standIns = fileURLToPath(new URL("./testing/programs", import.meta.url));

type Program = "houdini" | "nuke" | "maya" | "max" | "c4d" | "clarisse";

/** What an artist sees who chooses the first pool in a program's stand-in, submits, and then submits to none that exists. */
async function inProgram(program: Program): Promise<unknown[]> {
  const cgru = cgruTree();
  await install({ targets: [program], cgru, server: farm.server });
  const { AFPOOLS_SERVER: _, ...own } = farm.environment;
  const { out, err, status } = await inCgru(
    cgru,
    `PYTHONPATH="$PYTHONPATH${delimiter}${standIns}" /usr/bin/python3 "${standIns}/scenario.py" ${program}`,
    { environment: { ...own, ...ownHome(), QT_QPA_PLATFORM: "offscreen", PYTHONDONTWRITEBYTECODE: "1" } },
  );
  const seen = /^SEEN (.*)$/m.exec(out)?.[1];
  if (status !== 0 || seen === undefined) throw new Error(`${out}\n${err}`);
  return JSON.parse(seen) as unknown[];
}

const refusal = 'There is no pool "gpx". Did you mean "gpu"?';
const expressionOf = async (name: string) => placeOf(await farm.job(name)).expression;

// Stand-ins made from the programs' published documentation: the programs themselves cannot be installed here.
describe("in a stand-in of the program", () => {
  it("Houdini fills the ROP's hosts mask, shows the refusal, and CGRU's clean-up runs", async () => {
    expect(await inProgram("houdini")).toEqual([
      "pool=gpu",
      [
        [
          ["Select an Afanasy ROP first.", "error"],
          [refusal, "error"],
        ],
        0,
      ],
    ]);
    expect(await expressionOf("houdini")).toBe("gpu");
  });

  it("Nuke has menu entries, and a button on CGRU's node", async () => {
    expect(await inProgram("nuke")).toEqual([
      [["CGRU/Choose Pool...", "CGRU/My Jobs..."], "Choose Pool...", "pool=gpu"],
      [refusal, "Unable to send job to server."],
    ]);
    expect(await expressionOf("nuke")).toBe("gpu");
  });

  it("Maya has a menu, which fills CGRU's window and what that remembers", async () => {
    const name = "cgru_afanasy__hosts_mask";
    expect(await inProgram("maya")).toEqual([
      [["Choose Pool...", "My Jobs..."], { [name]: "pool=gpu" }, { [`${name}_ov`]: "pool=gpu" }],
      true,
      false,
      [refusal],
    ]);
    expect(await expressionOf("maya")).toBe("gpu");
  });

  it("3ds Max fills CGRU's dialog", async () => {
    expect(await inProgram("max")).toEqual([
      ['persistent global AfHostsMask = "pool=gpu"', 'macros.run "CGRU" "Afanasy"'],
      false,
      [refusal],
    ]);
  });

  it("Cinema 4D keeps the pool with the document", async () => {
    const [sent, shown, ...rest] = await inProgram("c4d");
    expect(sent).toBe(true);
    expect(shown).toEqual([
      "Default: no pool",
      "Don't use pool.",
      "gpu (2 of 3 online",
      "Heavy Sim (1 of 1 online",
      "laptops (0 of 1 online",
    ]);
    expect(rest).toEqual([false, [refusal]]);
    expect(await expressionOf("c4d")).toBe("gpu");
  });

  it("Clarisse asks first, and runs CGRU's script", async () => {
    expect(await inProgram("clarisse")).toEqual([]);
    expect(await expressionOf("clarisse")).toBe("gpu");
  });
});

it("After Effects runs CGRU's script with the pool, and shows the refusal that it discards", async () => {
  const cgru = cgruTree();
  await install({ targets: ["afterfx"], cgru });
  const script = join(cgru, "plugins/afterfx/Afanasy_Pools.jsx");
  const called: string[] = [];
  const alerts: string[] = [];
  // A stand-in of ExtendScript's objects, after Adobe's documentation. Its user takes the first pool.
  const texts = { text: "" };
  const file = (path: string) => ({
    fsName: path,
    get parent() {
      return file(path.replace(/[/\\][^/\\]*$/, ""));
    },
    open: () => true,
    close: () => true,
    read: () => readFileSync(path, "utf8"),
  });
  const control = () => ({
    items: [] as string[],
    removeAll() {
      this.items = [];
    },
    add(_kind: string, text: string) {
      this.items.push(text);
    },
    selection: undefined as { text: string } | undefined,
    onChange: () => undefined,
  });
  const list = control();
  class Window {
    add(kind: string) {
      if (kind === "dropdownlist") return list;
      if (kind === "edittext") return texts;
      return { add: () => ({}) };
    }
    show() {
      list.selection = { text: list.items[0] ?? "" };
      list.onChange();
      return 1;
    }
  }
  const system = {
    callSystem: (command: string) => {
      called.push(command);
      if (command.includes("pools --known")) return "gpu (2 of 3 online, 2 free)\n";
      if (command.includes(" field ")) return "pool=gpu\n";
      return `Afanasy Pools: ${refusal}\n"…"`;
    },
  };
  const sandbox: Record<string, unknown> = {
    system,
    Window,
    File: function File(path: string) {
      return file(path);
    },
    alert: (text: string) => alerts.push(text),
  };
  const indirect = (text: string) => runInNewContext(text, sandbox);
  const getenv = () => "";
  sandbox.$ = {
    fileName: script,
    os: "Windows 11",
    getenv,
    global: Object.assign(sandbox, { eval: indirect }),
  };
  runInNewContext(readFileSync(script, "utf8"), sandbox);
  expect(texts.text).toBe('"gpu"');
  expect(called.at(-1)).toBe('cmd /c "python.exe afjob.py -hostsmask "pool=gpu" 2>&1"');
  expect(alerts).toEqual([refusal]);
});
