import {
  type AccountStore,
  AfpoolsError,
  type Credential,
  type Listeners,
  type Role,
  type User,
} from "@afpools/core";
import type { AccountChange } from "./account-events.js";
import { isSameHash, newSecret, parseSecret } from "./secret.js";

const dayMs = 24 * 60 * 60_000;
/** A session ends when it was not used for so long. */
export const sessionMs = 30 * dayMs;
/** A link is good for so long. */
const linkMs = dayMs;
/** A session is made to last again at most once in so long, and a token's use is noted so often. */
const sessionRenewalMs = dayMs;
const tokenNoteMs = 60 * 60_000;

export interface CredentialsOptions {
  readonly store: AccountStore;
  readonly changes: Listeners<AccountChange>;
  readonly now: () => Date;
}

export interface CredentialDraft {
  readonly label: string;
  /** What it may do at most. Default: all that its user may. */
  readonly role?: Role;
  /** Default: for ever. */
  readonly days?: number;
}

/** What was made: the text is not kept, so it is told only now. */
export interface NewCredential {
  readonly text: string;
  readonly credential: Credential;
}

/** Somebody who was recognised. */
export interface Recognised {
  readonly user: User;
  readonly credential: Credential;
}

/** What stands for users: sessions, tokens, links. */
export class Credentials {
  readonly #options: CredentialsOptions;

  constructor(options: CredentialsOptions) {
    this.#options = options;
  }

  /** @throws AfpoolsError `INVALID_ARGUMENT` for a label that cannot be shown */
  createToken(user: User, draft: CredentialDraft): Promise<NewCredential> {
    const label = parseLabel(draft.label);
    const lastsMs = draft.days === undefined ? null : draft.days * dayMs;
    return this.#create(user, { kind: "token", label, role: draft.role ?? null, lastsMs });
  }

  createLink(user: User): Promise<NewCredential> {
    return this.#create(user, { kind: "link", label: "", role: null, lastsMs: linkMs });
  }

  /** @param role what the session may do at most, where it comes from a token */
  openSession(user: User, label: string, role: Role | null): Promise<NewCredential> {
    return this.#create(user, { kind: "session", label, role, lastsMs: sessionMs });
  }

  /** Who presents this text, if it is a credential of one of these kinds that is good now. */
  async recognise(text: string, kinds: readonly Credential["kind"][]): Promise<Recognised | undefined> {
    const secret = parseSecret(text);
    const credential = secret && (await this.#options.store.findCredential(secret.id));
    if (!secret || !credential || !isSameHash(secret.hash, credential.hash)) return undefined;
    return kinds.includes(credential.kind) ? this.ownerOf(credential) : undefined;
  }

  find(id: string): Promise<Credential | undefined> {
    return this.#options.store.findCredential(id);
  }

  /** The user of a credential, if both are good now. */
  async ownerOf(credential: Credential): Promise<Recognised | undefined> {
    const { store, now } = this.#options;
    if (credential.expiresAt !== null && credential.expiresAt <= now().toISOString()) return undefined;
    if (credential.kind === "link" && credential.usedAt !== null) return undefined;
    const user = await store.findUser(credential.user);
    if (!user || user.id !== credential.userId || user.disabled) return undefined;
    return { user, credential };
  }

  /** Uses a link up. Of several who do so at once one gets the user. */
  async useLink(text: string): Promise<User | undefined> {
    const recognised = await this.recognise(text, ["link"]);
    if (!recognised) return undefined;
    const { store, now } = this.#options;
    const { user, credential } = recognised;
    const used = { ...credential, usedAt: now().toISOString(), revision: credential.revision + 1 };
    if (!(await store.writeCredential(used))) return undefined;
    await store.deleteCredential(credential.id);
    return user;
  }

  /** Notes that it is used, and lets a session last on. Gives the credential as it is then, if it was written. */
  async touch(credential: Credential): Promise<Credential | undefined> {
    const { store, now } = this.#options;
    const moment = now();
    const idleMs = moment.getTime() - Date.parse(credential.usedAt ?? credential.createdAt);
    const isSession = credential.kind === "session";
    const isNoted = credential.usedAt !== null && idleMs < (isSession ? sessionRenewalMs : tokenNoteMs);
    if (isNoted) return undefined;
    const used: Credential = {
      ...credential,
      usedAt: moment.toISOString(),
      ...(isSession && { expiresAt: new Date(moment.getTime() + sessionMs).toISOString() }),
      revision: credential.revision + 1,
    };
    return (await store.writeCredential(used)) ? used : undefined;
  }

  /** Tokens of all users, or of one, in the order in which they were made. */
  async tokens(user?: User): Promise<readonly Credential[]> {
    const all = await this.#options.store.listCredentials(user ? { userId: user.id } : {});
    return all
      .filter(({ kind }) => kind === "token")
      .sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0));
  }

  /**
   * @param owner whose it must be; nothing: anybody's
   * @throws AfpoolsError `TOKEN_NOT_FOUND`
   */
  async revokeToken(id: string, owner?: User): Promise<void> {
    const token = await this.#options.store.findCredential(id);
    if (token?.kind !== "token" || (owner && token.userId !== owner.id)) {
      throw new AfpoolsError("TOKEN_NOT_FOUND", `There is no token ${JSON.stringify(id)}.`, {
        details: { token: id },
      });
    }
    await this.end(id);
  }

  /** A credential is good no more. */
  async end(id: string): Promise<void> {
    await this.#options.store.deleteCredential(id);
    this.#options.changes.tell({ credentialId: id });
  }

  /** Deletes what has expired, and what belongs to nobody. */
  async sweep(): Promise<void> {
    const { store, now } = this.#options;
    const moment = now().toISOString();
    const users = new Set((await store.listUsers()).map(({ id }) => id));
    for (const { id, expiresAt, userId } of await store.listCredentials()) {
      const isOver = expiresAt !== null && expiresAt <= moment;
      if (isOver || !users.has(userId)) await store.deleteCredential(id);
    }
  }

  async #create(
    user: User,
    { lastsMs, ...rest }: Pick<Credential, "kind" | "label" | "role"> & { readonly lastsMs: number | null },
  ): Promise<NewCredential> {
    const moment = this.#options.now();
    const { id, hash, text } = newSecret(moment);
    const credential: Credential = {
      id,
      ...rest,
      hash,
      user: user.name,
      userId: user.id,
      createdAt: moment.toISOString(),
      expiresAt: lastsMs === null ? null : new Date(moment.getTime() + lastsMs).toISOString(),
      usedAt: null,
      revision: 1,
    };
    await this.#options.store.writeCredential(credential);
    return { text, credential };
  }
}

function parseLabel(text: string): string {
  const label = text.trim();
  if (label.length >= 1 && label.length <= 100 && !/[\p{Cc}\p{Cs}]/u.test(label)) return label;
  throw new AfpoolsError(
    "INVALID_ARGUMENT",
    "Say what the token is for: a label of 1 to 100 characters without control characters.",
    { details: { field: "label" } },
  );
}
