import { type LivePools, type PoolSnapshot, snapshotAge } from "@afpools/core";
import { poolsNow } from "../../plans/pools-now.js";

/** The pools as they are known, and for how many seconds already they may be older than the database's. */
export function readNow(live: LivePools): { readonly age: number; readonly snapshot: PoolSnapshot } {
  const snapshot = poolsNow(live);
  return { age: snapshotAge(snapshot, new Date()), snapshot };
}
