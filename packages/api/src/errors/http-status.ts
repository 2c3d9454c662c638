import { type ErrorCode, type ErrorKind, errorKinds } from "@afpools/core";

const ofKind = {
  input: 400,
  forbidden: 403,
  "not-found": 404,
  conflict: 409,
  limit: 429,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<ErrorKind, number>;

const ofCode: Partial<Record<ErrorCode, number>> = {
  SIGN_IN_REQUIRED: 401,
  SIGN_IN_FAILED: 401,
  WRONG_METHOD: 405,
  MESSAGE_TOO_LARGE: 413,
  WRONG_CONTENT_TYPE: 415,
  WRONG_SERVER_NAME: 421,
  MASK_TOO_LARGE: 422,
  REQUEST_TOO_COSTLY: 422,
  TOO_MANY_CONNECTIONS: 503,
};

/** The HTTP status of an error. A `CONFLICT` with what `If-Match` says is 412 instead. */
export function httpStatus(code: ErrorCode): number {
  return ofCode[code] ?? ofKind[errorKinds[code]];
}
