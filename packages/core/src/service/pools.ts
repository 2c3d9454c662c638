import type { Pool, PoolHost } from "../pools/pool.js";
import type { Author, PoolChange } from "../pools/pool-change.js";

/** A host to add: its name, or a member with the 2019 tool's extra values. */
export type HostInput = string | PoolHost;

/** A pool to be made. */
export interface PoolDraft {
  /**
   * The id that it has elsewhere, by which jobs know it: 24 hexadecimal digits in lower case. Refused with `CONFLICT` where
   * another pool has it. Default: a new one.
   */
  readonly id?: string;
  readonly name: string;
  readonly description?: string;
  readonly hosts?: readonly HostInput[];
  readonly rules?: readonly string[];
  /** Default: no. */
  readonly restartStrays?: boolean;
}

/** What to change in a pool; everything that is absent stays. */
export interface PoolEdit {
  readonly name?: string;
  readonly description?: string;
  readonly addHosts?: readonly HostInput[];
  readonly removeHosts?: readonly string[];
  readonly addRules?: readonly string[];
  readonly removeRules?: readonly string[];
  readonly restartStrays?: boolean;
}

export interface WriteOptions {
  /**
   * The revision that the author has seen: the write is refused with `CONFLICT` when the pool is at another one. Without
   * it the edit is done to the pool as it is now.
   */
  readonly ifRevision?: number;
  /** Tells what the write would do and refuses what it would refuse, but writes nothing. */
  readonly dryRun?: boolean;
}

/** One write of a batch. Without `ifRevision` it is done to the pool as it is now. */
export type PoolOrder =
  | { readonly kind: "create"; readonly draft: PoolDraft }
  | {
      readonly kind: "update";
      readonly pool: string;
      readonly edit: PoolEdit;
      readonly ifRevision?: number;
    }
  | { readonly kind: "delete"; readonly pool: string; readonly ifRevision?: number };

/** Which changes to list. */
export interface PoolHistoryQuery {
  /** Of this pool alone, a deleted one too: its id or its name. */
  readonly pool?: string;
  /** The most to give, 1–10,000. Default 50. */
  readonly limit?: number;
  /** Only changes older than the change of this id. */
  readonly before?: string;
}

/** What a write did. */
export interface PoolWrite {
  /** The pool afterwards; `null` when it was deleted. */
  readonly pool: Pool | null;
  /** The entry in the history; `null` when there was nothing to change. */
  readonly change: PoolChange | null;
  /** Hosts and rules to add that were already in the pool. */
  readonly already: readonly string[];
  /** Hosts and rules to remove that were not in the pool. */
  readonly absent: readonly string[];
}

/** What an undo did. */
export interface UndoWrite extends PoolWrite {
  /** What it did to the other pools of a batch; empty for a change that was made alone. */
  readonly others: readonly PoolWrite[];
}

/**
 * All that can be done with pools, whoever asks: a library, the CLI, a server for its clients. `pool` is an id or a name
 * (without regard to case).
 *
 * Every method may reject with AfpoolsError `STORE_UNAVAILABLE`; those that write with `FORBIDDEN`, when the author's role
 * does not allow it.
 */
export interface Pools {
  list(): Promise<readonly Pool[]>;

  /** @throws AfpoolsError `POOL_NOT_FOUND` */
  get(pool: string): Promise<Pool>;

  /**
   * @throws AfpoolsError `INVALID_POOL_NAME`, `INVALID_HOST_NAME`, `INVALID_HOST_PATTERN`, `INVALID_EXPRESSION`, `NAME_TAKEN`,
   * `REQUEST_TOO_COSTLY`;
   * `POOL_NOT_FOUND`, `POOL_CYCLE` for a rule
   */
  create(draft: PoolDraft, author: Author, options?: Pick<WriteOptions, "dryRun">): Promise<PoolWrite>;

  /** @throws AfpoolsError `POOL_NOT_FOUND`, `CONFLICT`, `NAME_TAKEN`, `POOL_IN_USE`, `INVALID_…`, `POOL_CYCLE` as for `create` */
  update(pool: string, edit: PoolEdit, author: Author, options?: WriteOptions): Promise<PoolWrite>;

  /** @throws AfpoolsError `POOL_NOT_FOUND`, `CONFLICT`, `POOL_IN_USE` */
  delete(pool: string, author: Author, options?: WriteOptions): Promise<PoolWrite>;

  /**
   * Does several writes, each to another pool, in this order: all of them or none. They are one change to people: beside one another
   * in the history, and undone together. What rules name need be there only when all are done.
   *
   * @throws AfpoolsError `INVALID_ARGUMENT` for a pool that is named twice; `NOT_SUPPORTED` by a store that writes one pool at a time;
   * and as `create`, `update` and `delete`
   */
  batch(
    orders: readonly PoolOrder[],
    author: Author,
    options?: Pick<WriteOptions, "dryRun">,
  ): Promise<readonly PoolWrite[]>;

  /**
   * The newest changes first.
   *
   * @throws AfpoolsError `POOL_NOT_FOUND`, `CHANGE_NOT_FOUND`
   */
  history(query?: PoolHistoryQuery): Promise<readonly PoolChange[]>;

  /**
   * Undoes one change by a new one. Hosts and rules that the change added are removed and the other way round, as far
   * as that was not done since. Undoing one change of a batch undoes all of them.
   *
   * @throws AfpoolsError `CHANGE_NOT_FOUND`; `CONFLICT` when what it changed was changed again since; `NAME_TAKEN`
   */
  undo(changeId: string, author: Author, options?: Pick<WriteOptions, "dryRun">): Promise<UndoWrite>;
}

/** The pools as these writes leave them, such as writes that were tried in a dry run. */
export function poolsWithWrites(pools: readonly Pool[], writes: readonly PoolWrite[]): readonly Pool[] {
  const after = new Map(
    writes.flatMap(({ pool, change }) => (change ? [[change.poolId, pool] as const] : [])),
  );
  const others = pools.filter(({ id }) => !after.has(id));
  return after.size === 0 ? pools : [...others, ...[...after.values()].filter((pool) => pool !== null)];
}
