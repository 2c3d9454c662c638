import { type Pool, type PoolChange, poolAfter } from "@afpools/core";

/**
 * Pools as they are after all of `changes`, which were carried out, in this order, before, while or after `pools` were
 * read; a revision tells which of them a pool has already.
 */
export function catchUp(pools: readonly Pool[], changes: readonly PoolChange[]): readonly Pool[] {
  const byId = new Map(pools.map((pool) => [pool.id, pool]));
  for (const change of changes) {
    const pool = byId.get(change.poolId);
    if (pool && pool.revision >= change.revision) continue;
    if (change.kind === "delete") byId.delete(change.poolId);
    // An update of a pool that is not there: it was read after it was deleted, as a later change says.
    else if (pool || change.kind === "create") byId.set(change.poolId, poolAfter(pool, change));
  }
  return [...byId.values()];
}

/** Was `change` carried out? @param revision that of its pool now; nothing where the pool is not there */
export function isCarriedOut({ kind, revision: made }: PoolChange, revision: number | undefined): boolean {
  return kind === "delete" ? revision === undefined : revision !== undefined && revision >= made;
}
