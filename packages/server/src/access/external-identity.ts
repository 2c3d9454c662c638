import type { User } from "@afpools/core";

/** Who outside of the pool database knows people: an OpenID Connect provider, or a proxy before the server. */
type ExternalMethod = "oidc" | "proxy";

/** Somebody whom one of them knows. */
export interface ExternalIdentity {
  readonly method: ExternalMethod;
  /** What is never given to anybody else: the issuer and its subject, or the name that the proxy tells. */
  readonly id: string;
  /** The name that a new user gets. */
  readonly name: string;
  readonly groups: readonly string[];
}

/** What is kept in place of a password of a user who signs in so. */
export function keptIdentity({ method, id }: Pick<ExternalIdentity, "method" | "id">): string {
  return `${method}$${id}`;
}

/** Does the user sign in by a provider or proxy? */
export function isExternal({ password }: Pick<User, "password">): boolean {
  return /^(?:oidc|proxy)\$/.test(password);
}

/** Has the user a password of their own here? */
export function hasPassword(user: Pick<User, "password">): boolean {
  return user.password !== "" && !isExternal(user);
}
