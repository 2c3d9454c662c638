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
  /** Empty for a store without accounts, as are `credentials`. */
  readonly users: readonly User[];
  readonly credentials: readonly Credential[];
}

/** All that is in the database, read and written as a whole: for backups and for moving to another database. */
export interface ContentsStore {
  /** All that is in the database, of one moment: pools and history agree, also while others write. */
  read(): Promise<StoreContents>;

  /**
   * Puts `contents` into a database that holds no pools, no history and, where `contents` has users, no users: all of it
   * or nothing. Others see it at once, and cannot write meanwhile.
   *
   * @throws AfpoolsError `CONFLICT` when the database is not empty. Nothing is changed then.
   */
  fill(contents: StoreContents): Promise<void>;
}
