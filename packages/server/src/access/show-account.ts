import { pagePaths, type User as ShownUser, type SignInLink, type Token } from "@afpools/api";
import type { Credential, User } from "@afpools/core";
import type { NewCredential } from "./credentials.js";
import { roleOf } from "./principal.js";

/** A user as it is told: without what a password is compared with. */
export function showUser({ name, role, disabled, password, createdAt }: User): ShownUser {
  return { name, role, disabled, hasPassword: password !== "", createdAt };
}

/** A token of this user as it is told: without what its secret is compared with. */
export function showToken(token: Credential, owner: User): Token {
  const { id, label, createdAt, expiresAt, usedAt } = token;
  return { id, user: owner.name, label, role: roleOf(owner, token), createdAt, expiresAt, usedAt };
}

/** A link that was made just now. */
export function showLink({ text, credential }: NewCredential): SignInLink {
  const { expiresAt, createdAt } = credential;
  return { path: `${pagePaths.signIn}#token=${text}`, token: text, expiresAt: expiresAt ?? createdAt };
}
