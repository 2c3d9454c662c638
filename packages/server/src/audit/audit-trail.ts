import {
  type AfpoolsError,
  type AuditAction,
  type AuditActor,
  type AuditValue,
  toAfpoolsError,
} from "@afpools/core";
import type { Principal } from "../access/principal.js";
import type { Audit } from "./audit.js";

type Details = Readonly<Record<string, AuditValue>>;

export interface AuditTrailOptions {
  readonly audit: Audit;
  /** What is asked for; `null` for what is only recorded where it is refused. */
  readonly action: AuditAction | null;
  /** The name of the operation. */
  readonly operation: string;
  readonly address: string;
}

/** What is to be recorded of one request, as it becomes known. */
export class AuditTrail {
  readonly #options: AuditTrailOptions;
  #actor: AuditActor = nobody;
  #target: string | null = null;
  #details: Details = {};
  #isNothing = false;

  constructor(options: AuditTrailOptions) {
    this.#options = options;
  }

  /** Who asks. */
  by(principal: Principal): void {
    this.#actor = actorOf(principal);
  }

  /** As whom somebody tries to sign in. */
  claims(user: string): void {
    this.#actor = { ...nobody, user: user.slice(0, 100) };
  }

  /** What is done, to what. */
  about(target: string | null, details: Details = {}): void {
    this.#target = target === null ? null : target.slice(0, 200);
    this.#details = { ...this.#details, ...details };
  }

  /** Nothing is done, as in a dry run. */
  nothing(): void {
    this.#isNothing = true;
  }

  async done(): Promise<void> {
    const { audit, action } = this.#options;
    if (action === null || this.#isNothing) return;
    await audit.record({ ...this.#event(action, this.#details), outcome: "ok", code: null });
  }

  async failed(cause: unknown): Promise<void> {
    const { audit, action, operation } = this.#options;
    const error = toAfpoolsError(cause);
    const outcome = isRefusal(error) ? "refused" : "failed";
    if (outcome === "failed" && (action === null || this.#isNothing)) return;
    // Whoever is not signed in is asked to sign in: that is how it begins.
    if (action === null && error.code === "SIGN_IN_REQUIRED") return;
    const event = action === null ? this.#event("access", { operation }) : this.#event(action, this.#details);
    await audit.record({ ...event, outcome, code: error.code });
  }

  #event(action: AuditAction, details: Details) {
    return {
      action,
      actor: this.#actor,
      address: this.#options.address,
      target: this.#target,
      details,
    };
  }
}

const nobody: AuditActor = { user: null, userId: null, by: "nothing", credential: null };

function actorOf(principal: Principal): AuditActor {
  if (principal.by === "nothing") return nobody;
  const { by, user, credential } = principal;
  return { user: user.name, userId: user.id, by, credential: credential.id };
}

/** Was it refused for want of a right, a secret, or patience? */
export function isRefusal({ kind, code }: AfpoolsError): boolean {
  return kind === "forbidden" || code === "TOO_MANY_ATTEMPTS";
}
