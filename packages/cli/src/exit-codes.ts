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

/** Every exit status and what it means, for the manual; the README tells the same. */
export const exitMeanings: readonly (readonly [number, string])[] = [
  [0, "done"],
  [exitCodes.internal, "a fault of the program"],
  [exitCodes.input, "wrong input: a flag, a name, a file, the configuration"],
  [exitCodes["not-found"], "no such pool, change or job"],
  [exitCodes.conflict, "conflict: the name is taken, or the pool was changed meanwhile"],
  [exitCodes.unavailable, "the database or the server cannot be reached; cancelled by Ctrl-C"],
  [exitCodes.forbidden, "not allowed"],
  [exitCodes.limit, "over a limit, such as a mask too large for afserver"],
  [unhealthy, "`doctor` found an error"],
  [differs, "`plan` found that the pools are not as the files say"],
];
