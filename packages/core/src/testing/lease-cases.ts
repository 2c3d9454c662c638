import assert from "node:assert/strict";
import type { StoreWith } from "../store/pool-store.js";
import { casesOf } from "./store-case.js";

const name = "work";

/** How many of these claims, made at once, succeed. */
async function granted(claims: readonly Promise<boolean>[]): Promise<number> {
  return (await Promise.all(claims)).filter((isGranted) => isGranted).length;
}

/** Leases: claimed by the one who knows their beat. */
export const leaseCases = casesOf(
  ["leases"],
  [
    {
      name: "a lease is nobody's at first, then whose claim follows on its beat",
      async run(open) {
        const { leases } = await open();
        assert.deepEqual(await leases.read(name), { name, holder: "", beat: 0 });
        assert.equal(await leases.claim({ name, holder: "a", beat: 1 }), true);
        assert.deepEqual(await leases.read(name), { name, holder: "a", beat: 1 });
        assert.equal(await leases.claim({ name, holder: "b", beat: 2 }), true);
        assert.equal(await leases.claim({ name, holder: "", beat: 3 }), true);
        assert.deepEqual(await leases.read(name), { name, holder: "", beat: 3 });
      },
    },
    {
      name: "a claim on another beat than the last is refused and changes nothing",
      async run(open) {
        const { leases } = await open();
        assert.equal(await leases.claim({ name, holder: "a", beat: 2 }), false);
        await leases.claim({ name, holder: "a", beat: 1 });
        for (const beat of [1, 3, 100]) {
          assert.equal(await leases.claim({ name, holder: "b", beat }), false);
        }
        assert.deepEqual(await leases.read(name), { name, holder: "a", beat: 1 });
      },
    },
    {
      name: "leases of different names have nothing to do with each other",
      async run(open) {
        const { leases } = await open();
        await leases.claim({ name, holder: "a", beat: 1 });
        assert.equal(await leases.claim({ name: "other", holder: "b", beat: 1 }), true);
        assert.equal((await leases.read(name)).holder, "a");
      },
    },
    {
      name: "of many claims on one beat at once one is granted",
      async run(open) {
        const { leases } = await open();
        for (let beat = 1; beat <= 3; beat += 1) {
          const claims = Array.from({ length: 10 }, (_, index) =>
            leases.claim({ name, holder: `holder ${index}`, beat }),
          );
          assert.equal(await granted(claims), 1);
        }
      },
    },
  ],
);

/** Claims of one lease through several stores at once; `stores` are on one database. */
export async function rivalClaims(stores: readonly StoreWith<"leases">[]): Promise<void> {
  for (let beat = 1; beat <= 3; beat += 1) {
    const claims = stores.map(({ leases }, index) => leases.claim({ name, holder: `store ${index}`, beat }));
    assert.equal(await granted(claims), 1);
    const seen = await Promise.all(stores.map(({ leases }) => leases.read(name)));
    for (const lease of seen) assert.deepEqual(lease, seen[0]);
  }
}
