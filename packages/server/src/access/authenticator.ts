import { AfpoolsError, type Clock, systemClock, toAfpoolsError } from "@afpools/core";
import { Listeners } from "@afpools/core/internal";
import type { Accounts } from "./accounts.js";
import type { AccountChange } from "./credentials.js";
import { type Principal, principalOf } from "./principal.js";
import { isSameHash, parseSecret } from "./secret.js";
import type { ValidCredential } from "./valid-credential.js";

/** So many credentials are remembered: those that were presented last. */
const maxRemembered = 5_000;
/** How often it is looked whether those who are remembered are still good, in ms. */
const lookMs = 1_000;
/** For how long after the database last confirmed a credential it is accepted without it, in ms. */
const confirmedMs = 60 * 60_000;

export interface AuthenticatorOptions {
  readonly accounts: Accounts;
  /** What those may do who are not signed in. */
  readonly anonymous: () => "viewer" | "none";
  /** Why the database is known to be unavailable. Then it is not asked, which would take seconds each time. */
  readonly awayBecause: () => AfpoolsError | undefined;
  readonly clock?: Clock;
}

/** What a request presents. */
export interface Presented {
  /** Of `Authorization: Bearer`. */
  readonly token?: string | undefined;
  /** Of the cookie. */
  readonly session?: string | undefined;
}

interface Remembered {
  validCredential: ValidCredential;
  /** When the database confirmed it last, and when it was presented last, by the clock. */
  confirmedAt: number;
  usedAt: number;
}

/**
 * Says who makes a request: each credential is looked up in the database. While that is unavailable, those whom it confirmed
 * within the last hour go on reading, with the role of then. What is remembered of them is looked up again each second, so that
 * what was revoked elsewhere is known when the database fails, and ends within 2 s where it is used without requests.
 */
export class Authenticator {
  readonly #options: AuthenticatorOptions;
  readonly #clock: Clock;
  readonly #remembered = new Map<string, Remembered>();
  readonly #changes = new Listeners<AccountChange>();
  readonly #unsubscribe: () => void;
  #cancelLook: () => void = () => undefined;

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#unsubscribe = options.accounts.subscribe((change) => {
      for (const [id, { validCredential }] of this.#remembered) {
        if (isMeant(change, validCredential)) this.#remembered.delete(id);
      }
      this.#changes.tell(change);
    });
  }

  /** Does the database not answer? */
  get isAway(): boolean {
    return this.#options.awayBecause() !== undefined;
  }

  /** Calls `listener` after a change that may sign somebody out, made here or elsewhere. Returns what ends that. */
  subscribe(listener: (change: AccountChange) => void): () => void {
    return this.#changes.add(listener);
  }

  /** Begins to look for what is changed elsewhere. */
  start(): void {
    this.#cancelLook = this.#clock.schedule(lookMs, () => {
      this.start();
      // While the database is unavailable nothing is known anew.
      this.look().catch(() => undefined);
    });
  }

  close(): void {
    this.#cancelLook();
    this.#unsubscribe();
  }

  /**
   * A session that is not valid any more is as none; a token that is not valid is refused.
   *
   * @throws AfpoolsError `SIGN_IN_FAILED`
   */
  async authenticate({ token, session }: Presented): Promise<Principal> {
    const presented = token ?? session;
    if (presented === undefined) return this.nobody();
    try {
      const principal = await this.#recognise(presented, token === undefined ? "session" : "token");
      if (principal) return principal;
    } catch (cause) {
      const error = toAfpoolsError(cause);
      if (error.kind !== "unavailable") throw error;
      return { ...this.nobody(), unknownBecause: error };
    }
    if (token === undefined) return this.nobody();
    throw new AfpoolsError(
      "SIGN_IN_FAILED",
      "The token is unknown, revoked or expired, or its user is disabled.",
    );
  }

  /** Who somebody is now whose credential was good before; nothing for those who may not read any more. */
  async recheck(principal: Principal): Promise<Principal | undefined> {
    if (principal.by === "nothing") {
      const nobody = this.nobody();
      return nobody.role === null ? undefined : nobody;
    }
    const { id } = principal.credential;
    const away = this.#options.awayBecause();
    if (away) return this.#recall(id, away);
    try {
      const [now] = await this.#options.accounts.credentials.find([id]);
      return now && this.#remember(now);
    } catch (cause) {
      return this.#recall(id, toAfpoolsError(cause));
    }
  }

  /** Looks up all who are remembered, and forgets those who are not good any more. */
  async look(): Promise<void> {
    const now = this.#clock.now();
    for (const [id, { usedAt }] of this.#remembered) {
      if (now - usedAt >= confirmedMs) this.#remembered.delete(id);
    }
    const before = new Map(this.#remembered);
    if (before.size === 0 || this.isAway) return;
    const good = await this.#options.accounts.credentials.find([...before.keys()]);
    for (const validCredential of good) {
      const { id } = validCredential.credential;
      const known = before.get(id);
      before.delete(id);
      if (!known) continue;
      const isChanged = known.validCredential.user.revision !== validCredential.user.revision;
      known.validCredential = validCredential;
      known.confirmedAt = now;
      if (isChanged) this.#changes.tell({ credentialId: id });
    }
    for (const id of before.keys()) this.#forget(id);
  }

  /** Somebody who is not signed in. */
  nobody(): { readonly by: "nothing"; readonly role: "viewer" | null } {
    return { by: "nothing", role: this.#options.anonymous() === "viewer" ? "viewer" : null };
  }

  async #recognise(text: string, kind: "session" | "token"): Promise<Principal | undefined> {
    const { accounts, awayBecause } = this.#options;
    const secret = parseSecret(text);
    if (!secret) return undefined;
    const recall = (away: AfpoolsError) => {
      const known = this.#remembered.get(secret.id)?.validCredential.credential;
      if (known?.kind !== kind || !isSameHash(secret.hash, known.hash)) throw away;
      return this.#recall(secret.id, away);
    };
    const away = awayBecause();
    if (away) return recall(away);
    let validCredential: ValidCredential | undefined;
    try {
      validCredential = await accounts.credentials.authenticate(text, [kind]);
    } catch (cause) {
      return recall(toAfpoolsError(cause));
    }
    if (validCredential) return this.#remember(validCredential);
    const known = this.#remembered.get(secret.id)?.validCredential.credential;
    // Only whoever knows the secret shows by it that the credential is not good any more.
    if (known && isSameHash(secret.hash, known.hash)) this.#forget(secret.id);
    return undefined;
  }

  /** Who it is by what the database confirmed before; nothing for what has expired, or was confirmed too long ago. */
  #recall(id: string, away: AfpoolsError): Principal | undefined {
    const known = this.#remembered.get(id);
    if (!known || this.#options.accounts.credentials.isOver(known.validCredential.credential))
      return undefined;
    if (this.#clock.now() - known.confirmedAt >= confirmedMs) return undefined;
    return { ...principalOf(known.validCredential), readOnlyBecause: away };
  }

  /** One that is not good any more: what goes on with it, such as a WebSocket, ends. */
  #forget(id: string): void {
    this.#remembered.delete(id);
    this.#changes.tell({ credentialId: id });
  }

  #remember(validCredential: ValidCredential): Principal {
    const { id } = validCredential.credential;
    const now = this.#clock.now();
    const before = this.#remembered.get(id)?.validCredential;
    // Behind all others: those in front were presented longest ago.
    this.#remembered.delete(id);
    this.#remembered.set(id, { validCredential, confirmedAt: now, usedAt: now });
    for (const oldest of this.#remembered.keys()) {
      if (this.#remembered.size <= maxRemembered) break;
      this.#remembered.delete(oldest);
    }
    if (before && before.user.revision !== validCredential.user.revision) {
      this.#changes.tell({ credentialId: id });
    }
    return principalOf(validCredential);
  }
}

/** Does a change concern whoever has this credential? */
export function isMeant(
  change: AccountChange,
  { user, credential }: Pick<ValidCredential, "user" | "credential">,
): boolean {
  if ("userId" in change) return user.id === change.userId;
  const { credentialId } = change;
  return credential.id === credentialId || credential.madeWith.includes(credentialId);
}
