import { randomUUID } from "node:crypto";
import type { CompleteStore } from "@afpools/core";
import { type Collection, type Db, type Document, MongoClient } from "mongodb";
import { afterAll, beforeAll } from "vitest";
import { type MongoOptions, startMongo, type TestMongo } from "../../../../tools/mongodb-for-tests.js";
import { openMongoStore } from "../mongo-store.js";

/** An empty database of a real server, for one test. */
export interface TestDatabase {
  readonly url: string;
  readonly name: string;
  readonly db: Db;
  /** The collection as the 2019 manager writes it, through a connection of its own. */
  readonly legacy: Collection<Document>;
  readonly history: Collection<Document>;
  /** A store on it, closed after the tests. */
  open(url?: string): CompleteStore;
}

/** Starts a server for a test file. `create` gives each test a database of its own. */
export function testDatabases(options: MongoOptions = {}): { create(): TestDatabase } {
  let server: TestMongo | undefined;
  let client: MongoClient | undefined;
  const opened: CompleteStore[] = [];
  const used: string[] = [];

  beforeAll(async () => {
    server = await startMongo(options);
    client = new MongoClient(server.url);
  });
  afterAll(async () => {
    await Promise.all(opened.map((store) => store.close()));
    for (const name of used) await client?.db(name).dropDatabase();
    await client?.close();
    await server?.stop();
  });

  return {
    create() {
      if (!server || !client) throw new Error("Databases are created inside of tests.");
      const name = `afpools_test_${randomUUID().replaceAll("-", "").slice(0, 12)}`;
      used.push(name);
      const url = `${server.url}/${name}`;
      const db = client.db(name);
      return {
        url,
        name,
        db,
        legacy: db.collection("pools"),
        history: db.collection("pools_history"),
        open(address = url) {
          const store = openMongoStore(address);
          opened.push(store);
          return store;
        },
      };
    },
  };
}
