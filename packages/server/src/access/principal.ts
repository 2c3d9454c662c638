import type { Caller, Needs } from "@afpools/api";
import { AfpoolsError, type Author, type Credential, type Role, type User } from "@afpools/core";
import { assertRole, hasRole } from "@afpools/core/internal";
import type { ValidCredential } from "./valid-credential.js";

/** Who makes a request. */
export type Principal =
  | {
      readonly by: "nothing";
      /** What everybody may do; `null` for nothing. */
      readonly role: "viewer" | null;
      /** Why it is not known who it is, although something was presented: the database is away. */
      readonly unknownBecause?: AfpoolsError;
    }
  | (ValidCredential & {
      readonly by: "session" | "token";
      readonly role: Role;
      /** Why nothing may be changed: the database is unavailable, so what was revoked since is not known. */
      readonly readOnlyBecause?: AfpoolsError;
    });

/** Somebody who is signed in. */
export type SignedIn = Exclude<Principal, { by: "nothing" }>;

export function principalOf(validCredential: ValidCredential): SignedIn {
  const { user, credential } = validCredential;
  const by = credential.kind === "session" ? "session" : "token";
  return { ...validCredential, by, role: roleOf(user, credential) };
}

/** What a credential lets its user do: never more than the user may. */
export function roleOf({ role }: User, { role: limit }: Credential): Role {
  return limit !== null && hasRole(role, limit) ? limit : role;
}

/** What an operation asks for. */
export interface Asked {
  readonly needs: Needs;
  /** Does it change nothing? */
  readonly isRead: boolean;
}

/**
 * @throws AfpoolsError `SIGN_IN_REQUIRED` for somebody who is not signed in, where that would help; `FORBIDDEN` for
 * somebody who is; `STORE_UNAVAILABLE` where it cannot be known.
 */
export function assertMay(principal: Principal, { needs, isRead }: Asked): void {
  if (needs === "nothing") return;
  if (principal.by === "nothing") {
    if (needs === "viewer" && principal.role !== null) return;
    if (principal.unknownBecause) throw principal.unknownBecause;
    throw signInRequired();
  }
  if (needs !== "user") assertRole(principal.role, needs);
  if (!isRead && principal.readOnlyBecause) throw principal.readOnlyBecause;
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

/** Who makes the request, as it is told. */
export function callerOf(principal: Principal): Caller {
  const { by, role } = principal;
  return { name: by === "nothing" ? null : principal.user.name, role, by };
}
