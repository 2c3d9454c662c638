import { applyDiff, diffPools, hostKey, type PoolChange, type PoolContent } from "@afpools/core";
import fc from "fast-check";
import { ObjectId } from "mongodb";
import { expect, it } from "vitest";
import { readPool } from "./pool-document.js";
import { poolUpdate } from "./pool-update.js";
import { testDatabases } from "./testing/databases.js";

const databases = testDatabases();

const hostName = fc.constantFrom("a", "A", "b", "B", "c", "d", "e");
const element = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      hostname: hostName,
      engine: fc.constant(""),
      ip: fc.constant(""),
      port: fc.constantFrom("", 5),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom(null, "stray", { hostname: "f" }) },
);
const members = fc.uniqueArray(hostName, { selector: hostKey });

it("makes of any list of clients what the diff says, and keeps every element that the diff does not name", async () => {
  const { legacy } = databases.create();
  await fc.assert(
    fc.asyncProperty(
      fc.array(element),
      members,
      fc.array(fc.constantFrom("x*", "y*")),
      async (clients, wanted, rules) => {
        const _id = new ObjectId();
        const document = { _id, name: _id.toHexString(), clients };
        await legacy.insertOne(document);
        const { pool } = readPool(document);
        if (!pool) throw new Error("The document is not read as a pool.");
        const after: PoolContent = {
          ...pool,
          hosts: wanted.map(
            (name) => pool.hosts.find((host) => host.name === name) ?? { name, engine: "", ip: "", port: "" },
          ),
          rules: [...new Set(rules)],
        };
        const change: PoolChange = {
          id: "1",
          kind: "update",
          poolId: pool.id,
          poolName: pool.name,
          revision: 1,
          diff: diffPools(pool, after),
          by: "anna",
          origin: "test",
          at: "2026-01-01T12:00:00.000Z",
        };
        const { filter, update } = poolUpdate(document, pool, change);
        expect((await legacy.updateOne(filter, update)).matchedCount).toBe(1);
        expect((await legacy.updateOne(filter, update)).matchedCount).toBe(0);
        const written = await legacy.findOne({ _id });
        expect(written && readPool(written).pool).toMatchObject(applyDiff(pool, change.diff));
        await legacy.deleteOne({ _id });
        const removed = new Set(change.diff.hosts?.removed.map(({ name }) => hostKey(name)));
        const untouched = clients.filter(
          (item) => !(item && typeof item === "object" && removed.has(hostKey(item.hostname))),
        );
        expect(written?.clients.slice(0, untouched.length)).toEqual(untouched);
      },
    ),
    { numRuns: 200 },
  );
});
