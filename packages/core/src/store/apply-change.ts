import type { Pool } from "../pools/pool.js";
import { type PoolChange, poolAfter } from "../pools/pool-change.js";
import { poolNameKey } from "../pools/pool-name.js";
import { conflictError, nameTakenError, poolNotFoundError } from "./store-errors.js";

/**
 * For stores that hold all pools in memory: `pools` after a change.
 *
 * @throws AfpoolsError as `PoolStore.write`
 */
export function applyChange(pools: readonly Pool[], change: PoolChange): readonly Pool[] {
  const current = pools.find((pool) => pool.id === change.poolId);
  if (!current && change.kind !== "create") throw poolNotFoundError(change.poolName);
  if (current && (change.kind === "create" || current.revision !== change.revision - 1)) {
    throw conflictError(change, current);
  }
  if (change.kind === "delete") return pools.filter((pool) => pool !== current);
  const after = poolAfter(current, change);
  const key = poolNameKey(after.name);
  if (pools.some((pool) => pool !== current && poolNameKey(pool.name) === key))
    throw nameTakenError(after.name);
  return current ? pools.map((pool) => (pool === current ? after : pool)) : [...pools, after];
}
