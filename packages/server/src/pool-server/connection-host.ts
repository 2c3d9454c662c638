import type { AfpoolsError } from "@afpools/core";
import type { DecodedRequest } from "@afpools/protocol";
import type { Admission, AdmittedConnection } from "../listen/admission.js";
import type { Deadlines } from "../listen/deadlines.js";
import type { FairScheduler } from "../listen/fair-scheduler.js";
import type { ServerLimits } from "../listen/limits.js";
import type { Peer } from "../listen/peer.js";
import type { UnreadBytes } from "../listen/unread-bytes.js";
import type { Asker } from "../work/asker.js";
import type { Answer } from "./answer.js";

/**
 * What may take only so long: a request, from its first byte or from connecting; the next one; an answer to be taken;
 * the first request while the server drains; the client to close after all is said.
 */
export type Expected = "request" | "idle" | "answer" | "grace" | "linger";

/** What all connections of a server share. */
export interface ConnectionHost<C extends AdmittedConnection> {
  readonly limits: ServerLimits;
  readonly admission: Admission<C>;
  readonly deadlines: Deadlines<Expected>;
  readonly unread: UnreadBytes;
  readonly scheduler: FairScheduler;
  /** `asker` is who waits for the answer: the connection. */
  answer(request: DecodedRequest, peer: Peer, asker: Asker): Answer | Promise<Answer>;
  /** Is told of each answer that is an error, and of each connection that is refused or cut. */
  onError(error: AfpoolsError, peer: Peer): void;
}
