import { AfpoolsError, toAfpoolsError } from "@afpools/core";
import type { Audit } from "../audit/audit.js";
import { AuditTrail } from "../audit/audit-trail.js";
import type { Accounts } from "./accounts.js";
import type { Authenticator } from "./authenticator.js";
import type { Whereabouts } from "./credentials.js";
import type { ExternalUsers } from "./external-users.js";
import { parseGroupRoles } from "./group-roles.js";
import { type Principal, principalOf } from "./principal.js";

/** So many people's sessions are remembered. */
const maxKnown = 5_000;

/** Whom an authenticating proxy names. */
export interface ProxyUser {
  readonly name: string;
  readonly groups: readonly string[];
}

export interface ProxySignInOptions {
  readonly accounts: Accounts;
  readonly externalUsers: ExternalUsers;
  readonly authenticator: Authenticator;
  readonly audit: Audit;
  /** The roles of groups as the setting says them, and how long a session lasts, in ms. */
  readonly settings: () => { readonly roles: string; readonly sessionMs: number };
}

/** Who somebody is, and the session that stands for it. */
export interface ProxySession {
  readonly principal: Principal;
  readonly text: string | undefined;
}

interface Known {
  /** What the session was opened for: other groups need another one. */
  readonly key: string;
  readonly text: Promise<string>;
}

/**
 * Signs in whom an authenticating proxy names with each request. For each of them there is an ordinary session in the database, which
 * is listed, ended and limited like others. Its text is known to this process alone: without the proxy it is of no use.
 */
export class ProxySignIn {
  readonly #options: ProxySignInOptions;
  /** By the name that the proxy tells. */
  readonly #known = new Map<string, Known>();

  constructor(options: ProxySignInOptions) {
    this.#options = options;
  }

  /** @throws AfpoolsError `FORBIDDEN` for whomever {@link ExternalUsers.userOf} refuses */
  async signIn(user: ProxyUser, from: Whereabouts): Promise<ProxySession> {
    const { authenticator, settings } = this.#options;
    const key = JSON.stringify([user.groups, settings().roles]);
    try {
      for (let isAgain = false; ; isAgain = true) {
        const before = this.#known.get(user.name);
        const known = before?.key === key ? before : this.#open(user, key, from);
        const text = await known.text;
        const principal = await authenticator.authenticate({ session: text });
        const isOver = principal.by === "nothing" && principal.unknownBecause === undefined;
        if (!isOver || isAgain) return { principal, text };
        this.#forget(user.name, known);
      }
    } catch (cause) {
      const error = toAfpoolsError(cause);
      if (error.kind !== "unavailable") throw error;
      return { principal: { ...authenticator.nobody(), unknownBecause: error }, text: undefined };
    }
  }

  /** Those who ask at the same time share one. */
  #open(user: ProxyUser, key: string, from: Whereabouts): Known {
    const known = { key, text: this.#openSession(user, from) };
    this.#known.delete(user.name);
    this.#known.set(user.name, known);
    known.text.catch(() => this.#forget(user.name, known));
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= maxKnown) break;
      this.#known.delete(oldest);
    }
    return known;
  }

  async #openSession({ name, groups }: ProxyUser, from: Whereabouts): Promise<string> {
    const { accounts, externalUsers, audit, settings } = this.#options;
    const { roles, sessionMs } = settings();
    const identity = { method: "proxy", id: name, name, groups } as const;
    const user = await externalUsers.userOf(identity, parseGroupRoles(roles)).catch(refuse);
    const draft = { signedInBy: "proxy", from, lastsMs: sessionMs } as const;
    const { text, credential } = await accounts.credentials.openSession(user, draft).catch(refuse);
    const trail = new AuditTrail({ audit, action: "sign-in", operation: "signIn", address: from.address });
    trail.about(null, { with: "proxy" });
    trail.by(principalOf({ user, credential, ancestors: [] }));
    await trail.done();
    return text;
  }

  #forget(name: string, known: Known): void {
    if (this.#known.get(name) === known) this.#known.delete(name);
  }
}

/** Any request may be the one that signs somebody in: there, what is wrong with a user is that it may not be made. */
function refuse(cause: unknown): never {
  const error = toAfpoolsError(cause);
  if (error.kind === "unavailable" || error.kind === "internal" || error.code === "FORBIDDEN") throw error;
  throw new AfpoolsError("FORBIDDEN", `The user named by the proxy cannot sign in. ${error.message}`, {
    details: error.details,
    cause,
  });
}
