import type { Role } from "./role.js";

/**
 * What stands for a user: `session`, of a page that signed in; `token`, of a program; `link`, which signs in once.
 *
 * Its secret is not kept, but its SHA-256: who reads the database cannot sign in.
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
  /** What it may do at most; `null` for all that its user may. */
  readonly role: Role | null;
  readonly createdAt: string;
  /** `null`: never. */
  readonly expiresAt: string | null;
  /** When it was used last, which need not be exact; `null` while it never was. */
  readonly usedAt: string | null;
  /** Counts up with each write, from 1. */
  readonly revision: number;
}
