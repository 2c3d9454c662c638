import type { Pool } from "@afpools/core";
import { catchUp, isCarriedOut } from "./catch-up.js";
import type { ChangeLog } from "./change-log.js";

/**
 * `pools`, with each batch done to all of its pools or to none, also while it is carried out. They were read one after another since
 * `last` was the number of the last settled entry.
 */
export async function wholeBatches(
  log: ChangeLog,
  pools: readonly Pool[],
  last: number,
): Promise<readonly Pool[]> {
  const now = await log.follow();
  const settled = now.last > last ? await log.between(last, now.last) : [];
  const revisions = new Map(pools.map(({ id, revision }) => [id, revision]));
  const isBegun = now.pending?.changes.some((change) => isCarriedOut(change, revisions.get(change.poolId)));
  const entries = now.pending && isBegun ? [...settled, now.pending] : settled;
  if (entries.every(({ changes }) => changes.length === 1)) return pools;
  return catchUp(
    pools,
    entries.flatMap(({ changes }) => changes),
  );
}
