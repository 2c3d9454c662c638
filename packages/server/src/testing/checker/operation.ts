import type { AfpoolsError, Pool, PoolChange } from "@afpools/core";

/** Through one of several servers, nobody knows which. */
export const anyServer = "any server";

/** What a client asked for, when, and what it was told. Times are of one clock, in ms. */
export interface Operation {
  /** Of this operation alone. It is the author of the change, so the history tells which operation made a change. */
  readonly id: string;
  /** Through which server, `store`, or {@link anyServer}. */
  readonly via: string;
  readonly request: Request;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: Outcome;
}

export type Request =
  | { readonly kind: "create"; readonly name: string }
  | { readonly kind: "update" | "delete"; readonly pool: string; readonly ifRevision?: number }
  | { readonly kind: "undo"; readonly change: string }
  | { readonly kind: "read"; readonly pool: string };

/** What a server tells of a pool that is read. */
export type PoolSeen = Pick<Pool, "id" | "name" | "description" | "rules" | "revision"> & {
  /** The names of its hosts. */
  readonly hosts: readonly string[];
};

export type Outcome =
  | { readonly kind: "written"; readonly change: PoolChange; readonly pool: Pool | null }
  /** There was nothing to change. */
  | { readonly kind: "unchanged" }
  /** `age`: since when the server says that its database does not answer, in s; 0 while it does. */
  | { readonly kind: "seen"; readonly pool: PoolSeen; readonly age: number }
  /** Nothing was done, and the client was told why. */
  | { readonly kind: "refused"; readonly error: AfpoolsError }
  /** The client was not told: it may have been done, or be done yet. */
  | { readonly kind: "unknown" };
