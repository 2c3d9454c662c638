import assert from "node:assert/strict";
import { poolHost } from "../pools/pool.js";
import { creation, deletion, hex, hostNames, rejects, update } from "./case-kit.js";
import { casesOf } from "./store-case.js";

/** Writing: each change whole, checked against the revision, or nothing. */
export const writeCases = casesOf(
  [],
  [
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
          restartStrays: { before: false, after: true },
        });
        await store.write(change);
        const pool = await store.findPool("gpu");
        assert.equal(pool?.restartStrays, true);
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
        assert.equal((await store.findPool("gpu"))?.restartStrays, true, "what no diff names stays");
        const finish = update(back, { restartStrays: { before: true, after: false } });
        await store.write(finish);
        assert.ok(!("restartStrays" in ((await store.findPool("gpu")) ?? {})));
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
        await rejects(
          "POOL_NOT_FOUND",
          store.write(deletion(create, { name: { before: "gpu", after: "" } })),
        );
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
      name: "a host or rule that is both removed and added is there in its new form",
      async run(open) {
        const store = await open();
        const create = creation(1, "gpu", ["PC-01", "pc-02"]);
        await store.write(create);
        const respelled = { name: "pc-01", engine: "3.4.1", ip: "10.0.0.1", port: "51000" };
        const change = update(create, {
          hosts: { removed: [poolHost("PC-01")], added: [respelled] },
          rules: { removed: [], added: ["LT-*"] },
        });
        await store.write(change);
        await store.write(update(change, { rules: { removed: ["LT-*"], added: ["lt-*"] } }));
        const pool = await store.findPool("gpu");
        assert.deepEqual(
          [...(pool?.hosts ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1)),
          [respelled, poolHost("pc-02")],
        );
        assert.deepEqual(pool?.rules, ["lt-*"]);
      },
    },
  ],
);
