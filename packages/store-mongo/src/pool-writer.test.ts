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
async function write(database: TestDatabase, change: PoolChange, meanwhile: () => Promise<unknown>) {
  class InterruptedLog extends ChangeLog {
    override async append(change: PoolChange, last: number): Promise<LogEntry | undefined> {
      const entry = await super.append(change, last);
      await meanwhile();
      return entry;
    }
  }
  const connection = new Connection(database.url);
  try {
    await new PoolWriter(connection, new InterruptedLog(connection.history)).write(change);
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
    await expect(write(database, change, meanwhile)).rejects.toMatchObject({ code });
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
  await write(database, swap, () =>
    database.legacy.updateOne({}, { $set: { clients: [pc("pc-01"), pc("PC-01"), pc("pc-09")] } }),
  );
  expect((await database.legacy.findOne())?.clients).toEqual([pc("pc-09"), pc("pc-02")]);
  expect(await database.open().history({ limit: 10 })).toEqual([swap, create]);
});
