import { creation } from "@afpools/core/testing";
import { describe, expect, it } from "vitest";
import { ChangeLog } from "./change-log.js";
import { Connection } from "./connection.js";
import { PoolReader } from "./pool-reader.js";
import { type TestDatabase, testDatabases } from "./testing/databases.js";

const databases = testDatabases();

/** A reader whose clock goes on by `step` ms each time that it looks at it. */
async function withReader(step: number, work: (reader: PoolReader, database: TestDatabase) => Promise<void>) {
  const database = databases.create();
  const connection = new Connection(database.url);
  let time = 0;
  const now = () => {
    time += step;
    return time;
  };
  try {
    await work(new PoolReader(connection.pools, new ChangeLog(connection.history), { now }), database);
  } finally {
    await connection.close();
  }
}

describe("PoolReader", () => {
  it("gives an empty list for an empty database, then nothing", () =>
    withReader(0, async (reader) => {
      expect(await reader.read(undefined, "timer")).toEqual([]);
      expect(await reader.read([], "timer")).toBeUndefined();
      expect(await reader.read([], "refresh")).toBeUndefined();
    }));

  it("sees a logged write at once, in a look that is no full read", () =>
    withReader(0, async (reader, database) => {
      const store = database.open();
      for (const number of [1, 2, 3]) await store.write(creation(number, `pool ${number}`));
      const before = (await reader.read(undefined, "timer")) ?? [];
      // Only a full read would see this one.
      await database.legacy.updateOne({ name: "pool 3" }, { $set: { description: "by hand" } });
      await store.write({
        ...creation(1, "pool 1"),
        id: "00000000000000000000aaaa",
        kind: "update",
        revision: 2,
        diff: { description: { before: "", after: "new" } },
      });
      await store.write(creation(4, "pool 4", ["pc-01"]));
      const after = (await reader.read(before, "timer")) ?? [];
      expect(after.map(({ name, description }) => [name, description])).toEqual([
        ["pool 1", "new"],
        ["pool 2", ""],
        ["pool 3", ""],
        ["pool 4", ""],
      ]);
      expect(after[1]).toBe(before[1]);
      expect(after[3]?.hosts).toHaveLength(1);
      const full = (await reader.read(after, "refresh")) ?? [];
      expect(full[2]?.description).toBe("by hand");
      expect(full[0]).toBe(after[0]);
    }));

  it("keeps a pool's identity when only other people's fields changed", () =>
    withReader(0, async (reader, database) => {
      await database.legacy.insertOne({ name: "gpu", clients: [] });
      const before = (await reader.read(undefined, "timer")) ?? [];
      await database.legacy.updateOne({}, { $set: { owner: "x" } });
      expect(await reader.read(before, "refresh")).toBeUndefined();
    }));

  it("sees the 2019 manager's writes once a full read is due", () =>
    withReader(400, async (reader, database) => {
      const before = await reader.read(undefined, "timer");
      await database.legacy.insertOne({ name: "gpu", clients: [] });
      // The full read took 400 ms, so the next one is due 4,000 ms after it, and refresh does none.
      for (let look = 1; look < 10; look += 1) expect(await reader.read(before, "timer")).toBeUndefined();
      expect(await reader.read(before, "refresh")).toBeUndefined();
      expect(await reader.read(before, "timer")).toHaveLength(1);
    }));

  it("sees logged writes with refresh even where a full read is costly", () =>
    withReader(400, async (reader, database) => {
      const before = await reader.read(undefined, "timer");
      await database.open().write(creation(1, "gpu"));
      expect(await reader.read(before, "refresh")).toHaveLength(1);
    }));
});
