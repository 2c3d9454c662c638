/** What one server takes from its clients. Times are absolute: sending a byte now and then gains nothing. */
export interface ServerLimits {
  /** Connections in all. */
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** Bytes of one request. */
  readonly requestBytes: number;
  /** Bytes of answers made for one client each that clients have not taken yet, in all. */
  readonly unreadBytes: number;
  /** Time from connecting to the end of the TLS handshake, in ms; where TLS is on, for a plain client's first byte too. */
  readonly handshakeMs: number;
  /** Time from a request's first byte to its last, in ms; for a connection's first request from connecting. */
  readonly requestMs: number;
  /** Time that a kept connection may wait for its next request, in ms. */
  readonly idleMs: number;
  /** Time in which a client must have taken an answer, in ms. */
  readonly answerMs: number;
  /** Time to finish what was begun when the server closes, in ms. */
  readonly drainMs: number;
}

export const defaultLimits: ServerLimits = {
  connections: 4_096,
  connectionsPerAddress: 1_024,
  requestBytes: 64 << 10,
  unreadBytes: 256 << 20,
  handshakeMs: 10_000,
  requestMs: 10_000,
  idleMs: 60_000,
  answerMs: 60_000,
  drainMs: 10_000,
};

/** How long a connection on which everything is said may stay open, in ms, for its client to hear it and to close. */
export const lingerMs = 2_000;

/** How long a client that had connected before the server began to close may take to begin its request, in ms. */
export const graceMs = 100;
