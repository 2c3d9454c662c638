import type { Credential } from "../accounts/credential.js";
import type { User } from "../accounts/user.js";
import type { Pool } from "../pools/pool.js";
import type { PoolChange } from "../pools/pool-change.js";

/**
 * All that a store holds but for what belongs to one database: leases and kept answers of processes that run, the audit of what
 * happened there, the addresses that users signed in from, what hosts said of themselves.
 */
export interface StoreContents {
  /** In the store's natural order. */
  readonly pools: readonly Pool[];
  /** The whole history, the oldest change first. */
  readonly history: readonly PoolChange[];
  readonly users: readonly User[];
  readonly credentials: readonly Credential[];
}
