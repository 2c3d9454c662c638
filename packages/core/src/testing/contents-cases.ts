import assert from "node:assert/strict";
import { type Pool, poolHost } from "../pools/pool.js";
import { type PoolChange, poolAfter } from "../pools/pool-change.js";
import { PoolService } from "../service/pool-service.js";
import type { StoreWith } from "../store/pool-store.js";
import type { StoreContents } from "../store/store-contents.js";
import { credential, user } from "./account-cases.js";
import { at, author, creation, deletion, hex, rejects, update } from "./case-kit.js";
import { casesOf, type StoreCase } from "./store-case.js";
import { Watcher } from "./watcher.js";

const create = creation(1, "gpu", ["pc-01", "PC-02"]);
const edit = update(create, {
  hosts: {
    removed: [poolHost("pc-01")],
    added: [{ name: "pc-03", engine: "3.3.1", ip: "10.0.0.7", port: "1" }],
  },
  rules: { removed: [], added: ["lt-*", "WS-*"] },
  description: { before: "", after: "grün 🎬" },
  restartStrays: { before: false, after: true },
});
const other = creation(2, "nuke");
const gone = deletion(other, { name: { before: "nuke", after: "" } });

/** A pool that was changed, one that the history does not know, the history of a deleted one, accounts. */
const full: StoreContents = {
  pools: [
    poolAfter(poolAfter(undefined, create), edit),
    {
      id: hex(9),
      name: "Legacy",
      description: "",
      hosts: [poolHost("pc-09")],
      rules: [],
      revision: 0,
      changedBy: "",
      changedAt: "",
    },
  ],
  history: [create, other, edit, gone],
  users: [
    user("Anna", { role: "admin", password: "scrypt$…", revision: 3 }),
    user("ben", { id: hex(2), disabled: true }),
  ],
  credentials: [
    credential(1, { revision: 4, usedAt: at(5) }),
    credential(2, { kind: "link", userId: hex(2) }),
  ],
};
const nothing: StoreContents = { pools: [], history: [], users: [], credentials: [] };
/** The pools of {@link full}, without the accounts. */
const pools: StoreContents = { ...full, users: [], credentials: [] };

/** Contents as a whole: read at one moment, put into an empty database. */
const poolContentsCases = casesOf(
  ["contents"],
  [
    {
      name: "an empty database has empty contents",
      async run(open) {
        const store = await open();
        assert.deepEqual(await store.contents.read(), nothing);
      },
    },
    {
      name: "what a database is filled with is what it then holds, to all methods",
      async run(open) {
        const store = await open();
        await store.contents.fill(pools);
        assert.deepEqual(await store.contents.read(), pools);
        assert.deepEqual(await store.listPools(), full.pools);
        assert.deepEqual(await store.history({ limit: 10 }), [...full.history].reverse());
        assert.deepEqual(await store.history({ poolId: other.poolId, limit: 10 }), [gone, other]);
        assert.deepEqual(await store.findChange(edit.id), edit);
      },
    },
    {
      name: "a database that was filled is written on",
      async run(open) {
        const store = await open();
        await store.contents.fill(pools);
        const service = new PoolService(store);
        const { change } = await service.update("gpu", { addHosts: ["pc-04"] }, author);
        assert.equal(change?.revision, 3);
        await service.undo(gone.id, author);
        await service.update("legacy", { removeHosts: ["pc-09"] }, author);
        const after = await store.contents.read();
        assert.deepEqual(after.history.slice(0, 4), full.history);
        assert.equal(after.history.length, 7);
        assert.deepEqual(after.pools.map(({ name, revision }) => [name, revision]).sort(), [
          ["Legacy", 1],
          ["gpu", 3],
          ["nuke", 3],
        ]);
      },
    },
    {
      name: "only an empty database is filled; another one is left as it is",
      async run(open) {
        const store = await open();
        await store.contents.fill(pools);
        const before = await store.contents.read();
        await rejects("CONFLICT", store.contents.fill(pools));
        await rejects("CONFLICT", store.contents.fill(nothing));
        assert.deepEqual(await store.contents.read(), before);
      },
    },
    {
      name: "a watch tells what its store is filled with, pools without a history too",
      async run(open) {
        const store = await open();
        await fillsUnderWatches([store, store]);
      },
    },
  ],
);

/** Contents with accounts. */
const accountContentsCases = casesOf(
  ["contents", "accounts"],
  [
    {
      name: "accounts are filled in with the pools, and found",
      async run(open) {
        const store = await open();
        await store.contents.fill(full);
        assert.deepEqual(await store.contents.read(), full);
        assert.equal((await store.accounts.findUsers(["anna"]))[0]?.revision, 3);
        assert.deepEqual(await store.accounts.findCredentials([hex(1)]), [full.credentials[0]]);
      },
    },
    {
      name: "a database with users is filled with pools alone, and keeps its users",
      async run(open) {
        const store = await open();
        await store.accounts.writeUser(user("carl", { id: hex(3) }));
        await rejects("CONFLICT", store.contents.fill(full));
        assert.deepEqual((await store.contents.read()).pools, []);
        await store.contents.fill(pools);
        assert.deepEqual(
          (await store.contents.read()).users.map(({ name }) => name),
          ["carl"],
        );
      },
    },
  ],
);

export const contentsCases: readonly StoreCase[] = [...poolContentsCases, ...accountContentsCases];

/** One store is filled while the other one watches. */
export async function fillsUnderWatches([watching, filling]: readonly [
  StoreWith<"contents">,
  StoreWith<"contents">,
]): Promise<void> {
  const seen = new Watcher(watching);
  await seen.until((now) => now.length === 0);
  const [, legacy] = full.pools;
  await filling.contents.fill({ ...nothing, pools: legacy ? [legacy] : [] });
  await seen.until((now) => now[0]?.name === "Legacy");
  await new PoolService(filling).update("Legacy", { addHosts: ["pc-10"] }, author);
  await seen.until((now) => now[0]?.hosts.length === 2);
  await seen.close();
}

/** One store reads the contents again and again while the others write: each time the history explains the pools. */
export async function readsUnderWrites([
  reading,
  ...writing
]: readonly StoreWith<"contents">[]): Promise<void> {
  if (!reading) return;
  let isDone = false;
  const writers = writing.map(async (store, side) => {
    const service = new PoolService(store);
    const name = `pool-${side}`;
    for (let round = 0; round < 12; round += 1) {
      await service.create({ name, hosts: [`pc-${round}`] }, author);
      await service.update(name, { addHosts: [`ws-${round}`] }, author);
      if (round % 3 !== 2) await service.delete(name, author);
      else await service.update(name, { name: `${name}-${round}` }, author);
    }
  });
  const written = Promise.all(writers).finally(() => {
    isDone = true;
  });
  do assertAgree(await reading.contents.read());
  while (!isDone);
  await written;
  const last = await reading.contents.read();
  assertAgree(last);
  assert.equal(last.pools.length, 4 * writing.length);
}

/** The pools are what the history makes, change by change. */
function assertAgree({ pools, history }: StoreContents): void {
  const made = new Map<string, Pool>();
  for (const change of history) applyTo(made, change);
  const byId = (a: Pool, b: Pool) => (a.id < b.id ? -1 : 1);
  assert.deepEqual([...pools].sort(byId), [...made.values()].sort(byId));
}

function applyTo(pools: Map<string, Pool>, change: PoolChange): void {
  const before = pools.get(change.poolId);
  assert.equal(before === undefined, change.kind === "create", `${change.kind} of ${change.poolName}`);
  if (change.kind === "delete") pools.delete(change.poolId);
  else pools.set(change.poolId, poolAfter(before, change));
}
