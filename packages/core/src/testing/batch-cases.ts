import assert from "node:assert/strict";
import { poolHost } from "../pools/pool.js";
import type { PoolChange } from "../pools/pool-change.js";
import type { PoolStore, StoreWith } from "../store/pool-store.js";
import { creation, deletion, hex, hostNames, rejects, update } from "./case-kit.js";
import { casesOf } from "./store-case.js";
import { Watcher } from "./watcher.js";

const gpu = creation(1, "gpu", ["pc-01"]);
const nuke = creation(2, "nuke", ["pc-02"]);
const out = (name: string) => ({ hosts: { removed: [poolHost(name)], added: [] } });
const into = (name: string) => ({ hosts: { removed: [], added: [poolHost(name)] } });

const old = creation(4, "old");

/** A host moves from one pool to another, a third one is deleted and a fourth one made under its name. */
const move = together([
  update(gpu, out("pc-01")),
  deletion(old, { name: { before: "old", after: "" } }),
  update(nuke, into("pc-01")),
  creation(3, "old", ["pc-09"]),
]);

function together(changes: readonly PoolChange[]): readonly PoolChange[] {
  const numbered = changes.map((change, index) => ({ ...change, id: hex(0xd0000 + index) }));
  return numbered.map((change) => ({ ...change, batch: hex(0xd0000 + changes.length - 1) }));
}

/** A store with the pools of {@link move}. */
async function begin(open: () => Promise<StoreWith<"writeBatch">>) {
  const store = await open();
  for (const change of [gpu, nuke, old]) await store.write(change);
  return { ...(await stateOf(store)), store };
}

async function stateOf(store: PoolStore) {
  return { pools: await store.listPools(), history: await store.history({ limit: 100 }) };
}

/** Several changes as one. */
export const batchCases = casesOf(
  ["writeBatch"],
  [
    {
      name: "a batch changes its pools in their order, and its changes follow one another in the history",
      async run(open) {
        const { store, history } = await begin(open);
        await store.writeBatch(move);
        assert.deepEqual(hostNames(await store.findPool("gpu")), []);
        assert.deepEqual(hostNames(await store.findPool("nuke")), ["pc-02", "pc-01"]);
        assert.deepEqual(hostNames(await store.findPool("old")), ["pc-09"]);
        assert.equal(await store.findPool(hex(4)), undefined);
        const newest = [...move].reverse();
        assert.deepEqual(await store.history({ limit: 100 }), [...newest, ...history]);
        assert.deepEqual(await store.history({ limit: 2 }), newest.slice(0, 2));
        assert.deepEqual(await store.history({ limit: 2, before: hex(0xd0003) }), newest.slice(1, 3));
        assert.deepEqual(await store.history({ limit: 9, before: hex(0xd0000) }), history);
        assert.deepEqual(await store.history({ limit: 9, poolId: hex(2) }), [move[2], nuke]);
        for (const change of move) assert.deepEqual(await store.findChange(change.id), change);
        assert.equal(await store.findPoolInHistory("OLD"), hex(3));
        assert.equal(await store.findPoolInHistory(hex(4)), hex(4));
        if (store.contents) {
          const { pools, history: whole } = await store.contents.read();
          assert.deepEqual(pools, await store.listPools());
          assert.deepEqual(whole, [...history].reverse().concat(move));
        }
        await store.write(update(move[2] ?? nuke, out("pc-02")));
        assert.deepEqual(hostNames(await store.findPool("nuke")), ["pc-01"]);
      },
    },
    {
      name: "a batch of which one change cannot be carried out changes nothing",
      async run(open) {
        const { store, pools, history } = await begin(open);
        const stale = { ...update(nuke, into("pc-05")), revision: 7 };
        const absent = update(creation(9, "absent"), into("pc-05"));
        const taken = creation(8, "NUKE");
        const renamed = update(nuke, { name: { before: "nuke", after: "Gpu" } });
        const first = update(gpu, out("pc-01"));
        await rejects("CONFLICT", store.writeBatch(together([first, stale])));
        await rejects("POOL_NOT_FOUND", store.writeBatch(together([first, absent])));
        await rejects("NAME_TAKEN", store.writeBatch(together([first, taken])));
        await rejects("NAME_TAKEN", store.writeBatch(together([first, renamed])));
        await rejects("NAME_TAKEN", store.writeBatch(together([creation(5, "twice"), creation(6, "Twice")])));
        await rejects("CONFLICT", store.writeBatch(together([first, creation(2, "new")])));
        assert.deepEqual(await stateOf(store), { pools, history });
        await store.writeBatch(move);
        assert.equal((await store.history({ limit: 100 })).length, history.length + move.length);
      },
    },
  ],
);

/** Batches of several processes. */
export const sharedBatchCases = casesOf(
  ["writeBatch"],
  [
    {
      name: "a watch sees a batch whole, whoever writes it",
      async run(open) {
        const { store, pools } = await begin(open);
        const other = await open();
        const watch = new Watcher(other);
        await watch.until((seen) => seen.length === pools.length);
        await store.writeBatch(move);
        await watch.until((seen) => seen.some(({ id }) => id === hex(3)));
        const states = watch.all.map((seen) =>
          seen.map(({ name, revision }) => `${name} ${revision}`).sort(),
        );
        const before = ["gpu 1", "nuke 1", "old 1"];
        const after = ["gpu 2", "nuke 2", "old 1"];
        const isWhole = (state: readonly string[]) =>
          [before, after].some((whole) => whole.join() === state.join());
        assert.deepEqual(
          states.filter((state) => !isWhole(state)),
          [],
        );
        await watch.close();
      },
    },
    {
      name: "batches and single changes that are written at once all end whole",
      async run(open) {
        const { store } = await begin(open);
        const other = await open();
        const pairs = Array.from({ length: 8 }, (_, number) =>
          [0, 1].map((half) => ({
            ...creation(100 + 2 * number + half, `pair ${number} ${half}`),
            batch: hex(0xc0000 + 101 + 2 * number),
          })),
        );
        await Promise.all([
          ...pairs.map((pair, index) => (index % 2 ? store.writeBatch(pair) : other.writeBatch(pair))),
          ...pairs.map((_, number) => other.write(creation(200 + number, `single ${number}`))),
        ]);
        const history = await other.history({ limit: 100 });
        assert.equal(history.length, 3 + 3 * pairs.length);
        for (const [first, second] of pairs) {
          const index = history.findIndex(({ id }) => id === second?.id);
          assert.equal(history[index + 1]?.id, first?.id);
        }
      },
    },
  ],
);
