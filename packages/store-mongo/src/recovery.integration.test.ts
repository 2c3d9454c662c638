import type { Pool, PoolChange } from "@afpools/core";
import { creation } from "@afpools/core/testing";
import type { Document } from "mongodb";
import { describe, expect, it } from "vitest";
import { ChangeLog, type LogEntry } from "./change-log.js";
import { Connection } from "./connection.js";
import { PoolWriter } from "./pool-writer.js";
import { type TestDatabase, testDatabases } from "./testing/databases.js";
import { Told } from "./testing/told.js";

const databases = testDatabases();
const create = creation(1, "gpu", ["pc-01"]);
const update: PoolChange = {
  ...create,
  id: "00000000000000000000aaaa",
  kind: "update",
  revision: 2,
  diff: { description: { before: "", after: "new" } },
};
const removal: PoolChange = { ...update, kind: "delete", diff: { name: { before: "gpu", after: "" } } };
const next = creation(2, "next");

/** The database as a process leaves it that died in `change`, after the create: before or after the pool was written. */
async function diedIn(change: PoolChange, wasCarriedOut: boolean): Promise<TestDatabase> {
  const database = databases.create();
  const store = database.open();
  if (change.kind !== "create" || wasCarriedOut) await store.write(create);
  if (change.kind !== "create" && wasCarriedOut) await store.write(change);
  await database.history.deleteMany({ id: change.id });
  const number = change.kind === "create" ? 1 : 2;
  const entry: Document = { _id: String(number).padStart(12, "0"), pending: true, ...change };
  await database.history.insertOne(entry);
  return database;
}

describe.concurrent("a process that died while it wrote", () => {
  for (const change of [create, update, removal]) {
    it(`has its ${change.kind} in the history when the pool was written, and the next writer goes on`, async () => {
      const database = await diedIn(change, true);
      const store = database.open();
      const before = change === create ? [] : [create];
      expect(await store.history({ limit: 10 })).toEqual([change, ...before]);
      expect(await store.findChange(change.id)).toEqual(change);
      await store.write(next);
      expect(await store.history({ limit: 10 })).toEqual([next, change, ...before]);
      expect(await database.history.countDocuments({ pending: true })).toBe(0);
    });

    it(`has no ${change.kind} in the history when the pool was not written, and the next writer goes on`, async () => {
      const database = await diedIn(change, false);
      const store = database.open();
      const before = change === create ? [] : [create];
      expect(await store.history({ limit: 10 })).toEqual(before);
      expect(await store.history({ limit: 1 })).toEqual(before);
      expect(await store.findChange(change.id)).toBeUndefined();
      await store.write(next);
      expect(await store.history({ limit: 10 })).toEqual([next, ...before]);
      expect(await database.history.countDocuments({ pending: true })).toBe(0);
    });
  }

  it("is told by diagnose until then", async () => {
    const store = (await diedIn(update, true)).open();
    const unfinished = expect.objectContaining({
      severity: "note",
      message: expect.stringContaining('"gpu" by anna'),
    });
    expect(await store.diagnose()).toContainEqual(unfinished);
    await store.write(next);
    expect(await store.diagnose()).not.toContainEqual(unfinished);
  });

  it("is taken for dead by several writers at once, who all get through", async () => {
    const database = await diedIn(update, true);
    const changes = Array.from({ length: 6 }, (_, index) => creation(10 + index, `pool ${index}`));
    await Promise.all(changes.map((change) => database.open().write(change)));
    const history = await database.open().history({ limit: 100 });
    expect(history.map((change) => change.id).sort()).toEqual(
      [create, update, ...changes].map(({ id }) => id).sort(),
    );
  });
});

describe.concurrent("a process that died while it wrote a batch", () => {
  const nuke = creation(2, "nuke");
  const old = creation(3, "old");
  const batch = "00000000000000000000bbb3";
  const pc = { name: "pc-01", engine: "", ip: "", port: "" };
  const changes: readonly PoolChange[] = [
    { ...update, id: "00000000000000000000bbb0", diff: { hosts: { removed: [pc], added: [] } }, batch },
    { ...creation(4, "new"), id: "00000000000000000000bbb1", batch },
    { ...old, id: "00000000000000000000bbb2", kind: "delete", revision: 2, diff: {}, batch },
    { ...nuke, id: batch, kind: "update", revision: 2, diff: { hosts: { removed: [], added: [pc] } }, batch },
  ];
  const before = ["gpu 1 pc-01", "nuke 1 ", "old 1 "];
  const after = ["gpu 2 ", "new 1 ", "nuke 2 pc-01"];

  /** The database as a process leaves it that died after `steps` of: the entry, each pool, the end of the entry. */
  async function diedAfter(steps: number): Promise<TestDatabase> {
    const database = databases.create();
    for (const each of [create, nuke, old]) await database.open().write(each);
    const connection = new Connection(database.url);
    const died = new Error("died");
    let left = steps;
    const alive = <T extends object>(target: T): T =>
      new Proxy(target, {
        get(collection, name) {
          const value: unknown = Reflect.get(collection, name, collection);
          if (typeof value !== "function") return value;
          const isWrite = /^(insert|update|replace|delete)One$/.test(String(name));
          return (...args: unknown[]) => {
            if (!isWrite) return value.apply(collection, args);
            left -= 1;
            return left < 0 ? Promise.reject(died) : value.apply(collection, args);
          };
        },
      });
    Object.assign(connection, { pools: alive(connection.pools) });
    const writing = new PoolWriter(connection, new ChangeLog(alive(connection.history))).write(changes);
    if (steps < changes.length + 2) await expect(writing).rejects.toBe(died);
    else await writing;
    await connection.close();
    return database;
  }

  const stateOf = (pools: readonly Pool[]) =>
    pools.map(({ name, revision, hosts }) => `${name} ${revision} ${hosts.map((host) => host.name)}`).sort();

  it.each([
    [0, before],
    [1, before],
    [2, after],
    [3, after],
    [4, after],
    [5, after],
    [6, after],
  ])(
    "after %i steps: all of it or nothing is seen at once, and the next writer goes on with it",
    async (steps, seen) => {
      const database = await diedAfter(steps);
      const store = database.open();
      const changed = seen === after ? changes.toReversed() : [];
      expect(stateOf(await store.listPools())).toEqual(seen);
      expect(await store.history({ limit: 10 })).toEqual([...changed, old, nuke, create]);
      const told = new Told(store);
      expect(stateOf(await told.pools(() => true))).toEqual(seen);
      await told.watch.close();
      const more = creation(9, "next");
      await store.write(more);
      expect(stateOf(await database.open().listPools())).toEqual([...seen, "next 1 "].sort());
      expect(await store.history({ limit: 10 })).toEqual([more, ...changed, old, nuke, create]);
      expect(await database.history.countDocuments({ pending: true })).toBe(0);
    },
  );
});

it("a writer that stood still and was taken for dead records its change anew", async () => {
  const database = databases.create();
  class DroppingLog extends ChangeLog {
    hasDropped = false;

    override async settle(entry: LogEntry): Promise<boolean> {
      if (!this.hasDropped) await this.drop(entry);
      this.hasDropped = true;
      return super.settle(entry);
    }
  }
  const connection = new Connection(database.url);
  await new PoolWriter(connection, new DroppingLog(connection.history)).write([create]);
  await connection.close();
  expect(await database.open().history({ limit: 10 })).toEqual([create]);
  expect(await database.history.countDocuments({ pending: true })).toBe(0);
});
