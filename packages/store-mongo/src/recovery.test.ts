import type { PoolChange } from "@afpools/core";
import { creation } from "@afpools/core/testing";
import type { Document } from "mongodb";
import { describe, expect, it } from "vitest";
import { ChangeLog, type LogEntry } from "./change-log.js";
import { Connection } from "./connection.js";
import { PoolWriter } from "./pool-writer.js";
import { type TestDatabase, testDatabases } from "./testing/databases.js";

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
  await new PoolWriter(connection, new DroppingLog(connection.history)).write(create);
  await connection.close();
  expect(await database.open().history({ limit: 10 })).toEqual([create]);
  expect(await database.history.countDocuments({ pending: true })).toBe(0);
});
