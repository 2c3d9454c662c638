import { AfpoolsError } from "../errors.js";
import { parsePoolName, poolNameKey } from "../pools/pool-name.js";
import type { Role } from "./role.js";

/** Somebody who may sign in. */
export interface User {
  /** Another user who is given the same name later has another id. */
  readonly id: string;
  /** Unique without regard to case, and never changed: it stands in the history. */
  readonly name: string;
  readonly role: Role;
  /** May not sign in; sessions and tokens are not taken. */
  readonly disabled: boolean;
  /**
   * How the user signs in, by the method that it names: what a password is compared with (`scrypt$…`), or whom a provider
   * says it is (`oidc$…`). Empty for a user without either.
   */
  readonly password: string;
  /** ISO 8601 in UTC, as all moments. */
  readonly createdAt: string;
  /** Counts up with each write, from 1. */
  readonly revision: number;
}

/**
 * The user name in `text`: any printable text of 1–64 characters, as a pool's name.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT`
 */
export function parseUserName(text: string): string {
  try {
    return parsePoolName(text);
  } catch {
    throw new AfpoolsError(
      "INVALID_ARGUMENT",
      `${JSON.stringify(text.slice(0, 80))} cannot be a user's name: it is 1 to 64 printable characters, and not "." or "..".`,
      { details: { name: text.slice(0, 80) } },
    );
  }
}

/** What makes two user names the same name. */
export function userKey(name: string): string {
  return poolNameKey(name);
}

/** No user has this name. */
export function userNotFoundError(name: string): AfpoolsError {
  return new AfpoolsError("USER_NOT_FOUND", `There is no user ${JSON.stringify(name)}.`, {
    details: { user: name },
  });
}
