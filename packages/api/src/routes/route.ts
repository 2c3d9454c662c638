import type { ErrorCode, Role } from "@afpools/core";
import type * as z from "zod";

/**
 * Who may use a route: everybody; those with a role; `user`: everybody who is signed in. Whoever is not signed in has the
 * role that the server gives to all (`access.anonymous`).
 */
export type Needs = "nothing" | "viewer" | "user" | Exclude<Role, "viewer">;

/** What an operation takes and gives. Parameters of the path are texts, those that count things numbers. */
export interface Route {
  /** For people, one line. */
  readonly summary: string;
  readonly description?: string;
  readonly needs: Needs;
  /** Does it change nothing, although its method is not `GET`? */
  readonly reads?: true;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** As JSON. */
  readonly body?: z.ZodType;
  /** As JSON, with status 200; nothing with 204 where it is absent. */
  readonly result?: z.ZodType;
  /** The result as a table, for who accepts `text/csv`. */
  readonly csv?: (result: never) => string;
  /** Does the answer carry the pool's revision as `ETag`? */
  readonly etag?: true;
  /**
   * Does the answer carry an `ETag` of what it holds, so that a client which has it by `If-None-Match` gets 304? Such answers are
   * compressed for those who accept it.
   */
  readonly conditional?: true;
  /** Does it take `If-Match` with a pool's revision? Then a stale one is refused with status 412. */
  readonly ifMatch?: true;
  /**
   * Does it take `Idempotency-Key`, so that a request that is sent again is not carried out again? Then it is refused with
   * `CONFLICT` while the first one has no answer. A writing route without it says in its description why.
   */
  readonly idempotent?: true;
  /** What it may refuse with, besides what every route may. */
  readonly errors: readonly ErrorCode[];
}
