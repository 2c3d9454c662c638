import { type AfpoolsError, storeParts } from "@afpools/core";
import { creation, sharedStoreCases, storeCases } from "@afpools/core/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { testDatabases } from "./testing/databases.js";
import { Gate } from "./testing/gate.js";

const databases = testDatabases();

describe("the store contract", () => {
  for (const { name, run } of [...storeCases(storeParts), ...sharedStoreCases(storeParts)]) {
    it(name, () => {
      const database = databases.create();
      return run(async () => database.open());
    });
  }
});

it("finds a pool in the history without reading changes", async () => {
  const database = databases.create();
  const store = database.open();
  const hosts = Array.from({ length: 500 }, (_, host) => `render-${host}`);
  const history = Array.from({ length: 40 }, (_, number) => creation(number, `pool ${number}`, hosts));
  await store.contents.fill({ pools: [], history, users: [], credentials: [] });
  const gate = new Gate(database.url);
  await gate.open();
  onTestFinished(() => gate.shut());
  const watched = database.open(`mongodb://${gate.address}/${database.name}`);
  expect(await watched.findPool("unknown")).toBeUndefined();
  const before = gate.received;
  expect(await watched.findPoolInHistory("unknown")).toBeUndefined();
  const one = Buffer.byteLength(JSON.stringify(await store.history({ limit: 1 })));
  expect(gate.received - before).toBeLessThan(one);
});

it("of twenty stores that give one name at once, in any case, one does", async () => {
  const database = databases.create();
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      database
        .open()
        .write(creation(index, index % 2 ? "gpu" : "GPU"))
        .then(
          () => "created",
          (error: AfpoolsError) => error.code,
        ),
    ),
  );
  expect(outcomes.sort()).toEqual([...Array.from({ length: 19 }, () => "NAME_TAKEN"), "created"]);
  expect(await database.legacy.countDocuments()).toBe(1);
});
