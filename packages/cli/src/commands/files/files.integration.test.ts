import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { aJob, withAfserver } from "../../testing/afserver.js";
import { commandLine } from "../../testing/command-line.js";

const yaml = `
pools:
  - name: gpu
    description: fast cards
    hosts: ["pc-[01-03]"]
  - name: laptops
    rules: [lt-*]
`;

function withFile(text: string, name = "pools.yaml") {
  const afpools = commandLine();
  const file = join(afpools.folder, name);
  writeFileSync(file, text);
  const names = async () =>
    JSON.parse((await afpools(["pool", "list", "--json"])).out).map((pool: { name: string }) => pool.name);
  return { afpools, file, names };
}

describe("afpools plan", () => {
  it("shows what differs with status 9, writes nothing, and is silent with status 0 once it is applied", async () => {
    const { afpools, file, names } = withFile(yaml);
    const planned = await afpools(["plan", file]);
    expect(planned.status).toBe(9);
    expect(planned.out).toMatch(
      /^gpu: created; \+ pc-01 pc-02 pc-03 \(dry run: not done\)\nlaptops: created/,
    );
    expect(await names()).toEqual([]);
    expect((await afpools(["apply", file, "--yes"])).status).toBe(0);
    expect(await names()).toEqual(["gpu", "laptops"]);
    const again = await afpools(["plan", file]);
    expect([again.status, again.out]).toEqual([0, "The pools are as the files say.\n"]);
    expect((await afpools(["apply", file])).out).toBe("The pools are as the files say.\n");
  });

  it("tells which jobs it would touch", async () => {
    const { afpools, file } = withFile("pools: [{ name: gpu, hosts: [pc-1] }]");
    await withAfserver(afpools, ["pc-1", "pc-2"]);
    await afpools(["pool", "create", "gpu", "pc-2"]);
    await afpools(["submit", "-", "--pool", "gpu"], JSON.stringify(aJob("shot")));
    const { jobs } = JSON.parse((await afpools(["plan", file, "--json"])).out);
    expect(jobs).toMatchObject([{ name: "shot", gained: ["pc-1"], lost: ["pc-2"] }]);
  });

  it.each([
    ["a pool twice", "pools: [{ name: gpu }, { name: GPU }]"],
    ["a host that is none", "pools: [{ name: gpu, hosts: ['pc ä'] }]"],
    ["a rule that is none", "pools: [{ name: gpu, rules: ['['] }]"],
    ["no pools", "[]"],
  ])("refuses %s", async (_, text) => {
    const { afpools, file, names } = withFile(text);
    expect((await afpools(["plan", file])).status).toBe(2);
    expect((await afpools(["apply", file, "--yes"])).status).toBe(2);
    expect(await names()).toEqual([]);
  });
});

describe("afpools apply", () => {
  it("takes out what the file does not hold, and leaves pools that it does not name unless it is to prune", async () => {
    const { afpools, file, names } = withFile(yaml);
    await afpools(["pool", "create", "gpu", "pc-02", "pc-09", "--rule", "x-*"]);
    await afpools(["pool", "create", "other"]);
    await afpools(["apply", file, "-y"]);
    const gpu = JSON.parse((await afpools(["pool", "show", "gpu", "--json"])).out);
    expect(gpu).toMatchObject({ description: "fast cards", rules: [] });
    expect(gpu.hosts.map((host: { name: string }) => host.name).sort()).toEqual(["pc-01", "pc-02", "pc-03"]);
    expect(await names()).toContain("other");
    const pruned = await afpools(["apply", file, "-y", "--prune"]);
    expect(pruned.out).toMatch(/^other: deleted/);
    expect(await names()).toEqual(["gpu", "laptops"]);
  });

  it("is one change: undone by any of its changes", async () => {
    const { afpools, file, names } = withFile(yaml);
    const writes = JSON.parse((await afpools(["apply", file, "-y", "--json"])).out);
    expect(await names()).toEqual(["gpu", "laptops"]);
    const undone = JSON.parse((await afpools(["pool", "undo", writes[0].change.id, "--json"])).out);
    expect(undone.others).toMatchObject([{ change: { kind: "delete", undoes: writes[1].change.id } }]);
    expect(await names()).toEqual([]);
    const changes = JSON.parse((await afpools(["pool", "history", "--json"])).out);
    expect(new Set(changes.map(({ batch }: { batch?: string }) => batch)).size).toBe(2);
  });

  it("renames a pool that keeps its id, and frees names before they are taken", async () => {
    const { afpools, file } = withFile(
      "pools: [{ name: gpu, hosts: [new-1] }, { name: cards, renamedFrom: gpu, hosts: [pc-1] }]",
    );
    await afpools(["pool", "create", "gpu", "pc-1"]);
    const id = async (pool: string) => JSON.parse((await afpools(["pool", "show", pool, "--json"])).out).id;
    const before = await id("gpu");
    // The first entry takes the pool of its name; the second one is new then.
    await afpools(["apply", file, "-y"]);
    expect(await id("gpu")).toBe(before);
    const { afpools: other, file: renaming } = withFile(
      "pools: [{ name: cards, renamedFrom: gpu, hosts: [pc-1] }]",
    );
    await other(["pool", "create", "gpu", "pc-1"]);
    const old = JSON.parse((await other(["pool", "show", "gpu", "--json"])).out).id;
    expect((await other(["plan", renaming])).out).toContain('renamed from "gpu"');
    await other(["apply", renaming, "-y"]);
    expect(JSON.parse((await other(["pool", "show", "cards", "--json"])).out).id).toBe(old);
    expect((await other(["plan", renaming])).status).toBe(0);
  });

  it("names a cycle of rules among pools that are all new, and a pool that no file makes", async () => {
    const plan = async (...pools: readonly { name: string; rules: string[] }[]) => {
      const { afpools, file } = withFile(JSON.stringify({ pools }), "pools.json");
      return (await afpools(["plan", file])).err;
    };
    const one = { name: "x1", rules: ['"x2"'] };
    expect(await plan(one, { name: "x2", rules: ["x1 & ws-*"] })).toContain(
      'Rules of pools form a cycle: "x1" → "x2" → "x1".',
    );
    expect(await plan(one, { name: "x2", rules: ["x3 & ws-*"] })).toContain('There is no pool "x3".');
  });

  it("reads several files as one", async () => {
    const { afpools, file, names } = withFile(yaml);
    const second = join(afpools.folder, "more.json");
    writeFileSync(second, JSON.stringify({ pools: [{ name: "nuke" }] }));
    await afpools(["apply", file, second, "-y", "--prune"]);
    expect(await names()).toEqual(["gpu", "laptops", "nuke"]);
  });

  it("asks, and does nothing without a terminal to ask on", async () => {
    const { afpools, file, names } = withFile(yaml);
    const { status, err } = await afpools(["apply", file]);
    expect([status, await names()]).toEqual([2, []]);
    expect(err).toContain("gpu: created");
    expect(err).toContain("--yes");
  });
});
