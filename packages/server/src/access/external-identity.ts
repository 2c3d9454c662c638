import type { User } from "@afpools/core";

/** Somebody whom a provider outside of the pool database knows. */
export interface ExternalIdentity {
  /** What the provider never gives to anybody else: the issuer and its subject. */
  readonly id: string;
  /** The name that a new user gets. */
  readonly name: string;
  readonly groups: readonly string[];
}

const method = "oidc$";

/** What is kept in place of a password of a user who signs in by the provider. */
export function keptIdentity({ id }: ExternalIdentity): string {
  return method + id;
}

/** Does the user sign in by the provider? */
export function isExternal({ password }: Pick<User, "password">): boolean {
  return password.startsWith(method);
}

/** Has the user a password of their own here? */
export function hasPassword(user: Pick<User, "password">): boolean {
  return user.password !== "" && !isExternal(user);
}
