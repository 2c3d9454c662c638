import { type AccountStore, AfpoolsError, type Credential, type Role, type User } from "@afpools/core";
import { hasRole, type Listeners, newCredentialFields, type SignInMethod } from "@afpools/core/internal";
import { roleOf, type SignedIn } from "./principal.js";
import { isSameHash, newSecret, parseSecret } from "./secret.js";
import { type Descent, descentFrom, type ValidCredential } from "./valid-credential.js";

const dayMs = 24 * 60 * 60_000;
/** A session ends when it was not used for so long. */
export const sessionMs = 30 * dayMs;
/** How long a sign-in link is valid. */
const linkMs = dayMs;
/** A use is noted at most once in so long; sooner when it comes from another address. */
const noteMs = 10 * 60_000;
const noteOtherAddressMs = 60_000;

export interface CredentialsOptions {
  readonly store: AccountStore;
  readonly changes: Listeners<AccountChange>;
  readonly now: () => Date;
}

export interface TokenDraft {
  readonly label: string;
  /** The highest role that it gives. Default: that of its maker. */
  readonly role?: Role;
  /** Default: as long as its maker. */
  readonly days?: number;
}

/** Who ends a credential of their own, and what they may do as they are signed in. */
export type Ender = Pick<SignedIn, "user" | "role">;

/** Where a request comes from. */
export interface Whereabouts {
  readonly address: string;
  /** The program, as it says itself. */
  readonly agent: string | null;
}

export interface SessionDraft {
  readonly signedInBy: SignInMethod;
  /** How long the session lasts, whether it is used or not, in ms. Default: as long as it is used. */
  readonly lastsMs?: number;
  readonly from: Whereabouts;
}

/** A credential that was made. Its text is not kept, so it is told only now. */
export interface NewCredential {
  readonly text: string;
  readonly credential: Credential;
}

/** Sessions, tokens and links of users. They make a tree: each ends with what it was made with. */
export class Credentials {
  readonly #options: CredentialsOptions;

  constructor(options: CredentialsOptions) {
    this.#options = options;
  }

  /**
   * @param maker what it is made with; nothing where it is made on the database itself
   * @throws AfpoolsError `INVALID_ARGUMENT` for a label that cannot be shown; `FORBIDDEN` for more than `maker` may do,
   * or for longer
   */
  async createToken(
    user: User,
    { label, role, days }: TokenDraft,
    maker?: ValidCredential,
  ): Promise<NewCredential> {
    const now = this.#options.now();
    const expiresAt = days === undefined ? null : later(now, days * dayMs);
    const descent = descentFrom(maker, { role, expiresAt, mayEndSooner: false });
    // A token ends at a fixed time, and so does what is made with it.
    return this.#create(user, now, {
      kind: "token",
      label: parseLabel(label),
      ...descent,
      notAfter: descent.expiresAt,
    });
  }

  /** @throws AfpoolsError `FORBIDDEN` */
  async createLink(user: User, maker?: ValidCredential): Promise<NewCredential> {
    const now = this.#options.now();
    const descent = descentFrom(maker, { expiresAt: later(now, linkMs), mayEndSooner: true });
    return this.#create(user, now, { kind: "link", label: "", ...descent });
  }

  /** @param token what it is signed in with, if that is a token: the session ends with it and may do no more */
  async openSession(
    user: User,
    { signedInBy, lastsMs = sessionMs, from }: SessionDraft,
    token?: ValidCredential,
  ): Promise<NewCredential> {
    const now = this.#options.now();
    const descent = descentFrom(token, { expiresAt: later(now, lastsMs), mayEndSooner: true });
    return this.#create(user, now, { kind: "session", label: "", ...descent }, { signedInBy, from });
  }

  /** Uses a link up and opens a session; of several who do so at once, one gets it. It ends with what the link was made with. */
  async useLink(
    text: string,
    from: Whereabouts,
  ): Promise<{ readonly user: User; readonly session: NewCredential } | undefined> {
    const link = await this.authenticate(text, ["link"]);
    if (!link || !(await this.#options.store.deleteCredential(link.credential.id))) return undefined;
    const { role, notAfter, madeWith } = link.credential;
    const now = this.#options.now();
    const expiresAt = earlier(later(now, sessionMs), notAfter);
    const session = await this.#create(
      link.user,
      now,
      { kind: "session", label: "", role, expiresAt, notAfter, madeWith },
      { signedInBy: "link", from },
    );
    return { user: link.user, session };
  }

  /** Who presents this text, if it is a credential of one of these kinds that is good now. */
  async authenticate(
    text: string,
    kinds: readonly Credential["kind"][],
  ): Promise<ValidCredential | undefined> {
    const secret = parseSecret(text);
    if (!secret) return undefined;
    const [credential] = await this.#options.store.findCredentials([secret.id]);
    if (!credential || !isSameHash(secret.hash, credential.hash)) return undefined;
    if (!kinds.includes(credential.kind)) return undefined;
    const [validCredential] = await this.#good([credential]);
    return validCredential;
  }

  /** Those of these ids that are good now. */
  async find(ids: readonly string[]): Promise<readonly ValidCredential[]> {
    return this.#good(await this.#options.store.findCredentials(ids));
  }

  /** Is it past the time at which it ends? */
  isOver({ expiresAt }: Credential): boolean {
    return expiresAt !== null && expiresAt <= this.#options.now().toISOString();
  }

  /** Notes that it is used, and lets a session last on. Gives the credential as it is then, if it was written. */
  async touch(credential: Credential, { address, agent }: Whereabouts): Promise<Credential | undefined> {
    const { store, now } = this.#options;
    const moment = now();
    const { kind, usedAt, usedFrom, notAfter } = credential;
    const idleMs = moment.getTime() - Date.parse(usedAt ?? credential.createdAt);
    const isNoted = usedAt !== null && idleMs < (usedFrom === address ? noteMs : noteOtherAddressMs);
    if (isNoted) return undefined;
    const used: Credential = {
      ...credential,
      usedAt: moment.toISOString(),
      usedFrom: address,
      agent: shortAgent(agent),
      ...(kind === "session" &&
        !isFixed(credential) && { expiresAt: earlier(later(moment, sessionMs), notAfter) }),
      revision: credential.revision + 1,
    };
    return (await store.writeCredential(used)) ? used : undefined;
  }

  /** Those of this kind that are good now, of all users or of one, in the order in which they were made. */
  async list(kind: "session" | "token", user?: User): Promise<readonly ValidCredential[]> {
    const all = await this.#options.store.listCredentials(user ? { userId: user.id } : {});
    const good = await this.#good(all.filter((it) => it.kind === kind));
    return [...good].sort(({ credential: a }, { credential: b }) =>
      a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0,
    );
  }

  /**
   * Ends a token with what was made with it.
   *
   * @param by who ends it, whose it must be; nothing: an admin, who ends anybody's
   * @throws AfpoolsError `TOKEN_NOT_FOUND`, `FORBIDDEN`
   */
  async revokeToken(id: string, by?: Ender): Promise<Credential> {
    const [token] = await this.#options.store.findCredentials([id]);
    if (token?.kind !== "token" || (by && token.userId !== by.user.id)) {
      throw new AfpoolsError("TOKEN_NOT_FOUND", `There is no token ${JSON.stringify(id)}.`, {
        details: { token: id },
      });
    }
    assertMayEnd(token, by);
    await this.#revoke(id);
    return token;
  }

  /**
   * Ends a session with what was made with it.
   *
   * @param by who ends it, whose it must be; nothing: an admin, who ends anybody's
   * @throws AfpoolsError `SESSION_NOT_FOUND`, `FORBIDDEN`
   */
  async endSession(id: string, by?: Ender): Promise<Credential> {
    const [session] = await this.#options.store.findCredentials([id]);
    const isOpen = session?.kind === "session" && session.closedAt === null;
    if (!isOpen || (by && session.userId !== by.user.id)) {
      throw new AfpoolsError("SESSION_NOT_FOUND", `There is no session ${JSON.stringify(id)}.`, {
        details: { session: id },
      });
    }
    assertMayEnd(session, by);
    await this.#revoke(id);
    return session;
  }

  /** Signs a session out. What was made with it is not ended. */
  async close(id: string): Promise<void> {
    const { store, now, changes } = this.#options;
    for (;;) {
      const [session] = await store.findCredentials([id]);
      if (!session || session.closedAt !== null) break;
      const closed = { ...session, closedAt: now().toISOString(), revision: session.revision + 1 };
      if (await store.writeCredential(closed)) break;
    }
    changes.tell({ credentialId: id });
  }

  /**
   * Signs a user out: closes the sessions but `keep`, and deletes the links, as well as the tokens where `tokens` says so. What
   * the user made in a session for others is not ended. The user is to be written before: what is being made at the same time
   * is given up by whoever makes it, who looks then whether the user is the same.
   */
  async signOut(userId: string, { keep, tokens }: SignOutOptions): Promise<void> {
    const { store, changes } = this.#options;
    for (const { id, kind } of await store.listCredentials({ userId })) {
      if (id === keep) continue;
      if (kind === "session") await this.close(id);
      else if (kind === "link") await store.deleteCredential(id);
      else if (tokens) await this.#revoke(id);
    }
    changes.tell({ userId });
  }

  /** Deletes what is good no more. A session stays while there is what was made with it. */
  async sweep(): Promise<void> {
    const { store } = this.#options;
    const users = new Set((await store.listUsers()).map(({ id }) => id));
    const all = await store.listCredentials();
    const ids = new Set(all.map(({ id }) => id));
    const isGood = (it: Credential) =>
      !this.isOver(it) &&
      it.closedAt === null &&
      users.has(it.userId) &&
      it.madeWith.every((maker) => ids.has(maker));
    const needed = new Set(all.filter(isGood).flatMap(({ madeWith }) => madeWith));
    for (const it of all) {
      if (!isGood(it) && !needed.has(it.id)) await store.deleteCredential(it.id);
    }
  }

  /** Those that are good now: neither over nor closed, of a user who may sign in, and made with what is good still. */
  async #good(credentials: readonly Credential[]): Promise<readonly ValidCredential[]> {
    const open = credentials.filter((it) => !this.isOver(it) && it.closedAt === null);
    if (open.length === 0) return [];
    const { store } = this.#options;
    const makerIds = [...new Set(open.flatMap(({ madeWith }) => madeWith))];
    const makers = new Map(
      (makerIds.length === 0 ? [] : await store.findCredentials(makerIds)).map((it) => [it.id, it]),
    );
    const names = [...open, ...makers.values()].map(({ user }) => user);
    const users = new Map((await store.findUsers([...new Set(names)])).map((it) => [it.id, it]));
    return open.flatMap((credential) => {
      const user = users.get(credential.userId);
      if (!user || user.disabled) return [];
      const ancestors = credential.madeWith.flatMap((id) => makers.get(id) ?? []);
      const areGood =
        ancestors.length === credential.madeWith.length &&
        ancestors.every((it) => it.kind === "session" || users.get(it.userId)?.disabled === false);
      return areGood ? [{ user, credential, ancestors }] : [];
    });
  }

  /** From the moment in which it is deleted nothing that was made with it is good; that is deleted only to tidy up. */
  async #revoke(id: string): Promise<void> {
    const { store, changes } = this.#options;
    await store.deleteCredential(id);
    changes.tell({ credentialId: id });
    for (const made of await store.listCredentials()) {
      if (made.madeWith.includes(id)) await store.deleteCredential(made.id);
    }
  }

  async #create(
    user: User,
    now: Date,
    what: Pick<Credential, "kind" | "label"> & Descent,
    session?: SessionDraft,
  ): Promise<NewCredential> {
    const { id, hash, text } = newSecret(now);
    const createdAt = now.toISOString();
    const credential: Credential = {
      ...newCredentialFields,
      id,
      ...what,
      hash,
      user: user.name,
      userId: user.id,
      createdAt,
      signedInBy: session?.signedInBy ?? null,
      usedAt: session ? createdAt : null,
      usedFrom: session?.from.address ?? null,
      agent: shortAgent(session?.from.agent ?? null),
    };
    await this.#options.store.writeCredential(credential);
    await this.#assertUnchanged(user, credential);
    return { text, credential };
  }

  /** Whoever changes a user ends the credentials that there are then. One that was not there yet ends here. */
  async #assertUnchanged({ id, name, revision }: User, { id: credentialId }: Credential): Promise<void> {
    const { store } = this.#options;
    const [now] = await store.findUsers([name]);
    if (now?.id === id && now.revision === revision) return;
    await store.deleteCredential(credentialId);
    throw new AfpoolsError(
      "CONFLICT",
      `User ${JSON.stringify(name)} was changed at the same time. Reload the user, and repeat what you did.`,
      { details: { user: name } },
    );
  }
}

/** Does a session end at its time even while it is used? Then it is said again who its user is, and of which groups. */
function isFixed({ signedInBy }: Credential): boolean {
  return signedInBy === "oidc" || signedInBy === "proxy";
}

interface SignOutOptions {
  /** The credential of whoever asks. */
  readonly keep?: string | undefined;
  readonly tokens: boolean;
}

function later(now: Date, ms: number): string {
  return new Date(now.getTime() + ms).toISOString();
}

function earlier(moment: string, limit: string | null): string {
  return limit !== null && limit < moment ? limit : moment;
}

/** Whatever a program calls itself, at most 200 characters of it. */
function shortAgent(agent: string | null): string | null {
  return agent === null ? null : agent.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, 200);
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

/** What changed for those who are signed in: something about a user, or one credential with what was made with it. */
export type AccountChange = { readonly userId: string } | { readonly credentialId: string };

/**
 * A credential that does less than its user ends none of theirs that does more.
 *
 * @throws AfpoolsError `FORBIDDEN`
 */
function assertMayEnd(credential: Credential, by: Ender | undefined): void {
  if (!by) return;
  const ends = roleOf(by.user, credential);
  if (hasRole(by.role, ends)) return;
  throw new AfpoolsError(
    "FORBIDDEN",
    `This ${credential.kind} has the role ${ends}, and you are signed in with the role ${by.role}. Sign in with a credential that may do as much to end it.`,
    { details: { role: by.role, needed: ends } },
  );
}
