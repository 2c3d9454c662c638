import { AfpoolsError, type Credential, type Role, type User } from "@afpools/core";
import { hasRole } from "@afpools/core/internal";

/** A credential that is good now, with its user and what it was made with. */
export interface ValidCredential {
  readonly user: User;
  readonly credential: Credential;
  /** The credentials of `credential.madeWith`. */
  readonly ancestors: readonly Credential[];
}

/** So many credentials can be made one with the other. */
const maxGenerations = 8;

/** What a new credential may be: the wishes for it, and by what it is limited. */
export type Descent = Pick<Credential, "role" | "expiresAt" | "notAfter" | "madeWith">;

export interface Wishes {
  readonly role?: Role | undefined;
  /** `null`: never. */
  readonly expiresAt: string | null;
  /** May it end sooner than wished? Otherwise it is refused. */
  readonly mayEndSooner: boolean;
}

/**
 * What a credential that is made with `maker` may be: it may do no more, lasts no longer, and ends with it. Without a maker
 * it is as wished.
 *
 * @throws AfpoolsError `FORBIDDEN` for a wish that goes beyond that
 */
export function descentFrom(maker: ValidCredential | undefined, wishes: Wishes): Descent {
  const { role = null, expiresAt, mayEndSooner } = wishes;
  if (!maker) return { role, expiresAt, notAfter: null, madeWith: [] };
  const { credential } = maker;
  const madeWith = [...credential.madeWith, credential.id];
  if (madeWith.length > maxGenerations) {
    throw new AfpoolsError(
      "FORBIDDEN",
      `This ${credential.kind} is the last in a chain of ${maxGenerations} credentials, each created with the one before. It cannot create another one. Sign in with a password.`,
    );
  }
  return {
    role: limitedRole(role, credential.role),
    expiresAt: limitedEnd(expiresAt, credential.notAfter, mayEndSooner),
    notAfter: credential.notAfter,
    madeWith,
  };
}

function limitedRole(wanted: Role | null, limit: Role | null): Role | null {
  if (limit === null) return wanted;
  if (wanted !== null && !hasRole(limit, wanted)) {
    throw new AfpoolsError(
      "FORBIDDEN",
      `A token for the role ${limit} can't create a token for the role ${wanted}.`,
      { details: { role: limit, needed: wanted } },
    );
  }
  return wanted ?? limit;
}

function limitedEnd(wanted: string | null, limit: string | null, mayEndSooner: boolean): string | null {
  if (limit === null || (wanted !== null && wanted <= limit)) return wanted;
  if (wanted === null || mayEndSooner) return limit;
  throw new AfpoolsError(
    "FORBIDDEN",
    `A credential created with a token that expires at ${limit} can't last longer. Ask for fewer days, or sign in with a password.`,
    { details: { notAfter: limit } },
  );
}

/** Was it, or anything that it was made with, a token of this same user's? */
export function comesFromOwnToken({ user, credential, ancestors }: ValidCredential): boolean {
  return [credential, ...ancestors].some(
    ({ kind, signedInBy, userId }) => userId === user.id && (kind === "token" || signedInBy === "token"),
  );
}
