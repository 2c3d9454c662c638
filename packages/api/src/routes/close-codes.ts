/**
 * The codes by which the server closes the WebSocket of events; the reason is then an error's code: `SERVER_CLOSING`,
 * `SIGN_IN_REQUIRED`, `FORBIDDEN`, `TOO_SLOW`, `TOO_MANY_CONNECTIONS`.
 */
export const closeCodes = {
  SERVER_CLOSING: 1001,
  /** The caller was signed out, or is another one by now. */
  SIGN_IN_REQUIRED: 4401,
  FORBIDDEN: 4403,
  /** It did not read what it was sent. */
  TOO_SLOW: 4408,
  TOO_MANY_CONNECTIONS: 4429,
} as const;
