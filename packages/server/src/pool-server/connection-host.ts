import type { AfpoolsError } from "@afpools/core";
import type { DecodedRequest } from "@afpools/protocol";
import type { Admission, Guest } from "./admission.js";
import type { Answer } from "./answer.js";
import type { Deadlines } from "./deadlines.js";
import type { ServerLimits } from "./limits.js";
import type { Peer } from "./peer.js";
import type { Turns } from "./turns.js";
import type { UnreadAnswers } from "./unread-answers.js";

/**
 * What may take only so long: a request, from its first byte or from connecting; the next one; an answer to be taken;
 * the first request while the server drains; the client to close after all is said.
 */
export type Expected = "request" | "idle" | "answer" | "grace" | "linger";

/** What all connections of a server share. */
export interface ConnectionHost<G extends Guest> {
  readonly limits: ServerLimits;
  readonly admission: Admission<G>;
  readonly deadlines: Deadlines<Expected>;
  readonly unread: UnreadAnswers;
  readonly turns: Turns;
  answer(request: DecodedRequest, peer: Peer): Answer | Promise<Answer>;
  /** Is told of each answer that is an error, and of each connection that is refused or cut. */
  onError(error: AfpoolsError, peer: Peer): void;
}
