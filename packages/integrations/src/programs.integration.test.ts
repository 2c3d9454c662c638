import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { cgruTree, ownHome, temporaryFolder } from "./testing/cgru-tree.js";
import { install } from "./testing/install.js";
import { type PoolFarm, placeOf, startPoolFarm } from "./testing/pool-farm.js";
import { pythonPath } from "./testing/python.js";
import { inCgru, run } from "./testing/run.js";

let farm: PoolFarm;
beforeAll(async () => {
  farm = await startPoolFarm();
});
afterAll(() => farm.close());

const standIns = fileURLToPath(new URL("./testing/programs", import.meta.url));

type Program = "houdini" | "nuke" | "maya" | "max" | "c4d" | "clarisse";

/** What an artist sees who chooses the first pool in a program's stand-in, submits, and then submits to none that exists. */
async function inProgram(
  program: Program,
  { config = {}, hasSite = true }: { readonly config?: object; readonly hasSite?: boolean } = {},
): Promise<unknown[]> {
  const cgru = cgruTree();
  writeFileSync(join(cgru, "config.json"), JSON.stringify({ cgru_config: config }));
  await install({ targets: [program], cgru, server: farm.server });
  const { AFPOOLS_SERVER: _, ...own } = farm.environment;
  const { out, err, status } = await inCgru(
    cgru,
    // Without its site Python runs no sitecustomize, and has Debian's packages by their path alone.
    `PYTHONPATH="$PYTHONPATH${delimiter}${standIns}${delimiter}/usr/lib/python3/dist-packages" /usr/bin/python3 ${hasSite ? "" : "-S"} "${standIns}/scenario.py" ${program}`,
    {
      environment: {
        ...own,
        ...ownHome(),
        CGRU_HOSTNAME: "WS-7",
        QT_QPA_PLATFORM: "offscreen",
        PYTHONDONTWRITEBYTECODE: "1",
      },
    },
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
    // By the machine that submits.
    const department = { fx: { pool: "laptops", hosts: ["ws-7"] } };
    expect(await inProgram("houdini", { config: { af_pools_department: department } })).toEqual([
      "pool=gpu",
      [
        [
          ["Select an Afanasy ROP first.", "error"],
          [refusal, "error"],
        ],
        0,
      ],
      ["Without a choice: laptops, by the department fx (af_pools_department)."],
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
    const department = { fx: { pool: "gpu", hosts: ["ws-7"] } };
    const [sent, shown, ...rest] = await inProgram("c4d", { config: { af_pools_department: department } });
    expect(sent).toBe(true);
    expect(shown).toEqual([
      "Default: gpu",
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

it.each(["nuke", "maya", "c4d"] as const)(
  "%s has the hook where its Python runs no sitecustomize",
  async (program) => {
    expect(JSON.stringify(await inProgram(program, { hasSite: false }))).toContain(JSON.stringify(refusal));
  },
);

/** An artist's session with our script in a stand-in of ExtendScript's objects, after Adobe's documentation. */
async function inAfterEffects(
  os: string,
  callSystem: (command: string) => string,
  takes: (item: string) => boolean,
) {
  const cgru = cgruTree();
  await install({ targets: ["afterfx"], cgru, server: farm.server });
  const script = join(cgru, "plugins/afterfx/Afanasy_Pools.jsx");
  const called: string[] = [];
  const alerts: string[] = [];
  const texts = { text: "" };
  const file = (path: string) => ({
    fsName: path,
    get parent() {
      return file(path.replace(/[/\\][^/\\]*$/, ""));
    },
    open: () => true,
    close: () => true,
    remove: () => rmSync(path),
    read: () => readFileSync(path, "utf8"),
    write: (text: string) => writeFileSync(path, text),
  });
  const list = {
    items: [] as string[],
    removeAll() {
      this.items = [];
    },
    add(_kind: string, text: string) {
      this.items.push(text);
    },
    selection: undefined as { text: string } | undefined,
    onChange: () => undefined,
  };
  class Window {
    add(kind: string) {
      if (kind === "dropdownlist") return list;
      if (kind === "edittext") return texts;
      return { add: () => ({}) };
    }
    show() {
      list.selection = { text: list.items.find(takes) ?? "" };
      list.onChange();
      return 1;
    }
  }
  const sandbox: Record<string, unknown> = {
    system: {
      callSystem: (command: string) => {
        called.push(command);
        return callSystem(command);
      },
    },
    Window,
    Folder: { temp: file(temporaryFolder()) },
    File: function File(path: string) {
      return file(path);
    },
    alert: (text: string) => alerts.push(text),
  };
  const indirect = (text: string) => runInNewContext(text, sandbox);
  sandbox.$ = {
    fileName: script,
    os,
    getenv: () => "",
    global: Object.assign(sandbox, { eval: indirect }),
  };
  runInNewContext(readFileSync(script, "utf8"), sandbox);
  return { expression: texts.text, called, alerts };
}

it("After Effects runs CGRU's script with the pool, and shows the refusal that it discards", async () => {
  const answers = (command: string) => {
    if (/ pools( --known)? /.test(command)) return "gpu (2 of 3 online, 2 free)\n";
    return command.includes(" field ") ? "pool=gpu\n" : `Afanasy Pools: ${refusal}\n"…"`;
  };
  const { expression, called, alerts } = await inAfterEffects("Windows 11", answers, () => true);
  expect(expression).toBe('"gpu"');
  expect(called.at(-1)).toBe('cmd /c "python.exe afjob.py -hostsmask "pool=gpu" 2>&1"');
  expect(alerts).toEqual([refusal]);
});

it("After Effects gives no name of a pool to the shell that it calls programs by", async () => {
  const folder = temporaryFolder();
  const name = '$(touch pwned) & "touch" pwned (1)';
  const { pool } = await farm.client.createPool({ author: "tests", name, hosts: ["pc-04"] });
  onTestFinished(async () => void (await farm.client.deletePool({ author: "tests", pool: pool?.id ?? "" })));
  const env = { ...process.env, ...ownHome(), PYTHONDONTWRITEBYTECODE: "1" };
  // What was known last is in the artist's home; the server itself does not answer while this process waits for the shell.
  await run(
    "python3",
    [join(pythonPath.split(delimiter)[0] ?? "", "afpools.py"), "--server", farm.server, "pools"],
    {
      environment: env,
    },
  );
  const shell = (command: string) =>
    command.includes("afpools.py")
      ? execFileSync("bash", ["-c", command], { cwd: folder, encoding: "utf8", env })
      : "";
  const { called, alerts } = await inAfterEffects("Macintosh OS", shell, (item) => item.startsWith("$"));
  expect(called.at(-1)).toContain(`-hostsmask "pool=${pool?.id}"`);
  expect([alerts, readdirSync(folder)]).toEqual([[], []]);
  expect(called.filter((command) => command.includes("pwned"))).toEqual([]);
});
