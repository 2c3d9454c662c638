import assert from "node:assert/strict";
import { poolHost } from "../pools/pool.js";
import type { PoolChange } from "../pools/pool-change.js";
import { at, creation, deletion, hex, rejects, update } from "./case-kit.js";
import { casesOf } from "./store-case.js";

/** Reading: pools, finding one, history. */
export const readCases = casesOf(
  [],
  [
    {
      name: "an empty database has no pools and no history",
      async run(open) {
        const store = await open();
        assert.deepEqual(await store.listPools(), []);
        assert.deepEqual(await store.history({ limit: 10 }), []);
        assert.equal(await store.findPool("gpu"), undefined);
        assert.equal(await store.findChange(hex(1)), undefined);
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
            rules: {
              removed: [],
              added: ["lt-*", "ws-[01-20]", 'host:ws-* & gpu:"RTX A6000" - "Heavy Sim"'],
            },
            restartStrays: { before: false, after: true },
          },
        };
        await store.write(create);
        const expected = {
          id: hex(1),
          name: "GPU ½ \"fast\" \\ 'x' $set",
          description: "Two lines\nand ünïcode 🎬",
          hosts: [poolHost("pc-02"), { name: "PC.b_1", engine: "3.3.1", ip: "10.0.0.7", port: "51000" }],
          rules: ["lt-*", "ws-[01-20]", 'host:ws-* & gpu:"RTX A6000" - "Heavy Sim"'],
          restartStrays: true,
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
      name: "history goes on behind a change",
      async run(open) {
        const store = await open();
        const first = creation(1, "gpu");
        const second = creation(2, "nuke");
        const third = { ...update(first, { description: { before: "", after: "x" } }), at: at(3) };
        for (const change of [first, second, third]) await store.write(change);
        assert.deepEqual(await store.history({ limit: 10, before: third.id }), [second, first]);
        assert.deepEqual(await store.history({ limit: 1, before: third.id }), [second]);
        assert.deepEqual(await store.history({ poolId: hex(1), limit: 10, before: third.id }), [first]);
        assert.deepEqual(await store.history({ limit: 10, before: first.id }), []);
        await rejects("CHANGE_NOT_FOUND", store.history({ limit: 10, before: hex(9) }));
      },
    },
    {
      name: "a pool is found in the history by its id or by a name that it had, deleted or not",
      async run(open) {
        const store = await open();
        const first = creation(1, "Caf\u00e9");
        const renamed = {
          ...update(first, { name: { before: "Caf\u00e9", after: "gpu" } }),
          poolName: "gpu",
        };
        const deleted = { ...deletion(renamed, { name: { before: "gpu", after: "" } }), poolName: "gpu" };
        for (const change of [first, renamed, deleted]) await store.write(change);
        assert.equal(await store.findPoolInHistory(hex(1)), hex(1));
        assert.equal(await store.findPoolInHistory("GPU"), hex(1));
        assert.equal(await store.findPoolInHistory("CAFE\u0301"), hex(1));
        assert.equal(await store.findPoolInHistory("gp"), undefined);
        assert.equal(await store.findPoolInHistory(hex(2)), undefined);
        await store.write(creation(2, "GPU"));
        assert.equal(await store.findPoolInHistory("gpu"), hex(2));
        assert.equal(await store.findPoolInHistory("caf\u00e9"), hex(1));
      },
    },
    {
      name: "a pool is found by its id even where another one has that id as its name",
      async run(open) {
        const store = await open();
        await store.write(creation(1, hex(2)));
        await store.write(creation(2, "gpu"));
        assert.equal((await store.findPool(hex(2)))?.name, "gpu");
        assert.equal((await store.findPool("gpu"))?.id, hex(2));
      },
    },
    {
      name: "a name is the same in every Unicode normal form",
      async run(open) {
        const store = await open();
        await store.write(creation(1, "Caf\u00e9"));
        assert.equal((await store.findPool("cafe\u0301"))?.id, hex(1));
      },
    },
  ],
);

/** What is odd in a database. */
export const diagnoseCases = casesOf(
  ["diagnose"],
  [
    {
      name: "nothing is odd in a database that this store alone has written",
      async run(open) {
        const store = await open();
        const serious = async () => (await store.diagnose()).filter(({ severity }) => severity !== "note");
        assert.deepEqual(await serious(), []);
        const create = creation(1, "gpu", ["pc-01"]);
        await store.write(create);
        await store.write(deletion(create, {}));
        await store.write(creation(2, "nuke"));
        assert.deepEqual(await serious(), []);
      },
    },
  ],
);
