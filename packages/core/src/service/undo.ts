import { AfpoolsError } from "../errors.js";
import type { Pool } from "../pools/pool.js";
import type { PoolChange } from "../pools/pool-change.js";
import { applyDiff, diffPools, invertDiff, type PoolDiff } from "../pools/pool-diff.js";

/**
 * The diff that takes the update `change` back from `pool` as it is now.
 *
 * @throws AfpoolsError `CONFLICT` when the name or description was changed again since.
 */
export function undoneDiff(pool: Pool, change: PoolChange): PoolDiff {
  for (const field of ["name", "description"] as const) {
    const changed = change.diff[field];
    if (changed && changed.after !== pool[field]) {
      throw undoConflict(
        change,
        `the ${field} was changed to ${JSON.stringify(changed.after)} then, and is ${JSON.stringify(pool[field])} now`,
      );
    }
  }
  return diffPools(pool, applyDiff(pool, invertDiff(change.diff)));
}

/** `CONFLICT`: why `change` cannot be taken back any more. */
export function undoConflict(change: PoolChange, reason: string): AfpoolsError {
  return new AfpoolsError(
    "CONFLICT",
    `Change ${change.id} of pool ${JSON.stringify(change.poolName)} cannot be undone: ${reason}. Undo the later changes first, or edit the pool.`,
    { details: { change: change.id, poolId: change.poolId, reason } },
  );
}
