import type { Credential, Pool, PoolChange, User } from "@afpools/core";

/** What a backup holds. Sessions and sign-in links are left out: they end by themselves, and who has one signs in anew. */
export interface Backup {
  /** ISO 8601. */
  readonly createdAt: string;
  /** The database that it was made of. */
  readonly from: string;
  readonly pools: readonly Pool[];
  /** The oldest first. */
  readonly changes: readonly PoolChange[];
  readonly users: readonly User[];
  readonly tokens: readonly Credential[];
}
