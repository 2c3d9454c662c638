import {
  type OpenSession,
  pagePaths,
  type User as ShownUser,
  type SignInLink,
  type Token,
} from "@afpools/api";
import type { Credential, User } from "@afpools/core";
import type { NewCredential } from "./credentials.js";
import { hasPassword, isExternal } from "./external-identity.js";
import { roleOf } from "./principal.js";
import type { ValidCredential } from "./valid-credential.js";

/** A user as it is told: without what a password is compared with. */
export function showUser({ name, role, disabled, password, createdAt }: User): ShownUser {
  return {
    name,
    role,
    disabled,
    hasPassword: hasPassword({ password }),
    external: isExternal({ password }),
    createdAt,
  };
}

/** A token of this user as it is told: without what its secret is compared with. */
export function showToken(token: Credential, owner: User): Token {
  const { id, label, createdAt, expiresAt, usedAt, usedFrom, madeWith } = token;
  return {
    id,
    user: owner.name,
    label,
    role: roleOf(owner, token),
    createdAt,
    expiresAt,
    usedAt,
    usedFrom,
    madeWith: madeWith.at(-1) ?? null,
  };
}

/** @param current the id of the credential of whoever asks */
export function showSession({ credential, user }: ValidCredential, current?: string): OpenSession {
  const { id, createdAt, signedInBy, madeWith } = credential;
  return {
    id,
    user: user.name,
    role: roleOf(user, credential),
    signedInBy: signedInBy ?? "password",
    createdAt,
    expiresAt: credential.expiresAt ?? createdAt,
    usedAt: credential.usedAt ?? createdAt,
    usedFrom: credential.usedFrom,
    agent: credential.agent,
    madeWith: madeWith.at(-1) ?? null,
    current: id === current,
  };
}

/** A link that was made just now. */
export function showLink({ text, credential }: NewCredential): SignInLink {
  const { expiresAt, createdAt } = credential;
  return { path: `${pagePaths.signIn}#token=${text}`, token: text, expiresAt: expiresAt ?? createdAt };
}
