import { describe, expect, it } from "vitest";
import { MemoryStore } from "../store/memory-store.js";
import { anna } from "../testing/fixtures.js";
import { PoolService } from "./pool-service.js";
import type { PoolEdit, PoolWrite } from "./pools.js";

const idOf = ({ change }: PoolWrite) => change?.id ?? "";

async function start() {
  const service = new PoolService(new MemoryStore());
  const created = await service.create(
    { name: "gpu", description: "fast", hosts: ["pc-1", "pc-2"], rules: ["lt-*"] },
    anna,
  );
  const content = async () => {
    const { name, description, hosts, rules } = await service.get(created.pool?.id ?? "");
    return { name, description, hosts: hosts.map((host) => host.name).sort(), rules };
  };
  return { service, created, content };
}

const conflict = (reason: string) =>
  expect.objectContaining({ code: "CONFLICT", message: expect.stringContaining(reason) });

describe("undo of an update", () => {
  const edits: PoolEdit[] = [
    { name: "cards" },
    { description: "slow" },
    { addHosts: ["pc-3"] },
    { removeHosts: ["pc-1"] },
    { addRules: ["ws-*"], removeRules: ["lt-*"] },
    {
      name: "x",
      description: "",
      addHosts: ["a", "b"],
      removeHosts: ["pc-1", "pc-2"],
      removeRules: ["lt-*"],
    },
  ];

  it.each(edits)("takes %j back, and can be undone itself", async (edit) => {
    const { service, created, content } = await start();
    const before = await content();
    const write = await service.update("gpu", edit, anna);
    const after = await content();
    const undone = await service.undo(idOf(write), anna);
    expect(await content()).toEqual(before);
    expect(undone.change).toMatchObject({ kind: "update", undoes: idOf(write), revision: 3 });
    await service.undo(idOf(undone), anna);
    expect(await content()).toEqual(after);
    expect(
      (await service.history({ pool: created.pool?.id ?? "" })).map((change) => change.revision),
    ).toEqual([4, 3, 2, 1]);
  });

  it("leaves later changes to other hosts as they are", async () => {
    const { service, content } = await start();
    const write = await service.update("gpu", { addHosts: ["pc-3"], removeHosts: ["pc-1"] }, anna);
    await service.update("gpu", { addHosts: ["pc-4"], removeHosts: ["pc-2"], description: "new" }, anna);
    await service.undo(idOf(write), anna);
    expect(await content()).toMatchObject({ hosts: ["pc-1", "pc-4"], description: "new" });
  });

  it("changes nothing where it was taken back by hand", async () => {
    const { service } = await start();
    const write = await service.update("gpu", { addHosts: ["pc-3"] }, anna);
    const { pool } = await service.update("gpu", { removeHosts: ["PC-3"] }, anna);
    expect(await service.undo(idOf(write), anna)).toMatchObject({ pool, change: null });
  });

  it("is refused when the name or description was changed again", async () => {
    const { service, content } = await start();
    const renamed = await service.update("gpu", { name: "cards", addHosts: ["pc-3"] }, anna);
    const described = await service.update("cards", { description: "a" }, anna);
    await service.update("cards", { name: "again", description: "b" }, anna);
    const before = await content();
    await expect(service.undo(idOf(renamed), anna)).rejects.toThrow(
      conflict('the name was changed to "cards" then, and is "again" now'),
    );
    await expect(service.undo(idOf(described), anna)).rejects.toThrow(
      conflict("the description was changed"),
    );
    expect(await content()).toEqual(before);
  });

  it("is refused when the old name was given to another pool, or the pool is gone", async () => {
    const { service } = await start();
    const renamed = await service.update("gpu", { name: "cards" }, anna);
    await service.create({ name: "gpu" }, anna);
    await expect(service.undo(idOf(renamed), anna)).rejects.toMatchObject({ code: "NAME_TAKEN" });
    await service.delete("cards", anna);
    await expect(service.undo(idOf(renamed), anna)).rejects.toMatchObject({ code: "POOL_NOT_FOUND" });
  });
});

describe("undo of a creation", () => {
  it("deletes the pool", async () => {
    const { service, created } = await start();
    const { pool, change } = await service.undo(idOf(created), anna);
    expect(pool).toBeNull();
    expect(change).toMatchObject({ kind: "delete", undoes: idOf(created) });
    expect(await service.list()).toEqual([]);
  });

  it("is refused when the pool was changed since", async () => {
    const { service, created } = await start();
    await service.update("gpu", { addHosts: ["pc-3"] }, anna);
    await expect(service.undo(idOf(created), anna)).rejects.toThrow(conflict("the pool was changed since"));
  });
});

describe("undo of a deletion", () => {
  it("brings the pool back under its id, its revision counting on", async () => {
    const { service, created, content } = await start();
    const before = await content();
    const deleted = await service.delete("gpu", anna);
    const { pool } = await service.undo(idOf(deleted), anna);
    expect(pool).toMatchObject({ id: created.pool?.id, revision: 3 });
    expect(await content()).toEqual(before);
  });

  it("is refused when the pool is back, or came back and was deleted again", async () => {
    const { service } = await start();
    const first = await service.delete("gpu", anna);
    await service.undo(idOf(first), anna);
    await expect(service.undo(idOf(first), anna)).rejects.toThrow(conflict("the pool was made again since"));
    const second = await service.delete("gpu", anna);
    await expect(service.undo(idOf(first), anna)).rejects.toThrow(conflict("the pool was made again since"));
    expect((await service.undo(idOf(second), anna)).pool).toMatchObject({ name: "gpu", revision: 5 });
  });

  it("is refused when its name was given to another pool", async () => {
    const { service } = await start();
    const deleted = await service.delete("gpu", anna);
    await service.create({ name: "GPU" }, anna);
    await expect(service.undo(idOf(deleted), anna)).rejects.toMatchObject({ code: "NAME_TAKEN" });
  });
});

it("undo of what is not in the history is refused", async () => {
  const { service } = await start();
  await expect(service.undo("0".repeat(24), anna)).rejects.toMatchObject({
    code: "CHANGE_NOT_FOUND",
    details: { change: "0".repeat(24) },
  });
});

describe("undo in a dry run", () => {
  it("tells what it would do, and does nothing", async () => {
    const { service, created, content } = await start();
    const before = await content();
    const update = await service.update("gpu", { addHosts: ["pc-3"] }, anna);
    const tried = await service.undo(idOf(update), anna, { dryRun: true });
    expect(tried.change).toMatchObject({
      undoes: idOf(update),
      diff: { hosts: { removed: [{ name: "pc-3" }] } },
    });
    expect((await content()).hosts).toContain("pc-3");
    await service.undo(idOf(update), anna);
    expect(await content()).toEqual(before);
    const deletion = await service.delete(created.pool?.id ?? "", anna);
    expect((await service.undo(idOf(deletion), anna, { dryRun: true })).pool).toMatchObject({ name: "gpu" });
    expect(await service.list()).toEqual([]);
  });
});
