import type { AfpoolsError } from "../errors.js";
import type { Pool } from "../pools/pool.js";
import type { PoolChange, PoolDeletion } from "../pools/pool-change.js";
import type { OptionalParts, StorePart, StoreParts } from "./store-parts.js";

/**
 * Where pools and their history are kept, and, as far as a store has {@link StoreParts}, what else a server needs. Everything a store
 * must do is checked by the cases of `@afpools/core/testing`.
 *
 * Every method rejects with AfpoolsError `STORE_UNAVAILABLE` when the database cannot be reached, in at most a few
 * seconds, with its address in the message.
 */
export interface PoolStore extends OptionalParts {
  /** Where the data lies, for people: `sqlite:/path/pools.db`, `mongodb://host:27017/afpools`. Holds no password. */
  readonly location: string;

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

  /** Ends watches and frees the connection or file. Later calls reject with `STORE_UNAVAILABLE`. */
  close(): Promise<void>;
}

/** A store that has these parts. */
export type StoreWith<P extends StorePart> = PoolStore & Pick<StoreParts, P>;

/** A store that has all parts. */
export type CompleteStore = StoreWith<StorePart>;

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
