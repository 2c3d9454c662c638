import { creation } from "@afpools/core/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { ChangeLog } from "./change-log.js";
import { Connection } from "./connection.js";
import { PoolReader } from "./pool-reader.js";
import { testDatabases } from "./testing/databases.js";
import { type Ability, MongodStandIn } from "./testing/mongod-stand-in.js";

const databases = testDatabases();
const manyHosts = Array.from({ length: 200 }, (_, host) => ({ hostname: `pc-${host}` }));

/** A reader of two large pools that a 2019 manager made, and whose clock the test turns. */
async function aReader(ability: Ability) {
  const database = databases.create();
  const [gpu, nuke] = ["gpu", "nuke"].map((name) => ({ name, clients: manyHosts }));
  await database.legacy.insertMany([gpu as object, nuke as object]);
  const standIn = await MongodStandIn.start(database.url, ability);
  const connection = new Connection(standIn.url(database.name));
  const clock = { ms: 0 };
  const reader = new PoolReader(connection.pools, new ChangeLog(connection.history), { now: () => clock.ms });
  onTestFinished(async () => {
    await reader.close();
    await connection.close();
  });
  let pools = await connection.use(async () => reader.read(undefined, "timer"));
  /** What a look finds, and by which commands to the collection of pools. */
  const look = async (passedMs = 1_000) => {
    clock.ms += passedMs;
    standIn.commands.length = 0;
    const news = await connection.use(async () => reader.read(pools, "timer"));
    pools = news ?? pools;
    return {
      news: news?.map(({ name, hosts }) => `${name} ${hosts.length}`),
      commands: [...standIn.commands],
    };
  };
  return { database, standIn, look, idOf: (name: string) => pools?.find((pool) => pool.name === name)?.id };
}

describe("a replica set", () => {
  it("tells who was written, who came and who went: nothing else is read", async () => {
    const { database, standIn, look } = await aReader("change streams");
    expect(await look()).toEqual({ news: undefined, commands: ["getMore"] });
    const gpu = await database.legacy.findOneAndUpdate({ name: "gpu" }, { $pop: { clients: 1 } });
    // Only what is told is looked at.
    await database.legacy.updateOne({ name: "nuke" }, { $pop: { clients: 1 } });
    standIn.tell({ operationType: "update", documentKey: { _id: gpu?._id } });
    const { news, commands } = await look(0);
    expect(news).toEqual(["gpu 199", "nuke 200"]);
    expect(commands).toEqual(["getMore", "getMore", "find", "find"]);
    const { insertedId } = await database.legacy.insertOne({ name: "mac", clients: [] });
    await database.legacy.deleteOne({ name: "gpu" });
    standIn.tell({ operationType: "insert", documentKey: { _id: insertedId } });
    standIn.tell({ operationType: "delete", documentKey: { _id: gpu?._id } });
    expect((await look(0)).news).toEqual(["nuke 200", "mac 0"]);
  });

  it("remembers which pools were written until they could be read", async () => {
    const { database, standIn, look } = await aReader("change streams");
    const gpu = await database.legacy.findOneAndUpdate({ name: "gpu" }, { $pop: { clients: 1 } });
    standIn.tell({ operationType: "update", documentKey: { _id: gpu?._id } });
    standIn.failing = "find";
    await expect(look(0)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect((await look(0)).news).toEqual(["gpu 199", "nuke 200"]);
  });

  it("begins anew with everything after the collection was dropped, and after the stream was lost", async () => {
    const { database, standIn, look } = await aReader("change streams");
    await database.legacy.drop();
    standIn.tell({ operationType: "drop", ns: {} });
    standIn.tell({ operationType: "invalidate" });
    expect((await look(0)).news).toEqual([]);
    await database.legacy.insertOne({ name: "gpu", clients: [] });
    expect((await look(0)).news).toEqual(["gpu 0"]);
  });

  it("that becomes a single server is asked for digests", async () => {
    const { database, standIn, look } = await aReader("change streams");
    standIn.ability = "aggregations";
    await database.legacy.updateOne({ name: "nuke" }, { $pop: { clients: 1 } });
    expect((await look()).news).toEqual(["gpu 200", "nuke 199"]);
    await database.legacy.updateOne({ name: "nuke" }, { $pop: { clients: 1 } });
    expect(await look()).toEqual({ news: ["gpu 200", "nuke 198"], commands: ["aggregate", "find", "find"] });
  });
});

describe("a single MongoDB", () => {
  it.each<[string, object]>([
    ["a host that is added", { $push: { clients: { hostname: "ws-1" } } }],
    ["a host that is removed", { $pull: { clients: { hostname: "pc-100" } } }],
    ["a host that is renamed", { $set: { "clients.100.hostname": "pc-1000" } }],
    ["another last host", { $set: { "clients.199.hostname": "pc-999" } }],
    ["another name", { $set: { name: "GPU" } }],
    ["hosts that are no list", { $set: { clients: "pc-1" } }],
  ])("shows %s by its digest, and only that pool is read", async (_, update) => {
    const { database, look } = await aReader("aggregations");
    expect(await look()).toEqual({ news: undefined, commands: ["aggregate"] });
    await database.legacy.updateOne({ name: "gpu" }, update);
    const { news, commands } = await look();
    expect(news).toHaveLength(2);
    expect(commands).toEqual(["aggregate", "find", "find"]);
    expect(await look()).toEqual({ news: undefined, commands: ["aggregate"] });
  });

  it("is read whole each minute, for what two changes leave as it was", async () => {
    const { database, look } = await aReader("aggregations");
    await database.legacy.updateOne({ name: "gpu" }, { $set: { "clients.100.hostname": "ws-100" } });
    expect((await look()).news).toBeUndefined();
    expect(await look(60_000)).toMatchObject({ commands: ["aggregate", "find"] });
  });
});

it("a server that can do neither is read whole", async () => {
  const { database, look } = await aReader("nothing");
  await database.legacy.updateOne({ name: "gpu" }, { $pop: { clients: 1 } });
  expect(await look()).toEqual({ news: ["gpu 199", "nuke 200"], commands: ["find"] });
});

it("with off, writes of others are not looked for", async () => {
  const database = databases.create();
  const connection = new Connection(database.url);
  onTestFinished(() => connection.close());
  const reader = new PoolReader(connection.pools, new ChangeLog(connection.history), {
    otherWritersMs: "off",
  });
  const before = await connection.use(async () => reader.read(undefined, "timer"));
  await database.legacy.insertOne({ name: "by the manager", clients: [] });
  expect(await reader.read(before, "refresh")).toBeUndefined();
  await database.open().write(creation(1, "gpu"));
  expect((await reader.read(before, "timer"))?.map(({ name }) => name)).toContain("gpu");
});
