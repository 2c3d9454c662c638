import assert from "node:assert/strict";
import { poolHost } from "../pools/pool.js";
import { PoolService } from "../service/pool-service.js";
import type { StorePart } from "../store/store-parts.js";
import { deleteOnce, demoteEachOther, raceForFirstAdmin } from "./account-cases.js";
import { claimOnce } from "./answer-cases.js";
import { sharedBatchCases } from "./batch-cases.js";
import { author, creation, deletion, update } from "./case-kit.js";
import { fillsUnderWatches, readsUnderWrites } from "./contents-cases.js";
import { rivalClaims } from "./lease-cases.js";
import { casesOf, type StoreCase } from "./store-case.js";
import { forParts } from "./store-cases.js";
import { insertUsageOnce } from "./usage-cases.js";
import { Watcher } from "./watcher.js";

const allCases: readonly StoreCase[] = [
  ...casesOf(
    [],
    [
      {
        name: "a change made through one store is told by the watch of another",
        async run(open) {
          const [mine, theirs] = [await open(), await open()];
          const seen = new Watcher(mine);
          await seen.until((pools) => pools.length === 0);
          const create = creation(1, "gpu", ["pc-01"]);
          await theirs.write(create);
          await seen.until((pools) => pools.length === 1);
          const moved = update(create, {
            hosts: { removed: [poolHost("pc-01")], added: [poolHost("pc-02")] },
          });
          await theirs.write(moved);
          await seen.until((pools) => pools[0]?.hosts[0]?.name === "pc-02");
          await theirs.write(deletion(moved, { name: { before: "gpu", after: "" } }));
          await seen.until((pools) => pools.length === 0);
          await seen.close();
        },
      },
      {
        name: "writers through two stores lose nothing",
        async run(open) {
          const stores = [await open(), await open()];
          const services = stores.map((store) => new PoolService(store));
          const [first] = services;
          await first?.create({ name: "gpu" }, author);
          const names = Array.from({ length: 10 }, (_, index) => `pc-${index}`);
          await Promise.all(
            services.flatMap((service, side) =>
              names.map((name) => service.update("gpu", { addHosts: [`${name}-${side}`] }, author)),
            ),
          );
          const pool = await first?.get("gpu");
          assert.equal(pool?.hosts.length, 20);
          assert.equal(pool?.revision, 21);
        },
      },
      {
        name: "a name that one store gave, another refuses",
        async run(open) {
          const [mine, theirs] = [await open(), await open()];
          const results = await Promise.allSettled([
            mine.write(creation(1, "Gpu")),
            theirs.write(creation(2, "gPU")),
          ]);
          assert.deepEqual(results.map((result) => result.status).sort(), ["fulfilled", "rejected"]);
          assert.equal((await mine.listPools()).length, 1);
        },
      },
    ],
  ),
  ...sharedBatchCases,
  ...casesOf(
    ["leases"],
    [
      {
        name: "a lease that one store was granted, another one sees and is refused",
        async run(open) {
          await rivalClaims([await open(), await open()]);
        },
      },
    ],
  ),
  ...casesOf(
    ["contents"],
    [
      {
        name: "contents that one store reads while others write are of one moment",
        async run(open) {
          await readsUnderWrites([await open(), await open(), await open()]);
        },
      },
      {
        name: "what one store is filled with, the watches of others tell",
        async run(open) {
          await fillsUnderWatches([await open(), await open()]);
        },
      },
    ],
  ),
  ...casesOf(
    ["accounts"],
    [
      {
        name: "of admins who demote each other through several stores one stays",
        async run(open) {
          await demoteEachOther([await open(), await open(), await open()]);
        },
      },
      {
        name: "of many first admins through several stores there is one",
        async run(open) {
          await raceForFirstAdmin([await open(), await open(), await open()]);
        },
      },
      {
        name: "of many who delete a credential through several stores one does",
        async run(open) {
          await deleteOnce([await open(), await open(), await open()]);
        },
      },
    ],
  ),
  ...casesOf(
    ["answers"],
    [
      {
        name: "of many who claim a request through several stores one does",
        async run(open) {
          await claimOnce([await open(), await open(), await open()]);
        },
      },
    ],
  ),
  ...casesOf(
    ["usage"],
    [
      {
        name: "of many who insert a row of usage through several stores one does",
        async run(open) {
          await insertUsageOnce([await open(), await open(), await open()]);
        },
      },
    ],
  ),
];

/** What a store with these parts must do when several of it, mostly in several processes, are on one database. */
export function sharedStoreCases(parts: readonly StorePart[] = []): readonly StoreCase[] {
  return forParts(allCases, parts);
}
