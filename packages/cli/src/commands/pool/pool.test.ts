import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commandLine } from "../../testing/command-line.js";

const hostsOf = (json: string): string[] =>
  (JSON.parse(json) as { hosts: { name: string }[] }).hosts.map((host) => host.name);

describe("afpools pool", () => {
  it("creates a pool of names and ranges, and shows it", async () => {
    const afpools = commandLine();
    const created = await afpools([
      "pool",
      "create",
      "gpu",
      "ws-9",
      "pc-[001-003]",
      "--description",
      "Fast ones",
    ]);
    expect(created).toMatchObject({ status: 0, err: "" });
    expect(created.out).toMatch(/^gpu: created; \+ ws-9 pc-001 pc-002 pc-003 \(change [0-9a-f]{24}\)\n$/);
    const shown = await afpools(["pool", "show", "GPU", "--json"]);
    expect(hostsOf(shown.out)).toEqual(["ws-9", "pc-001", "pc-002", "pc-003"]);
    expect(JSON.parse(shown.out)).toMatchObject({
      name: "gpu",
      description: "Fast ones",
      revision: 1,
      changedBy: "anna",
    });
  });

  it("takes a list of hosts on standard input", async () => {
    const afpools = commandLine();
    await afpools(["pool", "create", "gpu"]);
    const added = await afpools(
      ["pool", "add", "gpu", "-", "pc-9"],
      "pc-1, pc-2 # the old ones\n\npc-[3-4]\n",
    );
    expect(added.status).toBe(0);
    expect(hostsOf((await afpools(["pool", "show", "gpu", "--json"])).out)).toEqual([
      "pc-1",
      "pc-2",
      "pc-3",
      "pc-4",
      "pc-9",
    ]);
  });

  it("says the line of standard input that is wrong, and adds nothing", async () => {
    const afpools = commandLine();
    await afpools(["pool", "create", "gpu"]);
    const added = await afpools(["pool", "add", "gpu", "-"], "pc-1\npc 2 pc(3)\n");
    expect(added).toMatchObject({ status: 2, out: "" });
    expect(added.err).toContain('Line 2 of standard input: "pc(3)" is not a host pattern: at column 3');
    expect(hostsOf((await afpools(["pool", "show", "gpu", "--json"])).out)).toEqual([]);
  });

  it("says which hosts were there already, and which were not", async () => {
    const afpools = commandLine();
    await afpools(["pool", "create", "gpu", "pc-1"]);
    expect((await afpools(["pool", "add", "gpu", "PC-1", "pc-2"])).out).toContain("were there already: PC-1");
    expect((await afpools(["pool", "remove", "gpu", "pc-7", "pc-2"])).out).toContain("were not there: pc-7");
    const nothing = await afpools(["pool", "remove", "gpu", "pc-7"]);
    expect(nothing).toMatchObject({ status: 0, out: "gpu: nothing to change\n  were not there: pc-7\n" });
  });

  it("takes out what an old database holds and can be no host", async () => {
    const afpools = commandLine();
    await afpools(["pool", "create", "gpu", "pc-1"]);
    const removed = await afpools(["pool", "remove", "gpu", "pc(1)", "pc-[1-2]"]);
    expect(removed.out).toMatch(/^gpu: - pc-1 \(change .*\n {2}were not there: pc\(1\) pc-2\n$/);
  });

  it("adds and removes rules", async () => {
    const afpools = commandLine();
    await afpools(["pool", "create", "laptops", "--rule", "lt-*"]);
    await afpools(["pool", "add", "laptops", "--rule", "nb-*", "--rule", "mac-?"]);
    await afpools(["pool", "remove", "laptops", "--rule", "LT-*"]);
    const { out } = await afpools(["pool", "show", "laptops", "--json"]);
    expect(JSON.parse(out)).toMatchObject({ rules: ["nb-*", "mac-?"], revision: 3 });
  });

  it("keeps hosts out by exceptions, and tells of hosts that stay in by a rule", async () => {
    const afpools = commandLine();
    await afpools(["pool", "create", "gpu", "pc-01", "--rule", "ws-*"]);
    const never = await afpools(["pool", "never", "gpu", "ws-[07-08]", "pc-01"]);
    expect(never.out).toContain("gpu: + rule never ws-07, never ws-08, never pc-01 (change ");
    const shown = await afpools(["pool", "show", "gpu", "--json"]);
    expect(JSON.parse(shown.out)).toMatchObject({
      rules: ["ws-*", "never ws-07", "never ws-08", "never pc-01"],
    });
    const removed = await afpools(["pool", "remove", "gpu", "ws-09"]);
    expect(removed.err).toContain("Hosts that are in by a rule stay. To keep them out: afpools pool never");
    expect((await afpools(["pool", "remove", "gpu", "pc-01"])).err).not.toContain("in by a rule");
    await afpools(["pool", "add", "gpu", "WS-07"]);
    const rules = JSON.parse((await afpools(["pool", "show", "gpu", "--json"])).out).rules;
    expect(rules).toEqual(["ws-*", "never ws-08", "never pc-01"]);
  });

  it("renames and describes", async () => {
    const afpools = commandLine();
    await afpools(["pool", "create", "gpu"]);
    await afpools(["pool", "rename", "gpu", "GPU farm"]);
    await afpools(["pool", "describe", "gpu FARM", "With cards"]);
    const { out } = await afpools(["pool", "list"]);
    expect(out).toMatch(
      /^POOL +HOSTS +RULES +CHANGED +BY +DESCRIPTION\nGPU farm +0 +\d{4}-\d\d-\d\d \d\d:\d\d +anna +With cards\n$/,
    );
  });

  it("chooses what happens to tasks on hosts that leave, with history, undo and files", async () => {
    const afpools = commandLine();
    const restarts = async (pool: string) =>
      JSON.parse((await afpools(["pool", "show", pool, "--json"])).out).restartStrays;
    await afpools(["pool", "create", "desks", "--restart-strays"]);
    expect(await restarts("desks")).toBe(true);
    const tried = await afpools(["pool", "strays", "desks", "finish", "--dry-run"]);
    expect(tried.out).toContain("desks: lets tasks outside the pool finish");
    expect(await restarts("desks")).toBe(true);
    const { out } = await afpools(["pool", "strays", "desks", "finish"]);
    expect(await restarts("desks")).toBeUndefined();
    await afpools(["pool", "undo", /change ([0-9a-f]{24})/.exec(out)?.[1] ?? ""]);
    expect((await afpools(["pool", "show", "desks"])).out).toContain("tasks outside the pool are restarted");
    expect((await afpools(["pool", "strays", "desks", "restart"])).out).toBe("desks: nothing to change\n");
    expect((await afpools(["pool", "strays", "desks", "kill"])).status).toBe(2);

    const file = join(afpools.folder, "pools.yaml");
    writeFileSync(file, (await afpools(["pool", "export", "--format", "yaml"])).out);
    await afpools(["pool", "strays", "desks", "finish"]);
    await afpools(["apply", file, "--yes"]);
    expect(await restarts("desks")).toBe(true);
    writeFileSync(file, "pools:\n  - name: desks\n");
    await afpools(["pool", "import", file]);
    expect(await restarts("desks")).toBe(true);
    await afpools(["apply", file, "--yes"]);
    expect(await restarts("desks")).toBeUndefined();
  });

  it("deletes only with --yes where nobody can be asked; undo brings the pool back under its id", async () => {
    const afpools = commandLine();
    await afpools(["pool", "create", "gpu", "pc-1"]);
    const before: unknown = JSON.parse((await afpools(["pool", "show", "gpu", "--json"])).out);
    const refused = await afpools(["pool", "delete", "gpu"]);
    expect(refused).toMatchObject({ status: 2, out: "" });
    expect(refused.err).toContain("Use --yes");
    expect((await afpools(["pool", "delete", "gpu", "--yes"])).status).toBe(0);
    expect((await afpools(["pool", "show", "gpu"])).status).toBe(3);
    const history = JSON.parse((await afpools(["pool", "history", "gpu", "--json"])).out) as {
      id: string;
      kind: string;
    }[];
    expect(history.map((change) => change.kind)).toEqual(["delete", "create"]);
    expect((await afpools(["pool", "undo", history[0]?.id ?? ""])).status).toBe(0);
    const after: unknown = JSON.parse((await afpools(["pool", "show", "gpu", "--json"])).out);
    expect(after).toMatchObject({ ...(before as object), revision: 3, changedAt: expect.any(String) });
  });

  it("deletes all or, when one is not there, none", async () => {
    const afpools = commandLine();
    await afpools(["pool", "create", "gpu"]);
    expect((await afpools(["pool", "delete", "gpu", "nope", "--yes"])).status).toBe(3);
    expect((await afpools(["pool", "show", "gpu"])).status).toBe(0);
  });

  it("tells mistakes by exit status", async () => {
    const afpools = commandLine();
    await afpools(["pool", "create", "gpu"]);
    expect((await afpools(["pool", "create", "GPU"])).status).toBe(4);
    expect((await afpools(["pool", "create", ""])).status).toBe(2);
    expect((await afpools(["pool", "add", "gpu"])).err).toBe("error: Name at least one host or --rule.\n");
    expect((await afpools(["pool", "add", "gpu", "pc-*"])).err).toContain("make it a rule instead");
    expect((await afpools(["pool", "frobnicate"])).status).toBe(2);
    expect((await afpools(["pool", "list", "--colour"])).status).toBe(2);
    expect((await afpools(["pool", "history", "--limit", "0"])).status).toBe(2);
    expect((await afpools(["pool", "undo", "123"])).status).toBe(3);
  });

  it("prints errors as JSON where asked for, and nothing on standard output", async () => {
    const afpools = commandLine();
    const { status, out, err } = await afpools(["pool", "show", "nope", "--json"]);
    expect({ status, out }).toEqual({ status: 3, out: "" });
    expect(JSON.parse(err)).toMatchObject({ error: { code: "POOL_NOT_FOUND", details: { pool: "nope" } } });
  });

  it.each(["json", "yaml"])("exports and imports %s without loss", async (format) => {
    const [one, other] = [commandLine(), commandLine()];
    const file = join(one.folder, `pools.${format}`);
    await one(["pool", "create", "gpu", "pc-1", "pc-2", "--description", "a: 'b'\n# c", "--rule", "lt-*"]);
    await one(["pool", "create", "nuke: 2", "001"]);
    expect(await one(["pool", "export", "--output", file])).toMatchObject({ status: 0, out: "", err: "" });
    expect((await other(["pool", "import", file])).status).toBe(0);
    expect((await other(["pool", "export", "--format", format])).out).toBe(readFileSync(file, "utf8"));
    const again = await other(["pool", "import", file]);
    expect(again.out).toBe("gpu: nothing to change\nnuke: 2: nothing to change\n");
  });

  it("completes a pool by an import, or replaces it", async () => {
    const afpools = commandLine();
    const file = join(afpools.folder, "pools.yaml");
    await afpools(["pool", "create", "gpu", "pc-1", "pc-2"]);
    writeFileSync(file, "pools:\n  - name: GPU\n    hosts: ['PC-2', 'ws-[1-2]']\n");
    await afpools(["pool", "import", file]);
    expect(hostsOf((await afpools(["pool", "show", "gpu", "--json"])).out)).toEqual([
      "pc-1",
      "pc-2",
      "ws-1",
      "ws-2",
    ]);
    await afpools(["pool", "import", file, "--replace"]);
    expect(hostsOf((await afpools(["pool", "show", "gpu", "--json"])).out)).toEqual(["pc-2", "ws-1", "ws-2"]);
  });

  it.each([
    ["{", "JSON"],
    ['{"pools":[{"name":"a","hosts":["pc(1)"]}]}', 'pools.0 (a): "pc(1)" is not a host pattern'],
    ['{"pools":[{"name":"a","host":[]}]}', "pools.0"],
    ['{"pools":[{"name":"a"},{"name":"A"}]}', "twice"],
    ['{"version":2,"pools":[]}', "version"],
  ])("refuses to import %s and changes nothing", async (text, reason) => {
    const afpools = commandLine();
    const { status, err } = await afpools(["pool", "import", "-"], text);
    expect(status).toBe(2);
    expect(err).toContain(reason);
    expect((await afpools(["pool", "list", "--json"])).out).toBe("[]\n");
  });
});
