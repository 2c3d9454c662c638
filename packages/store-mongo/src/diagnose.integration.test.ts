import { PoolService } from "@afpools/core";
import { expect, it } from "vitest";
import { testDatabases } from "./testing/databases.js";

const databases = testDatabases();
const serious = expect.not.objectContaining({ severity: "note" });

it("a database that only stores wrote has nothing but notes", async () => {
  const store = databases.create().open();
  await new PoolService(store).create(
    { name: "gpu", hosts: ["pc-01"], rules: ["lt-*"] },
    { name: "anna", origin: "test" },
  );
  expect(await store.diagnose()).not.toContainEqual(serious);
});

it("what is odd in pools is told with the pool's name, and nothing is repaired", async () => {
  const database = databases.create();
  await database.legacy.insertMany([
    { name: "gpu", clients: [{ hostname: "pc-01", engine: "", ip: "", port: 51000 }, null] },
    { _id: "five" as never, name: "lost", clients: [] },
  ]);
  const before = await database.legacy.find().toArray();
  const store = database.open();
  expect(await store.diagnose()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ severity: "note", subject: "gpu", message: expect.stringContaining("port") }),
      expect.objectContaining({
        severity: "error",
        subject: "gpu",
        message: expect.stringContaining("clients[1]"),
      }),
      expect.objectContaining({
        severity: "error",
        subject: "lost",
        message: expect.stringContaining("_id"),
      }),
    ]),
  );
  expect((await store.listPools()).map((pool) => pool.name)).toEqual(["gpu"]);
  expect(await database.legacy.find().toArray()).toEqual(before);
});

it("names that are equal without regard to case, and the index that they forbid, do not stop writes", async () => {
  const database = databases.create();
  await database.legacy.insertMany([
    { name: "gpu", clients: [] },
    { name: "gpu", clients: [] },
    { name: "GPU", clients: [] },
  ]);
  const store = database.open();
  const findings = [
    expect.objectContaining({
      severity: "error",
      subject: "gpu",
      message: expect.stringContaining('"gpu", "gpu", "GPU"'),
    }),
    expect.objectContaining({ severity: "warning", message: expect.stringContaining("unique index") }),
  ];
  expect(await store.diagnose()).toEqual(expect.arrayContaining(findings));
  await new PoolService(store).create({ name: "nuke" }, { name: "anna", origin: "test" });
  expect(await store.diagnose()).toEqual(expect.arrayContaining(findings));
});

it("a missing unique index is made by the first write", async () => {
  const database = databases.create();
  await database.legacy.insertOne({ name: "gpu", clients: [] });
  const store = database.open();
  expect(await store.diagnose()).toContainEqual(serious);
  await new PoolService(store).update("gpu", { addHosts: ["pc-01"] }, { name: "anna", origin: "test" });
  expect(await store.diagnose()).not.toContainEqual(serious);
});

it("a server on its own and a weak write concern are noted", async () => {
  const database = databases.create();
  const store = database.open(`${database.url}?w=1`);
  const messages = (await store.diagnose()).map((finding) => finding.message).join("\n");
  expect(messages).toMatch(/write concern 1/);
  if (!process.env.AFPOOLS_TEST_MONGODB_URL) expect(messages).toMatch(/stands alone/);
});
