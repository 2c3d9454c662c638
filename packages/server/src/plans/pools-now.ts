import { AfpoolsError, type LivePools, type PoolSnapshot, snapshotAge } from "@afpools/core";

/**
 * The pools as they are now.
 *
 * @throws AfpoolsError `STORE_UNAVAILABLE` while the database was never read: no pools are known then, which is something
 * else than that there are none.
 */
export function poolsNow(live: LivePools): PoolSnapshot {
  const snapshot = live.current;
  if (snapshot.version > 0) return snapshot;
  const reason = snapshot.away?.error.message ?? "The server has just started. Try again in a moment.";
  throw new AfpoolsError("STORE_UNAVAILABLE", `The server has not read the pools yet. ${reason}`);
}

/** The pools as they are known, and for how many seconds already they may be older than the database's. */
export function readNow(live: LivePools): { readonly age: number; readonly snapshot: PoolSnapshot } {
  const snapshot = poolsNow(live);
  return { age: snapshotAge(snapshot, new Date()), snapshot };
}
