import { describe, expect, it } from "vitest";
import { commandLine } from "../testing/command-line.js";

/** The one line that a wrong command line gives. */
async function fault(...words: readonly string[]): Promise<string> {
  const { status, out, err } = await commandLine()(words);
  expect([status, out]).toEqual([2, ""]);
  return err;
}

describe("a wrong command line", () => {
  it.each([
    [
      ["pool", "lsit"],
      'There is no command "lsit" of afpools pool. Did you mean "afpools pool list"? "afpools pool --help" lists them.',
    ],
    [
      ["confg"],
      'There is no command "confg" of afpools. Did you mean "afpools config"? "afpools --help" lists them.',
    ],
    [["config", "lsit"], 'There is no command "lsit" of afpools config.'],
    [["pool", "list", "--jsno"], 'There is no option "--jsno" of afpools pool list. Did you mean --json?'],
    [["pool", "delete", "gpu", "-yx"], 'There is no option "-yx" of afpools pool delete.'],
    [["pool", "--frobnicate"], 'There is no option "--frobnicate" of afpools pool.'],
    [["pool", "create"], "NAME is missing. Usage: afpools pool create NAME [HOSTS…]"],
    [["pool", "rename", "a"], "NAME is missing. Usage: afpools pool rename POOL NAME"],
    [["pool", "show", "a", "b"], '"b" is an extra argument. Usage: afpools pool show POOL'],
    [["pool", "list", "--store"], "--store takes a value. Usage: afpools pool list"],
    [["mask", "gpu", "--dialect", "4"], '--dialect takes 3.4, 3.3, not "4". Usage: afpools mask EXPRESSION'],
    [
      ["pool", "list", "--server", "a:1", "--server=b:2"],
      "--server is given twice. Usage: afpools pool list",
    ],
    [["mask", "gpu", "--form=exclde"], "Did you mean exclude?"],
    [["user", "role", "eve", "editr"], 'ROLE takes viewer, editor, admin, not "editr". Did you mean editor?'],
    [["install", "blender", "keper"], "Did you mean keeper?"],
  ])("%j", async (words, message) => {
    const text = await fault(...words);
    expect(text).toMatch(/^error: [^\n]+\n$/);
    expect(text).toContain(message);
  });

  it("is one for scripts, too", async () => {
    const { err } = await commandLine()(["pool", "lsit", "--json"]);
    expect(JSON.parse(err).error).toMatchObject({
      code: "INVALID_ARGUMENT",
      details: { word: "lsit", suggestion: "list" },
    });
  });
});

describe('behind "--"', () => {
  it("words are operands, also those with a dash before them", async () => {
    const afpools = commandLine();
    await afpools(["pool", "create", "a", "--", "pc-01", "pc-02"]);
    await afpools(["pool", "create", "--description", "x", "--", "--dry-run", "pc-03"]);
    const pools = JSON.parse((await afpools(["pool", "list", "--json"])).out) as { name: string }[];
    expect(pools).toMatchObject([
      { name: "a", hosts: [{ name: "pc-01" }, { name: "pc-02" }] },
      { name: "--dry-run", description: "x", hosts: [{ name: "pc-03" }] },
    ]);
    expect((await afpools(["--", "pool", "export", "a"])).out).not.toContain("--dry-run");
    expect((await afpools(["mask", "--", "a"])).out).toContain("pc-0[12]");
  });

  it('"-" is standard input still', async () => {
    const afpools = commandLine();
    expect((await afpools(["pool", "create", "a", "--", "-"], "pc-07\n")).out).toContain("+ pc-07");
  });
});

describe("help", () => {
  it("is what a choice of commands alone gives", async () => {
    const afpools = commandLine();
    const [root, pool] = [await afpools([]), await afpools(["pool"])];
    expect(await afpools(["help"])).toEqual(root);
    expect(await afpools(["help", "pool", "create"])).toEqual(await afpools(["pool", "create", "--help"]));
    expect([root.status, pool.status]).toEqual([0, 0]);
    expect(root.out).toContain("Usage: afpools COMMAND");
    expect(pool.out).toContain("Usage: afpools pool COMMAND");
    expect(pool.out).toContain("create NAME [HOSTS…]");
  });

  it("has a command's own options first, and fits 80 columns", async () => {
    const { out } = await commandLine()(["pool", "create", "--help"]);
    expect(out.indexOf("--rule")).toBeLessThan(out.indexOf("Options of every command"));
    expect(out.indexOf("Options of every command")).toBeLessThan(out.indexOf("--store"));
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

it("a host in place of a pool is told how it is written", async () => {
  const afpools = commandLine();
  await afpools(["pool", "create", "gpu", "PC-01"]);
  expect(await afpools(["mask", "gpu - pc-01"])).toMatchObject({
    status: 3,
    err: 'error: There is no pool "pc-01". It is a host; an expression has it as host:pc-01.\n',
  });
});

it("a mistyped pool is told of the one that was probably meant", async () => {
  const afpools = commandLine();
  await afpools(["pool", "create", "gpu"]);
  for (const words of [
    ["show", "gup"],
    ["add", "gup", "pc-01"],
    ["history", "gup"],
    ["delete", "gup", "-y"],
  ]) {
    expect(await afpools(["pool", ...words])).toMatchObject({
      status: 3,
      err: 'error: There is no pool "gup". Did you mean "gpu"?\n',
    });
  }
});
