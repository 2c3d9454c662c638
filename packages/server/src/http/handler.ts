import type { OperationName, RouteBody, RouteParams, RouteQuery, RouteResult } from "@afpools/api";
import type { Whereabouts } from "../access/credentials.js";
import type { Principal } from "../access/principal.js";
import type { AuditTrail } from "../audit/audit-trail.js";
import type { Asker } from "../work/asker.js";

/** One request of an operation, checked by its route. */
export interface Call<O extends OperationName> {
  readonly params: RouteParams<O>;
  readonly query: RouteQuery<O>;
  readonly body: RouteBody<O>;
  readonly principal: Principal;
  /** Where the request comes from. */
  readonly address: string;
  readonly from: Whereabouts;
  /** Who waits for the answer. */
  readonly asker: Asker;
  /** Of `If-Match`: the revision that the caller has seen. */
  readonly ifRevision: number | undefined;
  /** What is recorded of the request. */
  readonly audit: AuditTrail;
  /** Gives the page a session, or takes it away. */
  readonly session: { open(text: string): void; end(): void };
}

type Handler<O extends OperationName> = (call: Call<O>) => RouteResult<O> | Promise<RouteResult<O>>;

/** What carries out these operations. */
export type Handlers<O extends OperationName = OperationName> = { readonly [Name in O]: Handler<Name> };
