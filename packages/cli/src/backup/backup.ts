import type { Credential, Pool, PoolChange, User } from "@afpools/core";

/** What a backup holds. Sessions and sign-in links are left out: they end by themselves, and who has one signs in anew. */
export interface Backup {
  /** ISO 8601. */
  readonly createdAt: string;
  /** The database that it was made of. */
  readonly from: string;
  readonly pools: readonly Pool[];
  /** The oldest first. */
  readonly changes: readonly PoolChange[];
  readonly users: readonly User[];
  readonly tokens: readonly Credential[];
}

/**
 * The tokens that a backup holds. As sessions are left out, a token does not say any more in which session it was made; one
 * that was made with a token still ends with that.
 */
export function keptTokens(credentials: readonly Credential[]): readonly Credential[] {
  const byId = new Map(credentials.map((it) => [it.id, it]));
  return credentials
    .filter(({ kind, madeWith }) => kind === "token" && madeWith.every((id) => byId.has(id)))
    .map((token) => ({ ...token, madeWith: token.madeWith.filter((id) => byId.get(id)?.kind === "token") }));
}
