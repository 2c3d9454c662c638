import { createServer } from "node:net";
import { inspect } from "node:util";
import { AfpoolsError } from "@afpools/core";
import { creation } from "@afpools/core/testing";
import { describe, expect, it } from "vitest";
import { Connection } from "./connection.js";
import { openMongoStore } from "./mongo-store.js";
import { testDatabases } from "./testing/databases.js";
import { Gate } from "./testing/gate.js";
import { Told } from "./testing/told.js";

const databases = testDatabases();

/** What `promise` rejects with, if it does so within the 3 s that are promised. */
async function rejection(promise: Promise<unknown>): Promise<AfpoolsError> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer within 3 s")), 3_000);
  });
  try {
    return await Promise.race([promise.then(() => Promise.reject(new Error("it worked"))), late]);
  } catch (error) {
    return error as AfpoolsError;
  } finally {
    clearTimeout(timer);
  }
}

describe("a server that is away from the start", () => {
  it("is told within 3 s, with its address and without the password", async () => {
    const store = openMongoStore("mongodb://wrangler:s3cr%2Ft@127.0.0.1:1/farm?authSource=admin");
    expect(store.location).toBe("mongodb://127.0.0.1:1/farm");
    const calls = [
      store.listPools(),
      store.findPool("gpu"),
      store.write(creation(1, "gpu")),
      store.history({ limit: 1 }),
      store.findChange("x"),
      store.diagnose(),
    ];
    for (const error of await Promise.all(calls.map(rejection))) {
      expect(error.code).toBe("STORE_UNAVAILABLE");
      expect(error.message).toContain("127.0.0.1:1");
      expect(inspect(error, { depth: 20 })).not.toMatch(/s3cr/);
    }
    await store.close();
  });

  it("is told within 3 s when it takes connections and says nothing", async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const address = silent.address();
    const port = typeof address === "object" ? address?.port : 0;
    const store = openMongoStore(`mongodb://127.0.0.1:${port}`);
    expect(await rejection(store.listPools())).toMatchObject({ code: "STORE_UNAVAILABLE" });
    await store.close();
    silent.close();
  });
});

describe("a server that goes away and comes back", () => {
  it("is told by the watch both times, and writes work again", async () => {
    const database = databases.create();
    const gate = new Gate(database.url);
    await gate.open();
    const store = database.open(`mongodb://${gate.address}/${database.name}?directConnection=true`);
    await store.write(creation(1, "gpu"));
    const told = new Told(store);
    await told.pools((pools) => pools.length === 1);

    await gate.shut();
    await told.away(5_000);
    const error = await rejection(store.write(creation(2, "nuke")));
    expect(error).toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(error.message).toContain(gate.address);
    await expect(told.watch.refresh()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });

    await database.legacy.insertOne({ name: "meanwhile", clients: [] });
    await gate.open();
    await told.pools((pools) => pools.length === 2, 5_000);
    await store.write(creation(3, "after"));
    await told.pools((pools) => pools.length === 3);
    await gate.shut();
  });
});

describe("close", () => {
  it("lets a write that is under way come to its end", async () => {
    const database = databases.create();
    const store = database.open();
    const told = new Told(store);
    await told.pools((pools) => pools.length === 0);
    const writing = store.write(creation(1, "gpu"));
    await told.watch.refresh();
    await store.close();
    await writing;
    expect(await database.legacy.countDocuments()).toBe(1);
    expect(told.events.filter((event) => event.kind === "away")).toEqual([]);
  });

  it("ends the wait of a writer for its turn", async () => {
    const database = databases.create();
    await database.history.insertOne({ _id: "000000000001" as never, pending: true, ...creation(1, "gpu") });
    const store = database.open();
    const writing = store.write(creation(2, "nuke")).catch((error: AfpoolsError) => error.code);
    await store.listPools();
    await store.close();
    expect(await writing).toBe("STORE_UNAVAILABLE");
  });
});

describe("what the driver throws of a connection that breaks", () => {
  const failure = (code: string) => Object.assign(new Error(`it failed: ${code}`), { code });

  it.each(["EPIPE", "ECONNRESET", "ERR_STREAM_DESTROYED"])("is a database that is away: %s", async (code) => {
    const connection = new Connection(databases.create().url);
    const failed = connection.use(() => Promise.reject(failure(code)));
    await expect(failed).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
      message: expect.stringContaining(code),
    });
    await connection.close();
  });

  it("is left as it is where it is none of the network", async () => {
    const connection = new Connection(databases.create().url);
    for (const error of [failure("ERR_INVALID_ARG_TYPE"), new TypeError("x is not a function"), conflict()])
      await expect(connection.use(() => Promise.reject(error))).rejects.toBe(error);
    await connection.close();
  });
});

function conflict(): AfpoolsError {
  return new AfpoolsError("CONFLICT", "x");
}
