import type { Role } from "../accounts/role.js";
import type { Pool } from "./pool.js";
import { applyDiff, emptyPoolContent, type PoolDiff } from "./pool-diff.js";
import { poolNameKey } from "./pool-name.js";

/** Who makes a change, and from where. */
export interface Author {
  /** A person's or a tool's name. */
  readonly name: string;
  /** The way it came: `cli`, `library`, `protocol 10.1.2.3`, … */
  readonly origin: string;
  /** What the author may do. Absent: the author holds the store itself, and may do everything. */
  readonly role?: Role;
}

/**
 * One write to one pool: both the order that a store carries out and, once carried out, the entry of the history.
 *
 * A store does `diff` to the pool `poolId` if that pool is at `revision - 1`, and records the change in the same step.
 */
export interface PoolChange {
  /** 24 hexadecimal digits. */
  readonly id: string;
  readonly kind: "create" | "update" | "delete";
  readonly poolId: string;
  /** The pool's name after the change; for a deleted pool the last one. */
  readonly poolName: string;
  /** The pool's revision after the change. A pool that is made again under its id goes on counting. */
  readonly revision: number;
  /** What changed: against nothing for `create`, to nothing for `delete`. */
  readonly diff: PoolDiff;
  readonly by: string;
  readonly origin: string;
  /** ISO 8601, UTC, with milliseconds. */
  readonly at: string;
  /** The id of the change that this one takes back. */
  readonly undoes?: string;
  /**
   * For changes to several pools that were written together, all or none: the id of the last one. They are consecutive in the
   * history, and are undone together.
   */
  readonly batch?: string;
}

/** A change that deleted a pool, without the content that the pool had. */
export interface PoolDeletion extends Omit<PoolChange, "diff"> {
  readonly kind: "delete";
}

/** The pool as `change` leaves it; `before` is nothing for a `create`. Not for `delete`. */
export function poolAfter(before: Pool | undefined, change: PoolChange): Pool {
  return {
    id: change.poolId,
    ...applyDiff(before ?? emptyPoolContent, change.diff),
    revision: change.revision,
    changedBy: change.by,
    changedAt: change.at,
  };
}

/**
 * The id of the pool whose changes have this id, or else of the newest change under this name (without regard to case).
 *
 * @param changes the oldest first
 */
export function findPoolInChanges(changes: readonly PoolChange[], idOrName: string): string | undefined {
  if (changes.some(({ poolId }) => poolId === idOrName)) return idOrName;
  const key = poolNameKey(idOrName);
  return changes.findLast(({ poolName }) => poolNameKey(poolName) === key)?.poolId;
}
