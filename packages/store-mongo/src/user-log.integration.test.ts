import { storeParts, type User } from "@afpools/core";
import { creation, sharedStoreCases } from "@afpools/core/testing";
import { describe, expect, it } from "vitest";
import { schemaVersion } from "./schema-version.js";
import { testDatabases } from "./testing/databases.js";

const anna: User = {
  id: "65a0000000000000000000a1",
  name: "Anna",
  role: "admin",
  disabled: false,
  password: "",
  createdAt: "2026-01-01T12:00:00.000Z",
  revision: 1,
};
const ben: User = { ...anna, id: "65a0000000000000000000a2", name: "ben", role: "editor" };

describe("on a server whose updates are not atomic", () => {
  const databases = testDatabases({ parallelWrites: true });
  const cases = sharedStoreCases(storeParts).filter(({ name }) =>
    /admins?|delete a credential|claim a request/.test(name),
  );

  it.each(cases)("$name", async ({ run }) => {
    for (let round = 0; round < 5; round += 1) {
      const database = databases.create();
      await run(async () => database.open());
    }
  });

  it("four kinds of case are run", () => expect(cases).toHaveLength(4));
});

describe("users of version 1 of the database", () => {
  const databases = testDatabases();

  async function oldDatabase() {
    const database = databases.create();
    const old = database.db.collection<{ _id: string }>("pools_users");
    await database.db
      .collection<{ _id: string }>("pools_schema")
      .insertOne({ _id: "schema", version: 1 } as never);
    await old.insertMany([
      { _id: "anna", ...anna },
      { _id: "ben", ...ben },
    ]);
    return { database, old };
  }

  it("are found and listed before anything is written", async () => {
    const { database, old } = await oldDatabase();
    const { accounts } = database.open();
    expect(await accounts.findUsers(["ANNA", "carl"])).toEqual([anna]);
    expect(await accounts.listUsers()).toEqual([anna, ben]);
    expect(await old.countDocuments()).toBe(2);
  });

  it("are moved by the first write, which is decided on them", async () => {
    const { database, old } = await oldDatabase();
    const { accounts } = database.open();
    await expect(accounts.deleteUser("anna")).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await accounts.writeUser({ ...ben, role: "viewer", revision: 2 })).toBe(true);
    expect(await old.countDocuments()).toBe(0);
    const before = database.open().accounts;
    expect((await before.listUsers()).map(({ name, role }) => [name, role])).toEqual([
      ["Anna", "admin"],
      ["ben", "viewer"],
    ]);
    expect(await database.db.collection("pools_schema").findOne()).toMatchObject({ version: schemaVersion });
  });

  it("are each moved once by several stores, and a user who was deleted meanwhile stays deleted", async () => {
    const { database, old } = await oldDatabase();
    const stores = [1, 2, 3, 4].map(() => database.open());
    await Promise.all(stores.map(({ accounts }) => accounts.deleteUser("ben")));
    // A process that read the user before it was moved writes it into its old place again.
    await old.insertOne({ _id: "ben", ...ben });
    expect(await database.open().accounts.findUsers(["ben"])).toEqual([]);
    const late = database.open();
    await late.accounts.deleteUser("nobody");
    expect(await late.accounts.listUsers()).toEqual([anna]);
    expect(await old.countDocuments()).toBe(0);
  });

  it("are there in a database whose pools were written first", async () => {
    const { database } = await oldDatabase();
    const store = database.open();
    await store.write(creation(1, "gpu"));
    expect(await store.accounts.listUsers()).toEqual([anna, ben]);
  });
});

describe("the log", () => {
  const databases = testDatabases();

  it("keeps one entry of each user, that of a deleted one too", async () => {
    const database = databases.create();
    const { accounts } = database.open();
    await accounts.writeUser(anna);
    await accounts.writeUser(ben);
    for (let revision = 2; revision < 6; revision += 1) await accounts.writeUser({ ...ben, revision });
    await accounts.deleteUser("ben");
    const log = database.db.collection<{ _id: string }>("pools_user_log");
    expect(await log.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: "000000000001", key: "anna", user: anna },
      { _id: "000000000007", key: "ben" },
    ]);
  });
});
