import { AfpoolsError, type Role } from "@afpools/core";
import { newCredentialFields, parseUserName } from "@afpools/core/internal";
import { principalOf, type SignedIn } from "./principal.js";

/** Somebody whom the service around the server knows. */
export interface OutsideUser {
  /** Stands in the history and the audit: 1 to 64 printable characters. */
  readonly name: string;
  readonly role: Role;
}

/** What is told of a request, to find out who makes it. */
export interface OutsideRequest {
  readonly method: string;
  readonly headers: Headers;
  /** The IP address that it comes from. */
  readonly address: string;
}

/**
 * Says who makes a request, in place of users, sessions and tokens of the database; nothing for somebody who is not signed in. It
 * is called for each request, and once for a WebSocket.
 */
export type Authenticate = (
  request: OutsideRequest,
) => OutsideUser | undefined | Promise<OutsideUser | undefined>;

/** What the ids of users and credentials begin with that are in no database. */
const prefix = "outside:";

/**
 * A principal that is in no database.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT` for a name that cannot stand in the history
 */
export function outsidePrincipal({ name, role }: OutsideUser, now: Date): SignedIn {
  const createdAt = now.toISOString();
  const id = `${prefix}${parseUserName(name)}`;
  const user = { id, name, role, disabled: false, password: "", createdAt, revision: 1 };
  const credential = {
    id,
    kind: "token" as const,
    hash: "",
    user: name,
    userId: id,
    createdAt,
    ...newCredentialFields,
  };
  return principalOf({ user, credential, ancestors: [] });
}

export function isOutside({ credential }: Pick<SignedIn, "credential">): boolean {
  return credential.id.startsWith(prefix);
}

/** @throws AfpoolsError `FORBIDDEN` always: the database has no part in who may do what. */
export function refuseAccounts(): never {
  throw new AfpoolsError(
    "FORBIDDEN",
    "Users, sessions and tokens are managed by the service that embeds this server.",
  );
}
