import type { Needs } from "@afpools/api";
import {
  AfpoolsError,
  type Author,
  assertRole,
  type Credential,
  hasRole,
  type Role,
  type User,
} from "@afpools/core";

/** Who makes a request. */
export type Principal =
  | {
      readonly by: "nothing";
      /** What everybody may do; `null` for nothing. */
      readonly role: "viewer" | null;
      /** Why it is not known who it is, although something was presented: the database is away. */
      readonly unknownBecause?: AfpoolsError;
    }
  | {
      readonly by: "session" | "token";
      readonly user: User;
      readonly credential: Credential;
      readonly role: Role;
    };

/** Somebody who is signed in. */
export type SignedIn = Exclude<Principal, { by: "nothing" }>;

/** What a credential lets its user do: never more than the user may. */
export function roleOf({ role }: User, { role: limit }: Credential): Role {
  return limit !== null && hasRole(role, limit) ? limit : role;
}

/**
 * @throws AfpoolsError `SIGN_IN_REQUIRED` for somebody who is not signed in, where that would help; `FORBIDDEN` for
 * somebody who is; `STORE_UNAVAILABLE` where it cannot be known.
 */
export function assertMay(principal: Principal, needs: Needs): void {
  if (needs === "nothing") return;
  if (principal.by === "nothing") {
    if (needs === "viewer" && principal.role !== null) return;
    if (principal.unknownBecause) throw principal.unknownBecause;
    throw signInRequired();
  }
  if (needs !== "user") assertRole(principal.role, needs);
}

/** @throws AfpoolsError as `assertMay` does */
export function signedIn(principal: Principal): SignedIn {
  if (principal.by !== "nothing") return principal;
  throw principal.unknownBecause ?? signInRequired();
}

/** Who a write is by, for the pool service and the history. */
export function authorOf(principal: Principal, address: string): Author {
  const { user, role } = signedIn(principal);
  return { name: user.name, origin: `api ${address}`, role };
}

function signInRequired(): AfpoolsError {
  return new AfpoolsError(
    "SIGN_IN_REQUIRED",
    "Sign in first: on the page, or with a token as Authorization: Bearer.",
  );
}
