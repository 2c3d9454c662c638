import { invertDiff, newId, type PoolChange } from "@afpools/core";

/** `changes`, which were carried out of a batch that cannot be carried out whole, and behind them those that undo them. */
export function undoneBatch(changes: readonly PoolChange[], now: Date): readonly PoolChange[] {
  return [...asBatch(changes), ...asBatch(changes.toReversed().map((change) => inverse(change, now)))];
}

function inverse({ kind, diff, batch: _, ...change }: PoolChange, now: Date): PoolChange {
  const kinds = { create: "delete", update: "update", delete: "create" } as const;
  const poolName = diff.name?.before || change.poolName;
  return {
    ...change,
    id: newId(now),
    kind: kinds[kind],
    poolName,
    revision: change.revision + 1,
    diff: invertDiff(diff),
    at: now.toISOString(),
    undoes: change.id,
  };
}

function asBatch(changes: readonly PoolChange[]): readonly PoolChange[] {
  const last = changes.at(-1);
  return changes.map(({ batch: _, ...change }) =>
    last && changes.length > 1 ? { ...change, batch: last.id } : change,
  );
}
