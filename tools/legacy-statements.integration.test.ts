import { type Collection, type Document, MongoClient } from "mongodb";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type LegacyManager, legacyClient, legacyManager } from "./legacy-statements.js";
import { startMongo, type TestMongo } from "./mongodb-for-tests.js";

let mongo: TestMongo;
let connection: MongoClient;
let pools: Collection<Document>;
let manager: LegacyManager;
/** Is it a MongoDB that a person has named, and no stand-in? */
const isNamed = process.env.AFPOOLS_TEST_MONGODB_URL !== undefined;

beforeAll(async () => {
  mongo = await startMongo();
  connection = await new MongoClient(mongo.url).connect();
});
afterAll(async () => {
  await connection.db(`legacy_statements_${process.pid}`).dropDatabase();
  await connection.close();
  await mongo.stop();
});
beforeEach(async () => {
  const db = connection.db(`legacy_statements_${process.pid}`);
  await db.dropDatabase();
  pools = db.collection("pools");
  manager = legacyManager(pools);
  await manager.prepare();
  await manager.create("gpu");
  for (const host of ["pc-01", "pc-02", "pc-02"]) await manager.add("gpu", host);
});

const document = (name = "gpu") => pools.findOne({ name }, { projection: { _id: 0 } });

it("Create makes a pool without hosts, and refuses a name that is there", async () => {
  await manager.create("nuke");
  expect(await document("nuke")).toEqual({ name: "nuke", clients: [] });
  await expect(manager.create("gpu")).rejects.toMatchObject({ code: 11_000 });
});

it("Rename sets the name alone", async () => {
  await manager.rename("gpu", "cards");
  expect((await document("cards"))?.clients).toHaveLength(3);
});

it("Add puts a host behind the others, twice if it is there", async () => {
  expect(await document()).toEqual({ name: "gpu", clients: ["pc-01", "pc-02", "pc-02"].map(legacyClient) });
});

it("Remove takes out every element of a host, whatever its other values are, and no other", async () => {
  const odd = { hostname: "pc-02", engine: "3.3.1", ip: "10.0.0.2", port: 51_000 };
  const others = [{ ...legacyClient("pc-01"), note: "kept" }, null, "pc-02", legacyClient("PC-02")];
  await pools.updateOne({ name: "gpu" }, { $set: { clients: [odd, legacyClient("pc-02"), ...others] } });
  const how = await manager.remove("gpu", "pc-02");
  // A MongoDB does it itself; what stands in for one says that it was helped.
  if (isNamed) expect(how).toBe("statement");
  else console.log(`Remove was carried out by the ${how}`);
  expect(await document()).toEqual({ name: "gpu", clients: others });
  expect(await manager.remove("gpu", "not-there")).toBe("statement");
});

it("Delete takes the pool away", async () => {
  await manager.delete("gpu");
  expect(await document()).toBeNull();
});
