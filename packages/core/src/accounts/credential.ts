import type { Role } from "./role.js";

/** How a session was opened. */
export const signInMethods = ["password", "token", "link", "welcome", "oidc", "proxy"] as const;

export type SignInMethod = (typeof signInMethods)[number];

/**
 * What a user is known by: `session`, of a page that signed in; `token`, of a program; `link`, which signs in once.
 *
 * The database keeps the SHA-256 of its secret: nobody who reads the database can sign in.
 */
export interface Credential {
  /** 24 hexadecimal digits; no secret. */
  readonly id: string;
  readonly kind: "session" | "token" | "link";
  /** SHA-256 of the secret, in hexadecimal digits. */
  readonly hash: string;
  /** The user's name, and the id: a later user of the same name is another one. */
  readonly user: string;
  readonly userId: string;
  /** What it is for, for people. */
  readonly label: string;
  /** The highest role that it gives; `null` for that of its user. */
  readonly role: Role | null;
  readonly createdAt: string;
  /** `null`: never. With each use of a session it moves on. */
  readonly expiresAt: string | null;
  /** It, and what is made with it, ends then at the latest; `null` for no such limit. */
  readonly notAfter: string | null;
  /**
   * The ids of the credentials that it was made with, the first of them first: it is good only while all of them are in
   * the database. Empty for one that its user made by a password, and for one made on the database itself.
   */
  readonly madeWith: readonly string[];
  /** How a session was opened; `null` for others. */
  readonly signedInBy: SignInMethod | null;
  /** When and from which address it was used last, which need not be exact; `null` while it never was. */
  readonly usedAt: string | null;
  readonly usedFrom: string | null;
  /** Which program used it last, as it says itself (`User-Agent`); `null` where that is not known. */
  readonly agent: string | null;
  /** When its user signed out; `null` while it is open. A closed session is kept while there is what was made with it. */
  readonly closedAt: string | null;
  /** Counts up with each write, from 1. */
  readonly revision: number;
}

/** What every credential has that is limited in nothing and was not used yet. */
export const newCredentialFields = {
  label: "",
  role: null,
  expiresAt: null,
  notAfter: null,
  madeWith: [],
  signedInBy: null,
  usedAt: null,
  usedFrom: null,
  agent: null,
  closedAt: null,
  revision: 1,
} satisfies Partial<Credential>;
