import type { AccountStore } from "../accounts/account-store.js";
import type { AnswerStore } from "../answers/answer-store.js";
import type { AuditStore } from "../audit/audit-store.js";
import type { AfpoolsError } from "../errors.js";
import type { FactStore } from "../facts/said-facts.js";
import type { Lease } from "../lease/lease.js";
import type { Pool } from "../pools/pool.js";
import type { PoolChange, PoolDeletion } from "../pools/pool-change.js";
import type { UsageStore } from "../usage/usage-store.js";
import type { StoreContents } from "./store-contents.js";

/**
 * Where pools are kept. Everything a store must do is checked by the cases of `@afpools/core/testing`.
 *
 * Every method rejects with AfpoolsError `STORE_UNAVAILABLE` when the database cannot be reached, in at most a few
 * seconds, with its address in the message.
 */
export interface PoolStore {
  /** Where the data lies, for people: `sqlite:/path/pools.db`, `mongodb://host:27017/afpools`. Holds no password. */
  readonly location: string;

  /** Who may do what. Closed with the store. */
  readonly accounts: AccountStore;

  /** Who did what. Closed with the store. */
  readonly audit: AuditStore;

  /** Answers to requests that may be sent again. Closed with the store. */
  readonly answers: AnswerStore;
  /**
   * What hosts said of themselves. Closed with the store. Of a store without it nothing is known of a host that is offline since
   * before the server started.
   */
  readonly facts?: FactStore | undefined;

  /** How hosts were used over time. Closed with the store. With a store without it no use is recorded. */
  readonly usage?: UsageStore | undefined;

  /** All pools, in the store's natural order (mostly that of creation). */
  listPools(): Promise<readonly Pool[]>;

  /** The pool of this id, or else of this name (without regard to case). */
  findPool(idOrName: string): Promise<Pool | undefined>;

  /**
   * Carries out one change and records it in the history, both or neither, durable when the promise resolves.
   *
   * @throws AfpoolsError `POOL_NOT_FOUND` when the pool to update or delete is not there; `CONFLICT` when it is not at
   * `change.revision - 1`, or when the id to create exists; `NAME_TAKEN` when another pool has the name. Nothing is
   * changed then.
   */
  write(change: PoolChange): Promise<void>;

  /**
   * Carries out several changes, each of another pool, in this order and as `write` does, all of them or none, and records them one
   * behind the other. Others see the pools as they were before or as they are afterwards. Of a store without it changes of several
   * pools are refused.
   *
   * @throws AfpoolsError as `write`, for the first change that cannot be carried out; `REQUEST_TOO_COSTLY` when they are too large
   * for the store to keep together
   */
  readonly writeBatch?: ((changes: readonly PoolChange[]) => Promise<void>) | undefined;

  /**
   * Changes that were carried out, the newest first.
   *
   * @throws AfpoolsError `CHANGE_NOT_FOUND` when there is no change `before`.
   */
  history(query: HistoryQuery): Promise<readonly PoolChange[]>;

  findChange(id: string): Promise<PoolChange | undefined>;

  /**
   * The id of the pool, deleted or not, whose changes have this id, or else whose newest change was made under this name
   * (without regard to case). Its cost does not depend on how large changes are.
   */
  findPoolInHistory(idOrName: string): Promise<string | undefined>;

  /**
   * Tells `listener` all pools at once and then again within 2 s of each change, whoever made it: this process, another
   * one, or the 2019 tool; with who deleted those that are gone. Pools that did not change keep their identity (`===`) from call to call.
   */
  watch(listener: StoreListener): PoolWatch;

  /** The lease of this name as it is now; one of nobody, at beat 0, while nobody ever had it. */
  readLease(name: string): Promise<Lease>;

  /**
   * Makes `lease` the one of its name, if the one in the database is at the beat before. False, and nothing is changed,
   * when it is not: another process was faster. What a lease is for, `LeaseKeeper` says.
   */
  claimLease(lease: Lease): Promise<boolean>;

  /** All that is in the database, of one moment: pools and history agree, also while others write. */
  contents(): Promise<StoreContents>;

  /**
   * Puts `contents` into a database that holds no pools, no history and, where `contents` has users, no users: all of it
   * or nothing. Others see it at once, and cannot write meanwhile.
   *
   * @throws AfpoolsError `CONFLICT` when the database is not empty. Nothing is changed then.
   */
  fill(contents: StoreContents): Promise<void>;

  /** What is odd in the database and what it means; it repairs nothing. Empty when all is well. */
  diagnose(): Promise<readonly StoreFinding[]>;

  /** Ends watches and frees the connection or file. Later calls reject with `STORE_UNAVAILABLE`. */
  close(): Promise<void>;
}

export interface HistoryQuery {
  /** Only changes of this pool; deleted pools keep their history. */
  readonly poolId?: string;
  /** The most changes to give, 1–10,000. */
  readonly limit: number;
  /** Only changes older than the change of this id. */
  readonly before?: string;
}

export type StoreEvent =
  | {
      readonly kind: "pools";
      readonly pools: readonly Pool[];
      /**
       * Who deleted the pools that were told before and are there no more. Not those of the 2019 tool, which keeps no history. Who
       * created or changed a pool stands in the pool.
       */
      readonly deletions?: readonly PoolDeletion[];
    }
  /** The database does not answer. Followed by `pools` when it does again. */
  | { readonly kind: "away"; readonly error: AfpoolsError };

export type StoreListener = (event: StoreEvent) => void;

export interface PoolWatch {
  /** Looks at once; resolves after the listener was told what was found, rejects when the database is away. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

export interface StoreFinding {
  readonly severity: "note" | "warning" | "error";
  /** Where: a pool's name, a collection, a file. */
  readonly subject: string;
  /** What is odd, what it does, and what to do. */
  readonly message: string;
}
