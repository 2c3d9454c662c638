import { describe, expect, it } from "vitest";
import { commandLine } from "../testing/command-line.js";

describe("pools as CSV", () => {
  it("are exported and imported without loss", async () => {
    const [afpools, other] = [commandLine(), commandLine()];
    await afpools(["pool", "create", "gpu", "pc-[01-02]", "--rule", "lt-*", "--description", 'big, "fast"']);
    await afpools(["pool", "create", "Heavy Sim", "pc-02"]);
    await afpools(["pool", "create", "empty"]);
    const { out } = await afpools(["pool", "export", "--format", "csv"]);
    expect(out).toBe(
      'pool,host,rule,description\ngpu,pc-01,,"big, ""fast"""\ngpu,pc-02,,\ngpu,,lt-*,\nHeavy Sim,pc-02,,\nempty,,,\n',
    );
    expect(await other(["pool", "import", "-"], out)).toMatchObject({ status: 0 });
    // A table holds no ids, so the pools get others.
    const [exported, again] = [await afpools(["pool", "export"]), await other(["pool", "export"])];
    const withoutIds = (text: string) => text.replace(/^ *"id": .*\n/gm, "");
    expect(withoutIds(again.out)).toBe(withoutIds(exported.out));
  });

  it.each([
    ["pool,host\ngpu,pc-01\ngpu,pc-02\n", "gpu: created; + pc-01 pc-02"],
    ["\ufeffPool;Host\r\ngpu;pc-[01-03]\r\n", "gpu: created; + pc-01 pc-02 pc-03"],
    ["host\tpool\npc-01\tgpu\n\npc-02\tGPU\n", "gpu: created; + pc-01 pc-02"],
    ['pool,host\n"Heavy, Sim",pc-01\n', "Heavy, Sim: created; + pc-01"],
  ])("%j is understood", async (text, done) => {
    expect((await commandLine()(["pool", "import", "-"], text)).out).toContain(done);
  });

  it("are no formulas for a spreadsheet, and imported as they were", async () => {
    const [afpools, other] = [commandLine(), commandLine()];
    await afpools(["pool", "create", "=1+1", "pc-01", "--description", "@SUM(A1)"]);
    await afpools(["pool", "create", "'-1"]);
    const { out } = await afpools(["pool", "export", "--format", "csv"]);
    expect(out).toBe("pool,host,description\n'=1+1,pc-01,'@SUM(A1)\n''-1,,\n");
    await other(["pool", "import", "-"], out);
    const pools = JSON.parse((await other(["pool", "export"])).out).pools as {
      name: string;
      description?: string;
    }[];
    expect(pools.map(({ name, description }) => [name, description])).toEqual([
      ["=1+1", "@SUM(A1)"],
      ["'-1", undefined],
    ]);
  });

  it("is applied to what it has columns for, and leaves the rest of a pool as it is", async () => {
    const afpools = commandLine();
    await afpools(["pool", "create", "gpu", "pc-[01-02]", "--rule", "lt-*", "--description", "cards"]);
    const applied = await afpools(["apply", "-", "--yes"], "pool,host\ngpu,pc-01\n");
    expect(applied.out).toContain("- pc-02");
    expect(JSON.parse((await afpools(["pool", "show", "gpu", "--json"])).out)).toMatchObject({
      description: "cards",
      rules: ["lt-*"],
    });
    await afpools(["apply", "-", "--yes"], "pool,host,rule\ngpu,pc-01,\n");
    expect(JSON.parse((await afpools(["pool", "show", "gpu", "--json"])).out)).toMatchObject({ rules: [] });
  });

  it.each([
    ["name,host\ngpu,pc-01\n", ["--format", "csv"], 'line 1: its heading holds no "pool"'],
    [
      "pool,hsot\ngpu,pc-01\n",
      [],
      'line 1: its heading holds "hsot"; the columns are pool, host, rule, description',
    ],
    ["pool,host\ngpu,pc-01\n,pc-02\n", [], "line 3: it names no pool"],
    ['pool,host\ngpu,"pc-01\n', [], "Quote Not Closed"],
    ["pool,host\ngpu,pc 01\n", [], 'pool "gpu"'],
    ["pool,host,description\ngpu,pc-01,a\ngpu,pc-02,b\n", [], "line 3: it describes the pool"],
  ])("%j is refused with the line that is wrong", async (text, options, message) => {
    const refused = await commandLine()(["pool", "import", "-", ...options], text);
    expect([refused.status, refused.err]).toEqual([2, expect.stringContaining(message)]);
  });
});
