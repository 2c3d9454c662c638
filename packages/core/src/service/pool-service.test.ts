import { describe, expect, it, vi } from "vitest";
import { Farm } from "../farm/farm.js";
import type { PoolChange } from "../pools/pool-change.js";
import { MemoryStore } from "../store/memory-store.js";
import { anna } from "../testing/fixtures.js";
import { PoolService } from "./pool-service.js";

const ben = { name: "ben", origin: "cli" };

function start() {
  const store = new MemoryStore();
  const service = new PoolService(store, { now: () => new Date("2026-01-01T12:00:00.000Z") });
  const published: PoolChange[] = [];
  service.subscribe((change) => published.push(change));
  return { store, service, published };
}

const hostNames = async (service: PoolService, pool = "gpu") =>
  (await service.get(pool)).hosts.map((host) => host.name);

const withCode = (code: string, details: object = {}) =>
  expect.objectContaining({ code, details: expect.objectContaining(details) });

describe("a hold whose time is over", () => {
  const refused = withCode("INVALID_ARGUMENT", { until: "2026-01-01T12:00:00Z" });
  const over = "pc-1 until 2026-01-01T12:00Z";

  it("is refused as it is made or changed, also in a dry run", async () => {
    const { service } = start();
    await expect(service.create({ name: "hold:a", rules: [over] }, anna)).rejects.toThrow(refused);
    await expect(service.create({ name: "hold:a", rules: [over] }, anna, { dryRun: true })).rejects.toThrow(
      refused,
    );
    await service.create({ name: "hold:a", rules: ["pc-1 until 2026-01-01T12:01Z"] }, anna);
    await expect(service.update("hold:a", { addRules: ["ws-1", over] }, anna)).rejects.toThrow(refused);
  });

  it("comes back by an undo and with a batch, and is no matter of pools that are no holds", async () => {
    const { service } = start();
    await service.create({ name: "a", rules: [over] }, anna);
    await service.update("a", { name: "hold:a" }, anna);
    const deleted = await service.delete("hold:a", anna);
    await service.undo(deleted.change?.id ?? "", anna);
    await service.batch([{ kind: "create", draft: { name: "hold:b", rules: [over] } }], anna);
    expect((await service.list()).map(({ name }) => name)).toEqual(["hold:a", "hold:b"]);
  });
});

describe("a name that looks like that of another pool", () => {
  const [latin, cyrillic] = ["gpu", "g\u0440u"];
  const taken = withCode("NAME_TAKEN", { name: cyrillic, existing: latin });

  it("is refused for a new pool and for one that is renamed or comes back, also in a dry run", async () => {
    const { service } = start();
    const first = await service.create({ name: cyrillic }, anna);
    const deleted = await service.delete(cyrillic, anna);
    await service.create({ name: latin }, anna);
    await expect(service.create({ name: cyrillic }, anna)).rejects.toThrow(taken);
    await expect(service.create({ name: cyrillic }, anna, { dryRun: true })).rejects.toThrow(taken);
    await expect(service.undo(deleted.change?.id ?? "", anna)).rejects.toThrow(taken);
    await service.create({ name: "nuke" }, anna);
    await expect(service.update("nuke", { name: cyrillic }, anna)).rejects.toThrow(taken);
    await service.update("gpu", { name: "cards" }, anna);
    expect(first.pool?.name).toBe(cyrillic);
  });

  it("may be what a pool was named itself", async () => {
    const { service } = start();
    await service.create({ name: cyrillic }, anna);
    expect((await service.update(cyrillic, { name: latin }, anna)).pool?.name).toBe(latin);
  });

  it("is looked for in the pools that are known, or in the database at most once in two seconds", async () => {
    const store = new MemoryStore();
    let now = Date.parse("2026-01-01T12:00:00.000Z");
    const list = vi.spyOn(store, "listPools");
    const service = new PoolService(store, { now: () => new Date(now) });
    for (const name of ["a", "b", "c"]) await service.create({ name }, anna);
    expect(list).toHaveBeenCalledTimes(1);
    now += 2_000;
    await service.create({ name: latin }, anna);
    expect(list).toHaveBeenCalledTimes(2);
    list.mockRejectedValueOnce(new Error("gone"));
    now += 2_000;
    await expect(service.create({ name: "d" }, anna)).rejects.toThrow("gone");
    await expect(service.create({ name: cyrillic }, anna)).rejects.toThrow(taken);
    const known = await store.listPools();
    list.mockClear();
    const told = new PoolService(store, { knownPools: () => known });
    await expect(told.create({ name: cyrillic }, anna)).rejects.toThrow(taken);
    expect(list).not.toHaveBeenCalled();
  });
});

describe("create", () => {
  it("makes a pool at revision 1, records and publishes it", async () => {
    const { service, published } = start();
    const { pool, change, already } = await service.create(
      { name: "gpu", description: "fast", hosts: ["pc-1", "PC-1"], rules: ["lt-*"] },
      anna,
    );
    expect(pool).toMatchObject({
      name: "gpu",
      revision: 1,
      changedBy: "anna",
      changedAt: "2026-01-01T12:00:00.000Z",
    });
    expect(already).toEqual(["PC-1"]);
    expect(await service.get("GPU")).toEqual(pool);
    expect(await service.list()).toEqual([pool]);
    expect(change).toMatchObject({
      kind: "create",
      poolName: "gpu",
      by: "anna",
      origin: "test",
      revision: 1,
    });
    expect(await service.history()).toEqual([change]);
    expect(published).toEqual([change]);
  });

  it("tells what it would do, and does nothing, in a dry run", async () => {
    const { store, service, published } = start();
    const { pool, change } = await service.create({ name: "gpu", hosts: ["pc-1"] }, anna, { dryRun: true });
    expect(pool).toMatchObject({ name: "gpu", revision: 1, hosts: [{ name: "pc-1" }] });
    expect(change).toMatchObject({ kind: "create" });
    expect(await service.list()).toEqual([]);
    expect(await store.history({ limit: 10 })).toEqual([]);
    expect(published).toEqual([]);
    await service.create({ name: "gpu" }, anna);
    await expect(service.create({ name: "GPU" }, anna, { dryRun: true })).rejects.toThrow(
      withCode("NAME_TAKEN"),
    );
  });

  it("refuses a name that is taken", async () => {
    const { service } = start();
    await service.create({ name: "gpu" }, anna);
    await expect(service.create({ name: "GPU" }, anna)).rejects.toThrow(
      withCode("NAME_TAKEN", { name: "GPU" }),
    );
  });
});

describe("update", () => {
  it("does the edit to the pool as it is, by name or id", async () => {
    const { service } = start();
    const { pool } = await service.create({ name: "gpu", hosts: ["pc-1"] }, anna);
    await service.update("GPU", { addHosts: ["pc-2"] }, ben);
    const write = await service.update(pool?.id ?? "", { name: "cards", removeHosts: ["pc-1"] }, ben);
    expect(write.pool).toEqual(await service.get("cards"));
    expect(write.pool).toMatchObject({ id: pool?.id, revision: 3, changedBy: "ben" });
    expect(await hostNames(service, "cards")).toEqual(["pc-2"]);
    expect(write.change?.diff).toEqual({
      name: { before: "gpu", after: "cards" },
      hosts: { removed: [expect.objectContaining({ name: "pc-1" })], added: [] },
    });
  });

  it("tells what an edit or a deletion would do, and does nothing, in a dry run", async () => {
    const { service } = start();
    await service.create({ name: "gpu", hosts: ["pc-1"] }, anna);
    const { pool: nuke } = await service.create({ name: "nuke" }, anna);
    const dry = { dryRun: true };
    const write = await service.update("gpu", { addHosts: ["pc-2"], removeHosts: ["pc-9"] }, ben, dry);
    expect(write.pool?.hosts.map((host) => host.name)).toEqual(["pc-1", "pc-2"]);
    expect(write.absent).toEqual(["pc-9"]);
    expect((await service.delete("gpu", ben, dry)).change).toMatchObject({ kind: "delete", revision: 2 });
    expect(await hostNames(service)).toEqual(["pc-1"]);
    expect(await service.history()).toHaveLength(2);
    await expect(service.update("gpu", { name: "NUKE" }, ben, dry)).rejects.toThrow(withCode("NAME_TAKEN"));
    await service.update("nuke", { name: "Nuke" }, ben, dry);
    const stale = { ...dry, ifRevision: 7 };
    await expect(service.update("nuke", { name: "x" }, ben, stale)).rejects.toThrow(
      withCode("CONFLICT", { poolId: nuke?.id }),
    );
  });

  it("writes nothing where nothing changes", async () => {
    const { service, published } = start();
    const { pool } = await service.create({ name: "gpu", hosts: ["pc-1"] }, anna);
    expect(await service.update("gpu", { addHosts: ["PC-1"], removeHosts: ["pc-9"] }, ben)).toEqual({
      pool,
      change: null,
      already: ["PC-1"],
      absent: ["pc-9"],
    });
    expect(published).toHaveLength(1);
    expect((await service.get("gpu")).revision).toBe(1);
  });

  it("respells a host that is removed and added", async () => {
    const { service } = start();
    await service.create({ name: "gpu", hosts: ["PC-1"] }, anna);
    const { change } = await service.update("gpu", { removeHosts: ["PC-1"], addHosts: ["pc-1"] }, anna);
    expect(await hostNames(service)).toEqual(["pc-1"]);
    await service.undo(change?.id ?? "", anna);
    expect(await hostNames(service)).toEqual(["PC-1"]);
  });

  it("is refused when the author saw another revision, and names both", async () => {
    const { store, service } = start();
    await service.create({ name: "gpu" }, anna);
    await service.update("gpu", { addHosts: ["pc-1"] }, ben);
    const looks = vi.spyOn(store, "findPool");
    const stale = service.update("gpu", { addHosts: ["pc-2"] }, anna, { ifRevision: 1 });
    await expect(stale).rejects.toThrow(
      withCode("CONFLICT", { expectedRevision: 1, actualRevision: 2, changedBy: "ben" }),
    );
    expect(looks).toHaveBeenCalledTimes(1);
    await service.update("gpu", { addHosts: ["pc-2"] }, anna, { ifRevision: 2 });
    await expect(service.delete("gpu", anna, { ifRevision: 2 })).rejects.toThrow(withCode("CONFLICT"));
    expect(await hostNames(service)).toEqual(["pc-1", "pc-2"]);
  });

  it("does the edits of one process in the order in which they were asked for", async () => {
    const { service } = start();
    await service.create({ name: "gpu" }, anna);
    const names = Array.from({ length: 20 }, (_, index) => `pc-${index}`);
    await Promise.all(names.map((name) => service.update("gpu", { addHosts: [name] }, anna)));
    expect(await hostNames(service)).toEqual(names);
  });

  it.each([
    [{ name: "" }, "INVALID_POOL_NAME"],
    [{ addHosts: ["pc-2", "pc 3"] }, "INVALID_HOST_NAME"],
    [{ addHosts: ["pc-2"], addRules: ["["] }, "INVALID_HOST_PATTERN"],
    [{ addHosts: ["pc-2"], description: "\u0000" }, "INVALID_ARGUMENT"],
  ])("changes nothing when %j is refused", async (edit, code) => {
    const { service, published } = start();
    const { pool } = await service.create({ name: "gpu", hosts: ["pc-1"] }, anna);
    await expect(service.update("gpu", edit, anna)).rejects.toThrow(withCode(code));
    expect(await service.list()).toEqual([pool]);
    expect(published).toHaveLength(1);
  });

  it("is refused without an author", async () => {
    const { service, published } = start();
    const nobody = { name: " ", origin: "cli" };
    await expect(service.create({ name: "gpu" }, nobody)).rejects.toThrow(withCode("INVALID_ARGUMENT"));
    expect(published).toEqual([]);
  });

  it("is refused for a pool that is not there", async () => {
    const { service } = start();
    await expect(service.get("gpu")).rejects.toThrow(withCode("POOL_NOT_FOUND", { pool: "gpu" }));
    await expect(service.update("gpu", {}, anna)).rejects.toThrow(withCode("POOL_NOT_FOUND"));
    await expect(service.delete("gpu", anna)).rejects.toThrow(withCode("POOL_NOT_FOUND"));
  });
});

describe("an update that another writer beats", () => {
  /** A service whose store is written by another process just before each of our first `times` writes. */
  async function beaten(times: number) {
    const { store, service, published } = start();
    const { pool } = await service.create({ name: "gpu" }, anna);
    const other = new PoolService(store);
    const write = store.write.bind(store);
    let left = times;
    const spy = vi.spyOn(store, "write").mockImplementation(async (change) => {
      if (change.by === "anna" && left > 0) {
        left -= 1;
        await other.update(pool?.id ?? "", { addHosts: [`theirs-${left}`] }, ben);
      }
      return write(change);
    });
    return { service, published, spy };
  }

  it("is tried again on what the other left", async () => {
    const { service, published } = await beaten(3);
    const { pool } = await service.update("gpu", { addHosts: ["ours"] }, anna);
    expect(pool?.revision).toBe(5);
    expect(await hostNames(service)).toEqual(["theirs-2", "theirs-1", "theirs-0", "ours"]);
    expect(published).toHaveLength(2);
  });

  it("is given up after 20 attempts, and later writes go on", async () => {
    const { service } = await beaten(20);
    vi.spyOn(Math, "random").mockReturnValue(0);
    await expect(service.update("gpu", { addHosts: ["ours"] }, anna)).rejects.toThrow(withCode("CONFLICT"));
    vi.restoreAllMocks();
    await service.update("gpu", { addHosts: ["ours"] }, anna);
    expect(await hostNames(service)).toHaveLength(21);
  });

  it("is not tried again when the author named the revision", async () => {
    const { service, spy } = await beaten(1);
    await expect(service.update("gpu", { addHosts: ["ours"] }, anna, { ifRevision: 1 })).rejects.toThrow(
      withCode("CONFLICT", { actualRevision: 2 }),
    );
    expect(spy.mock.calls.filter(([change]) => change.by === "anna")).toHaveLength(1);
  });
});

describe("a store that fails", () => {
  it("fails the write, which is not published, and does not block the next", async () => {
    const { store, service, published } = start();
    await service.create({ name: "gpu" }, anna);
    vi.spyOn(store, "write").mockRejectedValueOnce(new Error("disk full"));
    const failing = service.update("gpu", { addHosts: ["pc-1"] }, anna);
    const next = service.update("gpu", { addHosts: ["pc-2"] }, anna);
    await expect(failing).rejects.toThrow("disk full");
    await next;
    expect(await hostNames(service)).toEqual(["pc-2"]);
    expect(published).toHaveLength(2);
  });

  it("does not hold up other pools when one write hangs", async () => {
    const { store, service } = start();
    for (const name of ["gpu", "nuke"]) await service.create({ name }, anna);
    vi.spyOn(store, "write").mockReturnValueOnce(new Promise(() => undefined));
    void service.update("gpu", { addHosts: ["pc-1"] }, anna);
    await new Promise((resolve) => setImmediate(resolve));
    await service.update("nuke", { addHosts: ["pc-1"] }, anna);
    expect(await hostNames(service, "nuke")).toEqual(["pc-1"]);
  });
});

describe("subscribe", () => {
  it("ends when asked", async () => {
    const { service } = start();
    const listener = vi.fn();
    const end = service.subscribe(listener);
    await service.create({ name: "gpu" }, anna);
    end();
    await service.create({ name: "nuke" }, anna);
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it("does not fail a write, which is done, because a listener throws", async () => {
    const tasks: (() => void)[] = [];
    const { service, published } = start();
    service.subscribe(() => {
      throw new Error("listener broke");
    });
    const spy = vi.spyOn(globalThis, "queueMicrotask").mockImplementation((task) => void tasks.push(task));
    await service.create({ name: "gpu" }, anna);
    spy.mockRestore();
    expect(published).toHaveLength(1);
    expect(tasks[0]).toThrow("listener broke");
  });

  it("lets a listener write", async () => {
    const { service } = start();
    let echo: Promise<unknown> | undefined;
    service.subscribe((change) => {
      if (change.revision < 3)
        echo = service.update(change.poolId, { addHosts: [`pc-${change.revision}`] }, ben);
    });
    await service.create({ name: "gpu" }, anna);
    await echo;
    await echo;
    expect(await hostNames(service)).toEqual(["pc-1", "pc-2"]);
  });
});

describe("history", () => {
  it("is of all pools, or of one by name or id, a deleted one included", async () => {
    const { service } = start();
    const { pool } = await service.create({ name: "gpu" }, anna);
    await service.create({ name: "nuke" }, anna);
    await service.delete("gpu", ben);
    const kinds = async (query: Parameters<PoolService["history"]>[0]) =>
      (await service.history(query)).map((change) => `${change.kind} ${change.poolName}`);
    expect(await kinds({})).toEqual(["delete gpu", "create nuke", "create gpu"]);
    expect(await kinds({ limit: 1 })).toEqual(["delete gpu"]);
    expect(await kinds({ pool: "GPU" })).toEqual(["delete gpu", "create gpu"]);
    expect(await kinds({ pool: pool?.id ?? "" })).toEqual(["delete gpu", "create gpu"]);
    await service.create({ name: "gpu" }, anna);
    expect(await kinds({ pool: "gpu" })).toEqual(["create gpu"]);
    await expect(service.history({ pool: "none" })).rejects.toThrow(withCode("POOL_NOT_FOUND"));
  });

  it.each([0, -1, 1.5, 10_001, Number.NaN])("refuses the limit %d", async (limit) => {
    await expect(start().service.history({ limit })).rejects.toThrow(withCode("INVALID_ARGUMENT"));
  });
});

describe("a viewer", () => {
  const vera = { name: "vera", origin: "api", role: "viewer" } as const;

  it.each<[string, (service: PoolService) => Promise<unknown>]>([
    ["create", (service) => service.create({ name: "new" }, vera)],
    ["update", (service) => service.update("gpu", { description: "x" }, vera)],
    ["update what there is not", (service) => service.update("none", {}, vera)],
    ["delete", (service) => service.delete("gpu", vera)],
    ["try a deletion", (service) => service.delete("gpu", vera, { dryRun: true })],
    ["undo", async (service) => service.undo((await service.history())[0]?.id ?? "", vera)],
    ["undo what there is not", (service) => service.undo("none", vera)],
  ])("may not %s", async (_, write) => {
    const { service, store } = start();
    await service.create({ name: "gpu" }, anna);
    await expect(write(service)).rejects.toThrow(withCode("FORBIDDEN", { role: "viewer", needed: "editor" }));
    expect(await store.listPools()).toMatchObject([{ name: "gpu", revision: 1, description: "" }]);
    expect(await store.history({ limit: 10 })).toHaveLength(1);
  });
});

describe("history", () => {
  it("goes on behind a change, of one pool too", async () => {
    const { service } = start();
    await service.create({ name: "gpu" }, anna);
    await service.create({ name: "nuke" }, anna);
    const { change } = await service.update("gpu", { description: "x" }, ben);
    const before = change?.id ?? "";
    const named = async (query: object) => (await service.history(query)).map(({ poolName }) => poolName);
    expect(await named({ before })).toEqual(["nuke", "gpu"]);
    expect(await named({ before, pool: "gpu" })).toEqual(["gpu"]);
    await expect(service.history({ before: "none" })).rejects.toThrow(withCode("CHANGE_NOT_FOUND"));
  });
});

describe("with a farm", () => {
  const farm = new Farm([{ name: "lt-pc-01", online: false }]);
  const spelled = (hosts: readonly string[]) => ({ name: "gpu", hosts });

  it("stores hosts as the farm spells them, others as typed", async () => {
    const service = new PoolService(new MemoryStore(), { farm: async () => farm });
    await service.create(spelled(["LT-PC-01", "PC-2"]), anna);
    await service.update("gpu", { addHosts: [{ name: "Pc-3", engine: "", ip: "10.0.0.3", port: "" }] }, anna);
    expect(await hostNames(service)).toEqual(["lt-pc-01", "PC-2", "Pc-3"]);
  });

  it("leaves spellings that are stored, and asks for the farm only when hosts are added", async () => {
    const ask = vi.fn(() => farm);
    const store = new MemoryStore();
    await new PoolService(store).create(spelled(["LT-PC-01"]), anna);
    const service = new PoolService(store, { farm: ask });
    await service.update("gpu", { description: "fast" }, anna);
    expect(ask).not.toHaveBeenCalled();
    expect((await service.update("gpu", { addHosts: ["Lt-Pc-01"] }, anna)).change).toBeNull();
    expect(await hostNames(service)).toEqual(["LT-PC-01"]);
  });

  it("mends a spelling by removing and adding the host", async () => {
    const store = new MemoryStore();
    await new PoolService(store).create(spelled(["LT-PC-01", "pc-2"]), anna);
    const service = new PoolService(store, { farm: () => farm });
    const edit = { removeHosts: ["LT-PC-01"], addHosts: ["LT-PC-01"] };
    expect((await service.update("gpu", edit, anna)).change?.diff.hosts).toMatchObject({
      removed: [{ name: "LT-PC-01" }],
      added: [{ name: "lt-pc-01" }],
    });
    expect(await hostNames(service)).toEqual(["pc-2", "lt-pc-01"]);
  });
});

describe("create with an id", () => {
  const id = "65f0000000000000000000aa";

  it("makes the pool that jobs of another database know", async () => {
    const { service } = start();
    expect((await service.create({ id, name: "gpu" }, anna)).pool).toMatchObject({ id, revision: 1 });
    expect(await service.get(id)).toMatchObject({ name: "gpu" });
  });

  it("goes on behind the history of a deleted pool", async () => {
    const { service } = start();
    await service.create({ id, name: "gpu" }, anna);
    await service.delete(id, anna);
    expect((await service.create({ id, name: "fast" }, anna)).pool).toMatchObject({ id, revision: 3 });
    expect((await service.history({ pool: id })).map(({ kind }) => kind)).toEqual([
      "create",
      "delete",
      "create",
    ]);
  });

  it("refuses an id that another pool has, and what is none", async () => {
    const { service } = start();
    await service.create({ id, name: "gpu" }, anna);
    await expect(service.create({ id, name: "fast" }, anna)).rejects.toThrow(withCode("CONFLICT"));
    await expect(service.create({ id: "7", name: "fast" }, anna)).rejects.toThrow(
      '"7" is not the id of a pool',
    );
  });
});
