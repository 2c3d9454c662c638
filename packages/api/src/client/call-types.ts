import type { OperationName } from "../routes/endpoints.js";
import type { RouteBody, RouteParams, RouteQuery, RouteResult } from "../routes/routes.js";

type None = Record<never, never>;
type Or<T, Otherwise> = [T] extends [undefined] ? Otherwise : T;

/** What an operation is called with: its parameters of path and query by their names, and its body. */
export type CallInput<O extends OperationName> = Or<RouteParams<O>, None> &
  Or<RouteQuery<O>, None> &
  ([RouteBody<O>] extends [undefined] ? None : { readonly body: RouteBody<O> });

export type CallResult<O extends OperationName> = [RouteResult<O>] extends [undefined]
  ? undefined
  : RouteResult<O>;

export interface CallOptions {
  /** Ends the call, which then rejects with `ABORTED`. What the server has begun it carries out. */
  readonly signal?: AbortSignal;
  /** The pool's revision that the caller has seen: a write to another one is refused with `CONFLICT`. */
  readonly ifRevision?: number;
  /** Up to 100 characters: a request that is sent again with the same key is not carried out again. */
  readonly idempotencyKey?: string;
}

/** An operation as a method; without its input where nothing must be said. */
export type Call<O extends OperationName> =
  None extends CallInput<O>
    ? (input?: CallInput<O>, options?: CallOptions) => Promise<CallResult<O>>
    : (input: CallInput<O>, options?: CallOptions) => Promise<CallResult<O>>;

/** All operations as methods. */
export type Calls = { readonly [O in OperationName]: Call<O> };
