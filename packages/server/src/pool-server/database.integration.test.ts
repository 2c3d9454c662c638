import { randomUUID } from "node:crypto";
import type { PoolClient } from "@afpools/protocol/client";
import { openMongoStore } from "@afpools/store-mongo";
import { type Collection, type Document, MongoClient } from "mongodb";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { startMongo, type TestMongo } from "../../../../tools/mongodb-for-tests.js";
import { Gate } from "../testing/gate.js";
import { startServer } from "../testing/test-server.js";

let mongo: TestMongo;
let driver: MongoClient;

beforeAll(async () => {
  mongo = await startMongo();
  driver = new MongoClient(mongo.url);
});
afterAll(async () => {
  await driver.close();
  await mongo.stop();
});

/** An empty database of its own, and its collection as the 2019 manager writes it. */
function database(): { name: string; pools: Collection<Document> } {
  const name = `afpools_server_${randomUUID().slice(0, 8)}`;
  onTestFinished(async () => {
    await driver.db(name).dropDatabase();
  });
  return { name, pools: driver.db(name).collection("pools") };
}

function open(url: string) {
  const store = openMongoStore(url);
  onTestFinished(() => store.close());
  return store;
}

/** The pools as a client sees them: names, and the names of their hosts. */
async function seen(client: PoolClient): Promise<Record<string, readonly string[]>> {
  const { pools } = await client.pools();
  return Object.fromEntries(pools.map(({ name, hosts }) => [name, hosts]));
}

/** An element of `clients`; whole in each statement, as FerretDB's `$pull` finds no other. */
const element = (hostname: string, more = {}) => ({ hostname, engine: "", ip: "", port: "", ...more });

describe("a database that the 2019 manager fills", () => {
  it("is served as it is, and its changes are seen within 2 s over the wire", {
    timeout: 60_000,
  }, async () => {
    const { name, pools } = database();
    await pools.createIndex({ name: 1 }, { unique: true });
    await pools.insertOne({ name: "gpu", clients: [element("pc-01"), element("pc-03"), element("pc-01")] });
    await pools.insertOne({ name: "odd", clients: [element("PC-02", { port: 51_000 })], owner: "anna" });
    await pools.insertOne({ name: "bare" });

    const { client } = await startServer({ store: open(`${mongo.url}/${name}`) });
    const asked = client({ keep: true });
    expect(await seen(asked)).toEqual({ gpu: ["pc-01", "pc-03"], odd: ["PC-02"], bare: [] });

    const statements: [() => Promise<unknown>, Record<string, readonly string[]>][] = [
      [
        () => pools.insertOne({ name: "new", clients: [] }),
        { gpu: ["pc-01", "pc-03"], odd: ["PC-02"], bare: [], new: [] },
      ],
      [
        () => pools.updateOne({ name: "new" }, { $push: { clients: element("pc-07") } } as Document),
        { gpu: ["pc-01", "pc-03"], odd: ["PC-02"], bare: [], new: ["pc-07"] },
      ],
      [
        () => pools.updateOne({ name: "gpu" }, { $pull: { clients: element("pc-01") } } as Document),
        { gpu: ["pc-03"], odd: ["PC-02"], bare: [], new: ["pc-07"] },
      ],
      [
        () => pools.updateOne({ name: "odd" }, { $set: { name: "even" } }),
        { gpu: ["pc-03"], even: ["PC-02"], bare: [], new: ["pc-07"] },
      ],
      [() => pools.deleteOne({ name: "bare" }), { gpu: ["pc-03"], even: ["PC-02"], new: ["pc-07"] }],
    ];
    for (const [statement, after] of statements) {
      await statement();
      await vi.waitFor(async () => expect(await seen(asked)).toEqual(after), {
        timeout: 2_000,
        interval: 50,
      });
    }
    const legacy = await client().legacyPools();
    expect(legacy.map((pool) => pool.name)).toEqual(["gpu", "even", "new"]);
  });
});

describe("a database that is away", () => {
  const awayUrl = (gate: Gate, name: string) => `mongodb://127.0.0.1:${gate.port}/${name}`;

  async function closedGate(): Promise<Gate> {
    const gate = new Gate(Number(new URL(mongo.url).port));
    await gate.open();
    await gate.shut();
    return gate;
  }

  it("at the start is told, and its pools are served once it is there", { timeout: 60_000 }, async () => {
    const { name, pools } = database();
    await pools.insertOne({ name: "gpu", clients: [element("pc-01")] });
    const gate = await closedGate();
    const { client, server, connect, log } = await startServer({ store: open(awayUrl(gate, name)) });

    const asked = client();
    await expect(asked.pools()).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
      message: expect.stringContaining(`127.0.0.1:${gate.port}`),
    });
    const legacy = (await connect()).send('{"type": "request", "command": "GET POOLS"}');
    expect(await legacy.response()).toMatchObject({ error: { code: "STORE_UNAVAILABLE" } });
    expect((await asked.hello()).snapshot.away).toContain(`127.0.0.1:${gate.port}`);
    expect(server.health()).toMatchObject({ ready: false, details: { away: expect.any(String) } });

    await gate.open();
    await log.line(({ message }) => message === "pools read");
    expect(await seen(asked)).toEqual({ gpu: ["pc-01"] });
    expect((await asked.hello()).snapshot.away).toBeNull();
    expect(server.health().ready).toBe(true);
  });

  it("later is told, the last pools are served with their age, and it comes back", {
    timeout: 60_000,
  }, async () => {
    const { name, pools } = database();
    await pools.insertOne({ name: "gpu", clients: [element("pc-01")] });
    const gate = await closedGate();
    await gate.open();
    const { client, server, log, connect } = await startServer({
      store: open(awayUrl(gate, name)),
      writes: "loopback",
    });
    const asked = client();
    expect(await asked.pools()).toMatchObject({ age: 0 });

    await gate.shut();
    await log.line(({ message }) => message === "the database is unavailable");
    // Its age is in whole seconds.
    await vi.waitFor(async () => expect((await asked.pools()).age).toBeGreaterThan(0), 20_000);
    expect(await seen(asked)).toEqual({ gpu: ["pc-01"] });
    const header = (await (await connect()).ask({ id: 1, command: "GET POOLS" }).closed())
      .toString()
      .split("\n")[0];
    expect(JSON.parse(header ?? "")).toMatchObject({ type: "response", age: expect.any(Number) });
    const { snapshot } = await asked.hello();
    expect(snapshot.age).toBeGreaterThan(0);
    expect(snapshot.away).toContain(`127.0.0.1:${gate.port}`);
    expect(server.health()).toMatchObject({ ready: true, details: { away: expect.any(String) } });
    const write = asked.createPool({ author: "anna", name: "x" });
    await expect(write).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await expect(asked.history()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });

    const lines = log.lines.length;
    await pools.insertOne({ name: "nuke", clients: [] });
    await gate.open();
    await log.line(({ message }) => message === "pools read", lines);
    expect(await asked.pools()).toMatchObject({ age: 0, pools: [{ name: "gpu" }, { name: "nuke" }] });
    expect((await asked.hello()).snapshot.away).toBeNull();
  });
});
