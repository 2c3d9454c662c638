import type { StoreEvent } from "@afpools/core";
import { creation } from "@afpools/core/testing";
import { expect, it, vi } from "vitest";
import { ChangeLog } from "./change-log.js";
import { Connection } from "./connection.js";
import { testDatabases } from "./testing/databases.js";

const databases = testDatabases();
const change = creation(1, "gpu", ["pc-01"]);
const pool = {
  id: change.poolId,
  name: "gpu",
  description: "",
  hosts: change.diff.hosts?.added ?? [],
  rules: [],
  revision: 1,
  changedBy: change.by,
  changedAt: change.at,
};
const contents = { pools: [pool], history: [change], users: [], credentials: [] };

it("a database whose filling was broken off is used by nobody, and says what to do", async () => {
  const database = databases.create();
  const connection = new Connection(database.url);
  await connection.use(async () => {
    await new ChangeLog(connection.history).shut();
    await connection.pools.insertOne({ name: "half" });
  });
  await connection.close();
  const refusal = {
    code: "STORE_UNAVAILABLE",
    message: expect.stringMatching(/filled from a backup.*drop the database/),
  };
  const store = database.open();
  await expect(store.write(creation(2, "nuke"))).rejects.toMatchObject(refusal);
  await expect(store.contents.read()).rejects.toMatchObject(refusal);
  await expect(store.contents.fill(contents)).rejects.toMatchObject({ code: "CONFLICT" });
  const told = vi.fn<(event: StoreEvent) => void>();
  const watch = store.watch(told);
  await expect(watch.refresh()).rejects.toMatchObject(refusal);
  expect(told.mock.calls.map(([{ kind }]) => kind)).toEqual(["away"]);
  expect(await store.history({ limit: 10 })).toEqual([]);
});

it("a filling that the database refuses in the middle leaves nothing behind", async () => {
  const database = databases.create();
  const store = database.open();
  const twice = { ...contents, history: [change, change, { ...change, id: "other" }] };
  // Two pools of one id: the second is refused once the first is in.
  await expect(store.contents.fill({ ...twice, pools: [pool, pool] })).rejects.toMatchObject({
    code: "STORE_UNAVAILABLE",
  });
  expect(await database.legacy.countDocuments()).toBe(0);
  expect(await database.history.countDocuments()).toBe(0);
  await store.contents.fill(contents);
  expect(await store.contents.read()).toEqual(contents);
});

it("of two that fill one database at once one does", async () => {
  const database = databases.create();
  const outcomes = await Promise.allSettled([
    database.open().contents.fill(contents),
    database.open().contents.fill(contents),
  ]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await database.open().contents.read()).toEqual(contents);
});
