import { changeNotFoundError, type HistoryQuery, type PoolChange, poolNameKey } from "@afpools/core";
import type { Database } from "libsql";

export interface ChangeHistory {
  add(change: PoolChange): void;
  find(id: string): PoolChange | undefined;
  /** See PoolStore.findPoolInHistory. */
  findPool(idOrName: string): string | undefined;
  /**
   * The newest first.
   *
   * @throws AfpoolsError `CHANGE_NOT_FOUND`
   */
  list(query: HistoryQuery): PoolChange[];
  /** The oldest first. */
  all(): PoolChange[];
  /** Makes {@link latest} grow without a change. */
  skip(): void;
  /** Grows with each change, whoever makes it; 0 while there is none. */
  latest(): number;
  /** The ids of the pools that were changed after {@link latest} was `seq`. */
  poolsChangedSince(seq: number): Set<string>;
}

export function changeHistory(db: Database): ChangeHistory {
  const add = db.prepare("INSERT INTO history (id, pool_id, change) VALUES (?, ?, ?)");
  const byId = db.prepare("SELECT change FROM history WHERE id = ?").raw();
  const newest = db.prepare("SELECT change FROM history WHERE seq < ? ORDER BY seq DESC LIMIT ?").raw();
  const newestOfPool = db
    .prepare("SELECT change FROM history WHERE pool_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?")
    .raw();
  const hasPool = db.prepare("SELECT 1 FROM history WHERE pool_id = ? LIMIT 1").raw();
  // Both read the index history_by_name alone, not the changes.
  const names = db.prepare("SELECT DISTINCT change ->> '$.poolName' FROM history").raw();
  const newestOfName = db
    .prepare("SELECT pool_id, seq FROM history WHERE change ->> '$.poolName' = ? ORDER BY seq DESC LIMIT 1")
    .raw();
  const place = db.prepare("SELECT seq FROM history WHERE id = ?").raw();
  const all = db.prepare("SELECT change FROM history ORDER BY seq").raw();
  // What AUTOINCREMENT counts; its table is SQLite's own, without a key.
  const latest = db.prepare("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'history'").raw();
  const raise = db.prepare("UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'history'");
  const begin = db.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('history', 1)");
  const changedSince = db.prepare("SELECT DISTINCT pool_id FROM history WHERE seq > ?").raw();

  const changes = (rows: unknown[]) => (rows as [string][]).map(([json]): PoolChange => JSON.parse(json));

  const seqOf = (id: string): number => {
    const [row] = place.all(id) as [number][];
    if (!row) throw changeNotFoundError(id);
    return row[0];
  };

  return {
    add: (change) => void add.run(change.id, change.poolId, JSON.stringify(change)),
    find: (id) => changes(byId.all(id))[0],
    findPool: (idOrName) => {
      if (hasPool.all(idOrName).length > 0) return idOrName;
      const key = poolNameKey(idOrName);
      // SQLite folds the case of ASCII letters only, so that names are compared here.
      const sameNames = (names.all() as [string][]).filter(([name]) => poolNameKey(name) === key);
      const newest = sameNames.flatMap(([name]) => newestOfName.all(name) as [string, number][]);
      return newest.sort(([, one], [, other]) => other - one)[0]?.[0];
    },
    list: ({ poolId, limit, before }) => {
      const end = before === undefined ? Number.MAX_SAFE_INTEGER : seqOf(before);
      return changes(poolId === undefined ? newest.all(end, limit) : newestOfPool.all(poolId, end, limit));
    },
    all: () => changes(all.all()),
    skip: () => {
      if (raise.run().changes === 0) begin.run();
    },
    latest: () => (latest.all() as [[number]])[0][0],
    poolsChangedSince: (seq) => new Set((changedSince.all(seq) as [string][]).map(([id]) => id)),
  };
}
