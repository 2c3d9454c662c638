import type { AfpoolsError } from "@afpools/core";
import type { DecodedRequest } from "@afpools/protocol";
import type { Answer } from "./answer.js";
import type { Connection } from "./connection.js";
import type { Deadlines } from "./deadlines.js";
import type { ServerLimits } from "./limits.js";
import type { Peer } from "./peer.js";
import type { UnreadAnswers } from "./unread-answers.js";

/**
 * What may take only so long: a request, from its first byte or from connecting; the next one; an answer to be taken;
 * the first request while the server drains; the client to close after all is said.
 */
export type Expected = "request" | "idle" | "answer" | "grace" | "linger";

/** What all connections of a server share. */
export interface ConnectionHost {
  readonly limits: ServerLimits;
  readonly deadlines: Deadlines<Connection, Expected>;
  readonly unread: UnreadAnswers;
  answer(request: DecodedRequest, peer: Peer): Answer | Promise<Answer>;
  /** Is told whose turn it is: the client's, to send a request or to take an answer, or the server's. */
  onTurn(connection: Connection, turn: "client" | "server"): void;
  onClosed(connection: Connection): void;
  /** Is told of each answer that is an error, and of each connection that is cut. */
  onError(error: AfpoolsError, peer: Peer): void;
}
