/** What kind of failure a code stands for; the CLI's exit status and an HTTP status follow from it. */
export type ErrorKind =
  | "input"
  | "not-found"
  | "conflict"
  | "forbidden"
  | "limit"
  | "unavailable"
  | "internal";

/**
 * Every code an {@link AfpoolsError} can carry, by the package that throws it first. They are one table because they go over the wire:
 * a client knows the codes of the server by it. Codes are part of the interface: one that was released keeps its name and its kind.
 */
export const errorCodes = {
  core: {
    INVALID_ARGUMENT: "input",
    INVALID_HOST_NAME: "input",
    INVALID_HOST_PATTERN: "input",
    INVALID_POOL_NAME: "input",
    INVALID_EXPRESSION: "input",
    INVALID_CONFIG: "input",
    INVALID_FILE: "input",
    MASK_EMPTY: "input",
    MASK_TOO_LARGE: "limit",
    MASK_UNREADABLE: "input",
    FARM_UNKNOWN: "unavailable",
    POOL_NOT_FOUND: "not-found",
    CHANGE_NOT_FOUND: "not-found",
    USER_NOT_FOUND: "not-found",
    NAME_TAKEN: "conflict",
    CONFLICT: "conflict",
    POOL_CYCLE: "conflict",
    POOL_IN_USE: "conflict",
    REQUEST_TOO_COSTLY: "limit",
    NOT_SUPPORTED: "input",
    FORBIDDEN: "forbidden",
    STORE_UNAVAILABLE: "unavailable",
    INTERNAL: "internal",
  },
  "store-sqlite": {
    STORE_TOO_NEW: "unavailable",
    STORE_CORRUPT: "unavailable",
  },
  protocol: {
    MALFORMED_MESSAGE: "input",
    MESSAGE_TOO_LARGE: "limit",
    UNSUPPORTED_VERSION: "input",
    UNKNOWN_COMMAND: "input",
    UNEXPECTED_ANSWER: "unavailable",
    SERVER_UNREACHABLE: "unavailable",
  },
  afanasy: {
    JOB_NOT_FOUND: "not-found",
    AFSERVER_REFUSED: "conflict",
    TIMEOUT: "unavailable",
    ABORTED: "unavailable",
  },
  server: {
    HOST_NOT_FOUND: "not-found",
    TOKEN_NOT_FOUND: "not-found",
    SESSION_NOT_FOUND: "not-found",
    SCAN_NOT_FOUND: "not-found",
    HOOK_NOT_FOUND: "not-found",
    UNKNOWN_ROUTE: "not-found",
    WRONG_METHOD: "input",
    WRONG_SERVER_NAME: "input",
    WRONG_CONTENT_TYPE: "input",
    TOO_MANY_CONNECTIONS: "limit",
    TOO_MANY_REQUESTS: "limit",
    TOO_MANY_ATTEMPTS: "limit",
    TOO_MANY_SCANS: "limit",
    TOO_SLOW: "limit",
    TLS_REQUIRED: "forbidden",
    CERTIFICATE_REQUIRED: "forbidden",
    SIGN_IN_REQUIRED: "forbidden",
    SIGN_IN_FAILED: "forbidden",
    SERVER_CLOSING: "unavailable",
  },
} as const satisfies Record<string, Record<string, ErrorKind>>;

/** The kind of each code. */
export const errorKinds = {
  ...errorCodes.core,
  ...errorCodes["store-sqlite"],
  ...errorCodes.protocol,
  ...errorCodes.afanasy,
  ...errorCodes.server,
} as const;

export type ErrorCode = keyof typeof errorKinds;

/** Plain JSON values that say what was wrong and where: the offending text, its column, both revisions, … */
export type ErrorDetails = Readonly<Record<string, unknown>>;

const brand = Symbol.for("@afpools/error");

/**
 * The one error type of all packages: a stable {@link ErrorCode}, a message for people that says what was wrong, where,
 * and what to do, and the same as data in `details`.
 *
 * `instanceof` works across copies of this package (ESM beside CommonJS, two versions in one process). Not to be
 * subclassed: the code is what tells errors apart.
 */
export class AfpoolsError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: { details?: ErrorDetails; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AfpoolsError";
    this.code = code;
    this.details = options.details ?? {};
    Object.defineProperty(this, brand, { value: true });
  }

  get kind(): ErrorKind {
    return errorKinds[this.code];
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && brand in value;
  }
}

/** Is `text` one of the codes of {@link errorKinds}? For errors that come back over a wire. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorKinds, text);
}

/** `error` itself when it is an {@link AfpoolsError}, else one of code `INTERNAL` with it as its cause. */
export function toAfpoolsError(error: unknown): AfpoolsError {
  if (error instanceof AfpoolsError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new AfpoolsError("INTERNAL", `Unexpected failure: ${message}`, { cause: error });
}
