import type { Pool } from "../pools/pool.js";
import type { PoolChange, PoolDeletion } from "../pools/pool-change.js";
import type { PoolStore } from "./pool-store.js";

/** Which change deleted the pool; nothing where the history does not know, as after the 2019 tool. */
export type DeletionOf = (pool: Pool) => Promise<PoolDeletion | undefined>;

/** Looks for deletions in the history of a store. */
export function deletionOf(history: PoolStore["history"]): DeletionOf {
  return async ({ id, revision }) => {
    const [newest] = await history({ poolId: id, limit: 1 });
    return newest && newest.revision > revision ? toDeletion(newest) : undefined;
  };
}

/** How many pools are looked up at once: many may be deleted together. */
const atOnce = 50;

/** The deletions of the pools that are in `before` and not in `after`, as far as they are known. */
export async function deletionsBetween(
  before: readonly Pool[],
  after: readonly Pool[],
  deletionOf: DeletionOf,
): Promise<readonly PoolDeletion[]> {
  const kept = new Set(after.map(({ id }) => id));
  const gone = before.filter(({ id }) => !kept.has(id));
  const found: (PoolDeletion | undefined)[] = [];
  for (let start = 0; start < gone.length; start += atOnce) {
    found.push(...(await Promise.all(gone.slice(start, start + atOnce).map(deletionOf))));
  }
  return found.filter((deletion) => deletion !== undefined);
}

/** What is told of a change that deletes; nothing for another one. */
export function toDeletion({ kind, diff: _, ...change }: PoolChange): PoolDeletion | undefined {
  return kind === "delete" ? { ...change, kind } : undefined;
}
