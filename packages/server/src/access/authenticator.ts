import { AfpoolsError, type Credential, toAfpoolsError } from "@afpools/core";
import type { Accounts } from "./accounts.js";
import type { Recognised } from "./credentials.js";
import { type Principal, roleOf } from "./principal.js";
import { isSameHash, parseSecret } from "./secret.js";

/** So many who were recognised last are known while the database is away. */
const maxRemembered = 1_000;

export interface AuthenticatorOptions {
  readonly accounts: Accounts;
  /** What those may do who are not signed in. */
  readonly anonymous: () => "viewer" | "none";
  /** Does the database not answer? Then it is not asked, which would take seconds each time. */
  readonly awayBecause: () => AfpoolsError | undefined;
}

/** What a request presents. */
export interface Presented {
  /** Of `Authorization: Bearer`. */
  readonly token?: string | undefined;
  /** Of the cookie. */
  readonly session?: string | undefined;
}

/** Says who makes a request. While the database is away, those are known who were recognised before. */
export class Authenticator {
  readonly #options: AuthenticatorOptions;
  readonly #remembered = new Map<string, Recognised>();

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
    options.accounts.subscribe((change) => {
      for (const [id, { user }] of this.#remembered) {
        const isMeant = "userId" in change ? user.id === change.userId : id === change.credentialId;
        if (isMeant) this.#remembered.delete(id);
      }
    });
  }

  /** Does the database not answer? */
  get isAway(): boolean {
    return this.#options.awayBecause() !== undefined;
  }

  /**
   * A session that is good no more is as none; a token that is not good is refused.
   *
   * @throws AfpoolsError `SIGN_IN_FAILED`
   */
  async authenticate({ token, session }: Presented): Promise<Principal> {
    const presented = token ?? session;
    if (presented === undefined) return this.#nobody();
    try {
      const recognised = await this.#recognise(presented, token === undefined ? "session" : "token");
      if (recognised) return principalOf(recognised);
    } catch (cause) {
      const error = toAfpoolsError(cause);
      if (error.kind !== "unavailable") throw error;
      return { ...this.#nobody(), unknownBecause: error };
    }
    if (token === undefined) return this.#nobody();
    throw new AfpoolsError(
      "SIGN_IN_FAILED",
      "This token is not known here, or was revoked, has expired, or its user is disabled.",
    );
  }

  /** What whoever was recognised before is now; nothing when it may not look any more. The same while that cannot be known. */
  async recheck(principal: Principal): Promise<Principal | undefined> {
    if (principal.by === "nothing") {
      const nobody = this.#nobody();
      return nobody.role === null ? undefined : nobody;
    }
    if (this.#options.awayBecause() !== undefined) return principal;
    try {
      const { credentials } = this.#options.accounts;
      const credential = await credentials.find(principal.credential.id);
      const now = credential && (await credentials.ownerOf(credential));
      return now && principalOf(now);
    } catch {
      return principal;
    }
  }

  #nobody(): { readonly by: "nothing"; readonly role: "viewer" | null } {
    return { by: "nothing", role: this.#options.anonymous() === "viewer" ? "viewer" : null };
  }

  async #recognise(text: string, kind: Credential["kind"]): Promise<Recognised | undefined> {
    const { accounts, awayBecause } = this.#options;
    const away = awayBecause();
    if (away) return this.#recall(text, kind, away);
    let recognised: Recognised | undefined;
    try {
      recognised = await accounts.credentials.recognise(text, [kind]);
    } catch (cause) {
      return this.#recall(text, kind, toAfpoolsError(cause));
    }
    if (recognised) this.#remember(recognised);
    return recognised;
  }

  /** Who was recognised by it before. @throws AfpoolsError `away`, where nobody was. */
  #recall(text: string, kind: Credential["kind"], away: AfpoolsError): Recognised {
    const secret = parseSecret(text);
    const known = secret && this.#remembered.get(secret.id);
    if (known?.credential.kind === kind && isSameHash(secret?.hash ?? "", known.credential.hash))
      return known;
    throw away;
  }

  #remember(recognised: Recognised): void {
    const { id } = recognised.credential;
    this.#remembered.delete(id);
    this.#remembered.set(id, recognised);
    for (const oldest of this.#remembered.keys()) {
      if (this.#remembered.size <= maxRemembered) break;
      this.#remembered.delete(oldest);
    }
  }
}

function principalOf({ user, credential }: Recognised): Principal {
  const by = credential.kind === "session" ? "session" : "token";
  return { by, user, credential, role: roleOf(user, credential) };
}
