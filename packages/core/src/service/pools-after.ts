import type { Pool } from "../pools/pool.js";
import type { PoolWrite } from "./pools.js";

/** The pools as these writes leave them, such as writes that were tried in a dry run. */
export function poolsAfter(pools: readonly Pool[], writes: readonly PoolWrite[]): readonly Pool[] {
  return writes.reduce((now, { pool, change }) => {
    if (!change) return now;
    const others = now.filter(({ id }) => id !== change.poolId);
    return pool ? [...others, pool] : others;
  }, pools);
}
