import type { PoolChange } from "@afpools/core";
import { creation } from "@afpools/core/testing";
import { describe, expect, it } from "vitest";
import { ChangeLog, type LogEntry } from "./change-log.js";
import { Connection } from "./connection.js";
import { PoolWriter } from "./pool-writer.js";
import { type TestDatabase, testDatabases } from "./testing/databases.js";

const databases = testDatabases();
const create = creation(1, "gpu", ["pc-01"]);
const next = { ...create, id: "00000000000000000000aaaa", revision: 2 };
const rename: PoolChange = { ...next, kind: "update", diff: { name: { before: "gpu", after: "GPU" } } };
const removal: PoolChange = { ...next, kind: "delete", diff: { name: { before: "gpu", after: "" } } };

/** Writes `change` while the 2019 manager does `meanwhile`, between the check of the change and its carrying out. */
async function write(
  database: TestDatabase,
  changes: readonly PoolChange[],
  meanwhile: () => Promise<unknown>,
) {
  class InterruptedLog extends ChangeLog {
    override async append(changes: readonly PoolChange[], last: number): Promise<LogEntry | undefined> {
      const entry = await super.append(changes, last);
      await meanwhile();
      return entry;
    }
  }
  const connection = new Connection(database.url);
  try {
    await new PoolWriter(connection, new InterruptedLog(connection.history)).write(changes);
  } finally {
    await connection.close();
  }
}

describe("a change that the 2019 manager makes impossible at the last moment", () => {
  it.each([
    ["a create, its name given", create, "NAME_TAKEN", { name: "gpu", clients: [] }],
    ["a rename, its name given", rename, "NAME_TAKEN", { name: "GPU", clients: [] }],
    ["an update, the pool deleted", rename, "POOL_NOT_FOUND", undefined],
    ["a delete, the pool deleted", removal, "POOL_NOT_FOUND", undefined],
  ] as const)("is refused and leaves nothing in the history: %s", async (_, change, code, rival) => {
    const database = databases.create();
    const before = change.kind === "create" ? [] : [create];
    for (const earlier of before) await database.open().write(earlier);
    const meanwhile = () =>
      rival ? database.legacy.insertOne({ ...rival }) : database.legacy.deleteMany({});
    await expect(write(database, [change], meanwhile)).rejects.toMatchObject({ code });
    expect(await database.history.countDocuments()).toBe(before.length);
  });
});

it("an update goes on when the 2019 manager changes the same list at the last moment", async () => {
  const database = databases.create();
  await database.open().write(create);
  const pc = (hostname: string) => ({ hostname, engine: "", ip: "", port: "" });
  const swap: PoolChange = {
    ...next,
    kind: "update",
    diff: {
      hosts: {
        removed: [{ name: "pc-01", engine: "", ip: "", port: "" }],
        added: [{ name: "pc-02", engine: "", ip: "", port: "" }],
      },
    },
  };
  await write(database, [swap], () =>
    database.legacy.updateOne({}, { $set: { clients: [pc("pc-01"), pc("PC-01"), pc("pc-09")] } }),
  );
  expect((await database.legacy.findOne())?.clients).toEqual([pc("pc-09"), pc("pc-02")]);
  expect(await database.open().history({ limit: 10 })).toEqual([swap, create]);
});

describe("a batch that the 2019 manager makes impossible at the last moment", () => {
  const nuke = creation(2, "nuke");
  const batch = "00000000000000000000aaac";
  const pc = { name: "pc-01", engine: "", ip: "", port: "" };
  const changes: readonly PoolChange[] = [
    { ...next, kind: "update", diff: { hosts: { removed: [pc], added: [] } }, batch },
    { ...creation(3, "new"), id: "00000000000000000000aaab", batch },
    { ...nuke, id: batch, kind: "update", revision: 2, diff: { hosts: { removed: [], added: [pc] } }, batch },
  ];

  it("is taken back, and the history says both", async () => {
    const database = databases.create();
    const store = database.open();
    for (const earlier of [create, nuke]) await store.write(earlier);
    const meanwhile = () => database.legacy.deleteOne({ name: "nuke" });
    await expect(write(database, changes, meanwhile)).rejects.toMatchObject({ code: "POOL_NOT_FOUND" });
    const pools = await store.listPools();
    expect(pools.map(({ name, hosts, revision }) => [name, hosts.length, revision])).toEqual([["gpu", 1, 3]]);
    const history = await store.history({ limit: 10 });
    expect(history.map(({ kind, poolName }) => [kind, poolName])).toEqual([
      ["update", "gpu"],
      ["delete", "new"],
      ["create", "new"],
      ["update", "gpu"],
      ["create", "nuke"],
      ["create", "gpu"],
    ]);
    expect(history.slice(0, 2).map(({ undoes }) => undoes)).toEqual([changes[0]?.id, changes[1]?.id]);
    expect(await database.history.countDocuments({ pending: true })).toBe(0);
  });

  it("is taken back but for the pools that it made impossible, too", async () => {
    const database = databases.create();
    const store = database.open();
    for (const earlier of [create, nuke]) await store.write(earlier);
    const renamed: PoolChange = {
      ...next,
      kind: "update",
      diff: { name: { before: "gpu", after: "cpu" } },
      batch,
    };
    const meanwhile = async () => {
      await database.legacy.deleteOne({ name: "nuke" });
      await database.legacy.updateOne({ name: "gpu" }, { $set: { clients: [] } });
    };
    await expect(write(database, [renamed, ...changes.slice(1)], meanwhile)).rejects.toMatchObject({
      code: "POOL_NOT_FOUND",
    });
    expect((await store.findPool("gpu"))?.revision).toBe(3);
    expect(await store.findPool("new")).toBeUndefined();
  });
});
