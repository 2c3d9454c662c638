import { readFileSync } from "node:fs";
import { PoolService } from "@afpools/core";
import { creation } from "@afpools/core/testing";
import { BSON, type Db, type Document } from "mongodb";
import { describe, expect, it } from "vitest";
import { schemaVersion } from "./schema-version.js";
import { testDatabases } from "./testing/databases.js";

const databases = testDatabases();
const ben = { name: "ben", origin: "test" };

const fixture = (name: string) =>
  readFileSync(new URL(`./testing/versions/${name}.json`, import.meta.url), "utf8");

describe("a database that an older release left", () => {
  it.each(Array.from({ length: schemaVersion }, (_, index) => index + 1))(
    "at version %i shows what is in it, and is written on",
    async (version) => {
      const database = databases.create();
      const collections: Record<string, Document[]> = BSON.EJSON.parse(fixture(`version-${version}`));
      for (const [name, documents] of Object.entries(collections)) {
        await database.db.collection(name).insertMany(documents);
      }
      const store = database.open();
      const { pools, history, users, credentials } = await store.contents.read();
      expect(pools).toEqual([
        {
          id: "65a000000000000000000001",
          name: "GPU",
          description: "it's cards 🎬",
          hosts: [
            { name: "PC-01", engine: "3.3.1", ip: "10.0.0.7", port: "51000" },
            { name: "pc-02", engine: "", ip: "", port: "" },
          ],
          rules: ["LT-*"],
          revision: 2,
          changedBy: "anna",
          changedAt: "2026-01-01T12:00:02.000Z",
        },
      ]);
      expect(history.map(({ kind, poolName }) => [kind, poolName])).toEqual([
        ["create", "cards"],
        ["update", "GPU"],
      ]);
      expect((await store.leases.read("reconciler")).beat).toBe(7);
      expect(users.map(({ name, role }) => [name, role])).toEqual([["Anna", "admin"]]);
      expect(credentials.map(({ label }) => label)).toEqual(["ci"]);
      await new PoolService(store).update("gpu", { addHosts: ["pc-03"] }, ben);
      expect(await versionOf(database.db)).toBe(schemaVersion);
    },
  );

  it("is the 2019 manager's: its pools are read, and written on", async () => {
    const database = databases.create();
    for (const statement of JSON.parse(fixture("legacy-2019")) as Document[]) {
      if ("createIndex" in statement) {
        await database.legacy.createIndex(statement.createIndex, statement.options);
      } else if ("insertOne" in statement) await database.legacy.insertOne({ ...statement.insertOne });
      else if ("deleteOne" in statement) await database.legacy.deleteOne(statement.deleteOne);
      else await database.legacy.updateOne(statement.updateOne, statement.update);
    }
    const store = database.open();
    const pools = await store.listPools();
    expect(
      pools.map(({ name, hosts, revision }) => [name, hosts.map((host) => host.name), revision]),
    ).toEqual([
      ["Zebra", ["LT-PC-01", "pc-02"], 0],
      ["ant", [], 0],
    ]);
    expect(await versionOf(database.db)).toBeUndefined();
    await new PoolService(store).update("ant", { addHosts: ["pc-09"] }, ben);
    expect((await store.history({ limit: 10 })).map(({ poolName }) => poolName)).toEqual(["ant"]);
    expect(await versionOf(database.db)).toBe(schemaVersion);
  });
});

describe("a database of a newer release", () => {
  const refusal = {
    code: "STORE_TOO_NEW",
    message: expect.stringMatching(
      new RegExp(
        `is at version 7, made by a newer release; this one knows version ${schemaVersion} and older\\. Update`,
      ),
    ),
    details: expect.objectContaining({ version: 7, newest: schemaVersion }),
  };

  it("is refused by every way in, and left as it is", async () => {
    const database = databases.create();
    await database.open().write(creation(1, "gpu"));
    await raise(database.db);
    const before = await everything(database.db);
    const store = database.open();
    const calls = [
      () => store.listPools(),
      () => store.write(creation(2, "nuke")),
      () => store.contents.fill({ pools: [], history: [], users: [], credentials: [] }),
      () => store.contents.read(),
      () => store.accounts.listUsers(),
      () => store.leases.claim({ name: "reconciler", holder: "me", beat: 1 }),
      () => store.diagnose(),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject(refusal);
    expect(await everything(database.db)).toEqual(before);
  });

  it("that took it over while it was open is not written any more", async () => {
    const database = databases.create();
    const store = database.open();
    await store.write(creation(1, "gpu"));
    await raise(database.db);
    const before = await everything(database.db);
    await expect(store.write(creation(2, "nuke"))).rejects.toMatchObject(refusal);
    expect(await everything(database.db)).toEqual(before);
  });
});

const raise = (db: Db) => db.collection("pools_schema").updateOne({}, { $set: { version: 7 } });

const versionOf = async (db: Db) => (await db.collection("pools_schema").findOne())?.version;

async function everything(db: Db): Promise<Record<string, Document[]>> {
  const names = (await db.listCollections().toArray()).map(({ name }) => name).sort();
  const documents = await Promise.all(names.map((name) => db.collection(name).find().toArray()));
  return Object.fromEntries(names.map((name, index) => [name, documents[index] ?? []]));
}
