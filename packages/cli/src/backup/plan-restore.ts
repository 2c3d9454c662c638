import {
  type Author,
  diffPools,
  isEmptyDiff,
  newId,
  type Pool,
  type PoolChange,
  type PoolDiff,
  poolNameKey,
} from "@afpools/core";
import { emptyPoolContent } from "@afpools/core/internal";

export interface RestoreRequest {
  /** The pools that are there. */
  readonly now: readonly Pool[];
  /** Those of the backup. */
  readonly wanted: readonly Pool[];
  /** The last revision of a pool that is not there any more; 0 for one that never was. */
  readonly lastRevision: (poolId: string) => number;
  readonly author: Author;
  readonly at: Date;
}

/**
 * The changes that make the pools what a backup says, in an order in which no name is given twice. They are told apart
 * by their ids, which jobs hold, so that jobs find their pools again.
 */
export function planRestore({ now, wanted, lastRevision, author, at }: RestoreRequest): PoolChange[] {
  const change = (
    order: Pick<PoolChange, "kind" | "poolId" | "poolName" | "revision" | "diff">,
  ): PoolChange => ({
    id: newId(at),
    ...order,
    by: author.name,
    origin: author.origin,
    at: at.toISOString(),
  });
  const updateOf = (pool: Pool, revision: number, diff: PoolDiff) =>
    change({ kind: "update", poolId: pool.id, poolName: diff.name?.after ?? pool.name, revision, diff });

  const wantedIds = new Set(wanted.map(({ id }) => id));
  const changes = now
    .filter(({ id }) => !wantedIds.has(id))
    .map((pool) =>
      change({
        kind: "delete",
        poolId: pool.id,
        poolName: pool.name,
        revision: pool.revision + 1,
        diff: diffPools(pool, emptyPoolContent),
      }),
    );

  const byId = new Map(now.filter(({ id }) => wantedIds.has(id)).map((pool) => [pool.id, pool]));
  const holderOf = (name: string) =>
    [...byId.values()].find((pool) => poolNameKey(pool.name) === poolNameKey(name));
  const put = (pool: Pool, before: Pool | undefined) => {
    const diff = diffPools(before ?? emptyPoolContent, pool);
    if (before && isEmptyDiff(diff)) return;
    const revision = (before?.revision ?? lastRevision(pool.id)) + 1;
    if (before) changes.push(updateOf(before, revision, diff));
    else changes.push(change({ kind: "create", poolId: pool.id, poolName: pool.name, revision, diff }));
    byId.set(pool.id, { ...pool, revision });
  };

  let waiting: readonly Pool[] = wanted;
  while (waiting.length > 0) {
    const isFree = (pool: Pool) => [undefined, pool.id].includes(holderOf(pool.name)?.id);
    const [free, taken] = [waiting.filter(isFree), waiting.filter((pool) => !isFree(pool))];
    for (const pool of free) put(pool, byId.get(pool.id));
    waiting = taken;
    const [stuck] = taken;
    const holder = free.length === 0 && stuck ? holderOf(stuck.name) : undefined;
    // Names that go round in a circle: one pool steps aside under its id.
    if (holder) put({ ...holder, name: holder.id }, holder);
  }
  return changes;
}
