import type { ErrorKind } from "@afpools/core";

/** The process's exit status by what went wrong; documented in the README, so that scripts can stand on it. */
export const exitCodes = {
  internal: 1,
  input: 2,
  "not-found": 3,
  conflict: 4,
  unavailable: 5,
  forbidden: 6,
  limit: 7,
} as const satisfies Record<ErrorKind, number>;

/** `doctor` found an error. */
export const unhealthy = 8;

/** `plan` found that the pools are not as the files say. */
export const differs = 9;
