import { type Pool, type PoolChange, poolAfter } from "@afpools/core";
import { creation } from "@afpools/core/testing";
import fc from "fast-check";
import { expect, it } from "vitest";
import { catchUp } from "./catch-up.js";

/** A life of pools: each number is the pool that is created, renamed, or, where `ends`, deleted, and then made again. */
const lives = fc.array(fc.record({ pool: fc.nat(2), ends: fc.boolean() }), { maxLength: 14 });

it("whenever each pool was read, the changes bring it to what all of them make", () => {
  fc.assert(
    fc.property(lives, fc.nat(14), fc.infiniteStream(fc.nat(14)), (steps, from, readAt) => {
      const { changes, states } = live(steps);
      const start = Math.min(from, changes.length);
      const last = states[changes.length] ?? new Map<string, Pool>();
      const read = ["0", "1", "2"].flatMap((pool) => {
        const [moment = 0] = readAt.take(1);
        const state = states[Math.min(changes.length, start + (moment % (changes.length - start + 1)))];
        return state?.get(pool) ?? [];
      });
      const byId = (a: Pool, b: Pool) => (a.id < b.id ? -1 : 1);
      expect([...catchUp(read, changes.slice(start))].sort(byId)).toEqual([...last.values()].sort(byId));
    }),
  );
});

function live(steps: readonly { readonly pool: number; readonly ends: boolean }[]) {
  const changes: PoolChange[] = [];
  const revisions = [0, 0, 0];
  const states: ReadonlyMap<string, Pool>[] = [new Map()];
  for (const { pool, ends } of steps) {
    const state = new Map(states.at(-1));
    const before = state.get(String(pool));
    const revision = (revisions[pool] ?? 0) + 1;
    revisions[pool] = revision;
    const base = { ...creation(pool, `pool-${pool}`), revision };
    const change: PoolChange = before
      ? {
          ...base,
          kind: ends ? "delete" : "update",
          diff: { description: { before: before.description, after: ends ? "" : String(revision) } },
        }
      : base;
    if (change.kind === "delete") state.delete(String(pool));
    else state.set(String(pool), poolAfter(before, change));
    changes.push(change);
    states.push(state);
  }
  return { changes, states };
}
