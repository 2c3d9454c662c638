import { MemoryStore, type Pool, poolHost } from "@afpools/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { planRestore } from "./plan-restore.js";

const at = new Date("2026-01-01T12:00:00Z");
const author = { name: "anna", origin: "test" };

/** Pools of few ids and names, so that these are exchanged in all ways. */
const pools = fc
  .uniqueArray(
    fc.record({
      id: fc.nat(4),
      name: fc.constantFrom("a", "A", "b", "c", "d", "e"),
      hosts: fc.uniqueArray(fc.constantFrom("pc-1", "pc-2", "pc-3")),
      revision: fc.nat(9),
    }),
    { selector: ({ id }) => id, maxLength: 5 },
  )
  .map((list) =>
    list.filter(
      ({ name }, index) => list.findIndex((it) => it.name.toLowerCase() === name.toLowerCase()) === index,
    ),
  )
  .map((list) =>
    list.map(
      ({ id, name, hosts, revision }): Pool => ({
        id: String(id).padStart(24, "0"),
        name,
        description: "",
        hosts: hosts.map(poolHost),
        rules: [],
        revision,
        changedBy: "ben",
        changedAt: "",
      }),
    ),
  );

const content = (list: readonly Pool[]) =>
  list
    .map(({ id, name, hosts }) => ({ id, name, hosts: hosts.map((host) => host.name).sort() }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));

it("its changes, done one after the other, make any pools any others", async () => {
  await fc.assert(
    fc.asyncProperty(pools, pools, async (now, wanted) => {
      const store = new MemoryStore(now);
      for (const change of planRestore({ now, wanted, lastRevision: () => 20, author, at })) {
        await store.write(change);
      }
      expect(content(await store.listPools())).toEqual(content(wanted));
    }),
  );
});

it("changes nothing where there is nothing to change", () => {
  fc.assert(
    fc.property(pools, (now) => {
      const elder = now.map((pool) => ({ ...pool, revision: 0 }));
      expect(planRestore({ now, wanted: elder, lastRevision: () => 0, author, at })).toEqual([]);
    }),
  );
});
