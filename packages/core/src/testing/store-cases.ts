import assert from "node:assert/strict";
import { AfpoolsError, type ErrorCode } from "../errors.js";
import { type Pool, poolHost } from "../pools/pool.js";
import type { PoolChange } from "../pools/pool-change.js";
import { diffPools, emptyPoolContent } from "../pools/pool-diff.js";
import { PoolService } from "../service/pool-service.js";
import type { PoolStore, PoolWatch } from "../store/pool-store.js";

/** Gives a case its stores. All of them are on one database that is empty when the case starts. */
export type OpenStore = () => Promise<PoolStore>;

/** One thing that every store must do. Independent of the test runner: `run` rejects when the store does not do it. */
export interface StoreCase {
  readonly name: string;
  run(open: OpenStore): Promise<void>;
}

const author = { name: "anna", origin: "test" };
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString();
const hex = (number: number) => number.toString(16).padStart(24, "0");

/** The change that makes a pool with these hosts. */
export function creation(number: number, name: string, hosts: readonly string[] = []): PoolChange {
  const content = { ...emptyPoolContent, name, hosts: hosts.map(poolHost) };
  return {
    id: hex(0xc0000 + number),
    kind: "create",
    poolId: hex(number),
    poolName: name,
    revision: 1,
    diff: diffPools(emptyPoolContent, content),
    by: "anna",
    origin: "test",
    at: at(number),
  };
}

function update(after: PoolChange, diff: PoolChange["diff"]): PoolChange {
  return {
    ...after,
    id: hex(Number.parseInt(after.id, 16) + 0x1000),
    kind: "update",
    poolName: diff.name?.after ?? after.poolName,
    revision: after.revision + 1,
    diff,
    by: "ben",
  };
}

function deletion(after: PoolChange, diff: PoolChange["diff"]): PoolChange {
  return { ...update(after, diff), kind: "delete" };
}

async function rejects(code: ErrorCode, promise: Promise<unknown>): Promise<AfpoolsError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof AfpoolsError, `expected ${code}, got ${String(error)}`);
  assert.equal(error.code, code, error.message);
  return error;
}

const hostNames = (pool: { hosts: readonly { name: string }[] } | undefined) =>
  pool?.hosts.map((host) => host.name);

/** What every store must do, one store on its database at a time. */
export const storeCases: readonly StoreCase[] = [
  {
    name: "an empty database has no pools and no history",
    async run(open) {
      const store = await open();
      assert.deepEqual(await store.listPools(), []);
      assert.deepEqual(await store.history({ limit: 10 }), []);
      assert.equal(await store.findPool("gpu"), undefined);
      assert.equal(await store.findChange(hex(1)), undefined);
      assert.deepEqual(
        (await store.diagnose()).filter((finding) => finding.severity !== "note"),
        [],
      );
    },
  },
  {
    name: "a created pool is read back whole",
    async run(open) {
      const store = await open();
      const create: PoolChange = {
        ...creation(1, "GPU ½ \"fast\" \\ 'x' $set"),
        diff: {
          name: { before: "", after: "GPU ½ \"fast\" \\ 'x' $set" },
          description: { before: "", after: "Two lines\nand ünïcode 🎬" },
          hosts: {
            removed: [],
            added: [poolHost("pc-02"), { name: "PC.b_1", engine: "3.3.1", ip: "10.0.0.7", port: "51000" }],
          },
          rules: { removed: [], added: ["lt-*", "ws-[01-20]"] },
        },
      };
      await store.write(create);
      const expected = {
        id: hex(1),
        name: "GPU ½ \"fast\" \\ 'x' $set",
        description: "Two lines\nand ünïcode 🎬",
        hosts: [poolHost("pc-02"), { name: "PC.b_1", engine: "3.3.1", ip: "10.0.0.7", port: "51000" }],
        rules: ["lt-*", "ws-[01-20]"],
        revision: 1,
        changedBy: "anna",
        changedAt: at(1),
      };
      assert.deepEqual(await store.listPools(), [expected]);
      assert.deepEqual(await store.findPool(hex(1)), expected);
      assert.deepEqual(await store.history({ limit: 10 }), [create]);
      assert.deepEqual(await store.findChange(create.id), create);
    },
  },
  {
    name: "pools are found by name without regard to case, and no character of a name is a pattern",
    async run(open) {
      const store = await open();
      await store.write(creation(1, "Gpu.+*(x)%_"));
      await store.write(creation(2, "Ünïcode"));
      assert.equal((await store.findPool("gPU.+*(X)%_"))?.id, hex(1));
      assert.equal((await store.findPool("ÜNÏCODE"))?.id, hex(2));
      assert.equal(await store.findPool("GpuX+*(x)%_"), undefined);
      assert.equal(await store.findPool("Gpu"), undefined);
      assert.equal(await store.findPool(".*"), undefined);
    },
  },
  {
    name: "pools are listed in the order in which they were made",
    async run(open) {
      const store = await open();
      for (const [index, name] of ["zebra", "ant", "Mouse"].entries())
        await store.write(creation(9 - index, name));
      assert.deepEqual(
        (await store.listPools()).map((pool) => pool.name),
        ["zebra", "ant", "Mouse"],
      );
    },
  },
  {
    name: "an update changes what its diff says and nothing else",
    async run(open) {
      const store = await open();
      const create = creation(1, "gpu", ["pc-01", "PC-02", "pc-03"]);
      await store.write(create);
      const change = update(create, {
        name: { before: "gpu", after: "GPU" },
        hosts: { removed: [poolHost("PC-02")], added: [poolHost("pc-09"), poolHost("pc-08")] },
        rules: { removed: [], added: ["lt-*"] },
      });
      await store.write(change);
      const pool = await store.findPool("gpu");
      assert.equal(pool?.name, "GPU");
      assert.deepEqual(hostNames(pool), ["pc-01", "pc-03", "pc-09", "pc-08"]);
      assert.deepEqual(pool?.rules, ["lt-*"]);
      assert.equal(pool?.revision, 2);
      assert.equal(pool?.changedBy, "ben");
      const back = update(change, {
        hosts: { removed: [poolHost("PC-09")], added: [] },
        rules: { removed: ["lt-*"], added: [] },
        description: { before: "", after: "d" },
      });
      await store.write(back);
      assert.deepEqual(hostNames(await store.findPool("gpu")), ["pc-01", "pc-03", "pc-08"]);
      assert.deepEqual((await store.findPool("gpu"))?.rules, []);
      assert.equal((await store.findPool("gpu"))?.description, "d");
    },
  },
  {
    name: "an update from a stale revision is a CONFLICT that names both sides, and changes nothing",
    async run(open) {
      const store = await open();
      const create = creation(1, "gpu", ["pc-01"]);
      await store.write(create);
      const first = update(create, { hosts: { removed: [], added: [poolHost("pc-02")] } });
      await store.write(first);
      const stale = { ...first, id: hex(77), diff: { hosts: { removed: [poolHost("pc-01")], added: [] } } };
      const error = await rejects("CONFLICT", store.write(stale));
      assert.equal(error.details.expectedRevision, 1);
      assert.equal(error.details.actualRevision, 2);
      await rejects("CONFLICT", store.write(deletion(create, { name: { before: "gpu", after: "" } })));
      await rejects("CONFLICT", store.write({ ...creation(1, "again"), id: hex(78) }));
      assert.deepEqual(hostNames(await store.findPool("gpu")), ["pc-01", "pc-02"]);
      assert.equal((await store.history({ limit: 10 })).length, 2);
    },
  },
  {
    name: "a pool that is not there can be neither updated nor deleted",
    async run(open) {
      const store = await open();
      const create = creation(1, "gpu");
      await rejects(
        "POOL_NOT_FOUND",
        store.write(update(create, { description: { before: "", after: "x" } })),
      );
      await rejects("POOL_NOT_FOUND", store.write(deletion(create, { name: { before: "gpu", after: "" } })));
      assert.deepEqual(await store.history({ limit: 10 }), []);
    },
  },
  {
    name: "a name is given once, without regard to case",
    async run(open) {
      const store = await open();
      await store.write(creation(1, "GPU"));
      const other = creation(2, "nuke");
      await store.write(other);
      await rejects("NAME_TAKEN", store.write(creation(3, "gpu")));
      await rejects("NAME_TAKEN", store.write(update(other, { name: { before: "nuke", after: "Gpu" } })));
      await store.write(update(other, { name: { before: "nuke", after: "NUKE" } }));
      assert.deepEqual(
        (await store.listPools()).map((pool) => pool.name),
        ["GPU", "NUKE"],
      );
      assert.equal((await store.history({ limit: 10 })).length, 3);
    },
  },
  {
    name: "a deleted pool is gone, its history stays, its name is free, and it can come back under its id",
    async run(open) {
      const store = await open();
      const create = creation(1, "gpu", ["pc-01"]);
      await store.write(create);
      const gone = deletion(create, {
        name: { before: "gpu", after: "" },
        hosts: { removed: [poolHost("pc-01")], added: [] },
      });
      await store.write(gone);
      assert.deepEqual(await store.listPools(), []);
      assert.deepEqual(await store.history({ poolId: hex(1), limit: 10 }), [gone, create]);
      await store.write({ ...create, id: hex(99), revision: 3, undoes: gone.id });
      assert.equal((await store.findPool("gpu"))?.revision, 3);
      assert.equal((await store.findChange(hex(99)))?.undoes, gone.id);
    },
  },
  {
    name: "history is given newest first, by pool, up to the limit",
    async run(open) {
      const store = await open();
      const first = creation(1, "gpu");
      const second = creation(2, "nuke");
      const third = { ...update(first, { description: { before: "", after: "x" } }), at: at(3) };
      for (const change of [first, second, third]) await store.write(change);
      assert.deepEqual(await store.history({ limit: 10 }), [third, second, first]);
      assert.deepEqual(await store.history({ limit: 2 }), [third, second]);
      assert.deepEqual(await store.history({ poolId: hex(1), limit: 10 }), [third, first]);
    },
  },
  {
    name: "twenty writers of one pool at once all get their host in",
    async run(open) {
      const store = await open();
      const service = new PoolService(store);
      await service.create({ name: "gpu" }, author);
      const names = Array.from({ length: 20 }, (_, index) => `pc-${index}`);
      await Promise.all(
        names.map((name) => new PoolService(store).update("gpu", { addHosts: [name] }, author)),
      );
      const pool = await service.get("gpu");
      assert.deepEqual([...(hostNames(pool) ?? [])].sort(), [...names].sort());
      assert.equal(pool.revision, 21);
      assert.equal((await store.history({ limit: 100 })).length, 21);
    },
  },
  {
    name: "of many creations of one name at once, in any case, one wins",
    async run(open) {
      const store = await open();
      const results = await Promise.allSettled(
        Array.from({ length: 10 }, (_, index) => store.write(creation(index, index % 2 ? "gpu" : "GPU"))),
      );
      assert.equal(results.filter((result) => result.status === "fulfilled").length, 1);
      for (const result of results) {
        if (result.status === "rejected") assert.equal((result.reason as AfpoolsError).code, "NAME_TAKEN");
      }
      assert.equal((await store.listPools()).length, 1);
      assert.equal((await store.history({ limit: 100 })).length, 1);
    },
  },
  {
    name: "a pool of 2,000 hosts is written, changed and read",
    async run(open) {
      const store = await open();
      const names = Array.from({ length: 2_000 }, (_, index) => `pc-${String(index).padStart(4, "0")}`);
      const create = creation(1, "all", names);
      await store.write(create);
      assert.deepEqual(hostNames(await store.findPool("all")), names);
      await store.write(
        update(create, {
          hosts: { removed: names.slice(0, 1_000).map(poolHost), added: [poolHost("pc-new")] },
        }),
      );
      assert.deepEqual(hostNames(await store.findPool("all")), [...names.slice(1_000), "pc-new"]);
    },
  },
  {
    name: "watch tells all pools at once, then each change; unchanged pools keep their identity",
    async run(open) {
      const store = await open();
      await store.write(creation(1, "gpu"));
      await store.write(creation(2, "nuke"));
      const seen = new Watcher(store);
      const before = await seen.until((pools) => pools.length === 2);
      await store.write(update(creation(1, "gpu"), { hosts: { removed: [], added: [poolHost("pc-01")] } }));
      const after = await seen.until((pools) => pools[0]?.hosts.length === 1);
      assert.equal(after[1], before[1]);
      await store.write(deletion(creation(2, "nuke"), { name: { before: "nuke", after: "" } }));
      await seen.until((pools) => pools.length === 1);
      await seen.close();
    },
  },
  {
    name: "refresh tells what was just written before it resolves",
    async run(open) {
      const store = await open();
      const seen = new Watcher(store);
      await seen.until((pools) => pools.length === 0);
      for (let number = 1; number <= 5; number += 1) {
        await store.write(creation(number, `pool ${number}`));
        await seen.watch.refresh();
        assert.equal(seen.pools?.length, number);
      }
      await seen.close();
    },
  },
  {
    name: "a closed store refuses everything, and closing again is harmless",
    async run(open) {
      const store = await open();
      await store.close();
      await store.close();
      await rejects("STORE_UNAVAILABLE", store.listPools());
      await rejects("STORE_UNAVAILABLE", store.findPool("gpu"));
      await rejects("STORE_UNAVAILABLE", store.write(creation(1, "gpu")));
      await rejects("STORE_UNAVAILABLE", store.history({ limit: 1 }));
    },
  },
];

/** What a store must do when several of it, mostly in several processes, are on one database. */
export const sharedStoreCases: readonly StoreCase[] = [
  {
    name: "a change made through one store is told by the watch of another",
    async run(open) {
      const [mine, theirs] = [await open(), await open()];
      const seen = new Watcher(mine);
      await seen.until((pools) => pools.length === 0);
      const create = creation(1, "gpu", ["pc-01"]);
      await theirs.write(create);
      await seen.until((pools) => pools.length === 1);
      await theirs.write(
        update(create, { hosts: { removed: [poolHost("pc-01")], added: [poolHost("pc-02")] } }),
      );
      await seen.until((pools) => pools[0]?.hosts[0]?.name === "pc-02");
      await theirs.write(deletion({ ...create, revision: 2 }, { name: { before: "gpu", after: "" } }));
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
];

class Watcher {
  pools: readonly Pool[] | undefined;
  readonly watch: PoolWatch;
  #check: () => void = () => undefined;

  constructor(store: PoolStore) {
    this.watch = store.watch((event) => {
      if (event.kind === "pools") this.pools = event.pools;
      this.#check();
    });
  }

  /** The pools as told, as soon as they are so; rejects when they are not within 2 s, which the contract promises. */
  until(isSo: (pools: readonly Pool[]) => boolean): Promise<readonly Pool[]> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(
        () => reject(new Error("the watch did not tell the change within 2 s")),
        2_000,
      );
      this.#check = () => {
        if (!this.pools || !isSo(this.pools)) return;
        clearTimeout(deadline);
        resolve(this.pools);
      };
      this.#check();
    });
  }

  close(): Promise<void> {
    return this.watch.close();
  }
}
