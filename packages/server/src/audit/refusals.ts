import type { Clock } from "@afpools/core";
import type { AuditEvent } from "./audit-event.js";

/** For how long refusals of the same kind are counted, in ms. */
const countedMs = 60_000;
/** So many kinds are told apart at once; of further ones neither the user nor what was asked for is told. */
const maxKinds = 200;

export interface RefusalsOptions {
  readonly clock: Clock;
  /** Is told the first refusal of a kind at once, and how many more came once a minute is over. */
  readonly onRefusals: (event: AuditEvent, count: number) => void;
}

interface Counted {
  readonly event: AuditEvent;
  /** Of those behind the first. */
  count: number;
  readonly cancel: () => void;
}

/** Counts refusals of the same kind, so that somebody who guesses or floods does not fill the audit. */
export class Refusals {
  readonly #options: RefusalsOptions;
  readonly #counted = new Map<string, Counted>();

  constructor(options: RefusalsOptions) {
    this.#options = options;
  }

  add(event: AuditEvent): void {
    const kind = kindOf(event);
    if (this.#count(kind)) return;
    if (this.#counted.size < maxKinds) {
      this.#begin(kind, event);
      return;
    }
    const other = anonymous(event);
    const otherKind = kindOf(other);
    if (!this.#count(otherKind)) this.#begin(otherKind, other);
  }

  /** Tells what was counted. */
  close(): void {
    for (const kind of [...this.#counted.keys()]) this.#end(kind);
  }

  #count(kind: string): boolean {
    const counted = this.#counted.get(kind);
    if (counted) counted.count += 1;
    return counted !== undefined;
  }

  #begin(kind: string, event: AuditEvent): void {
    const cancel = this.#options.clock.schedule(countedMs, () => this.#end(kind));
    this.#counted.set(kind, { event, count: 0, cancel });
    this.#options.onRefusals(event, 1);
  }

  #end(kind: string): void {
    const counted = this.#counted.get(kind);
    if (!counted) return;
    this.#counted.delete(kind);
    counted.cancel();
    if (counted.count > 0) this.#options.onRefusals(counted.event, counted.count);
  }
}

function kindOf({ action, code, actor, address, target }: AuditEvent): string {
  return JSON.stringify([action, code, actor.by, actor.user, actor.credential, address, target]);
}

function anonymous({ action, outcome, code }: AuditEvent): AuditEvent {
  return {
    action,
    outcome,
    code,
    actor: { user: null, userId: null, by: "nothing", credential: null },
    address: null,
    target: null,
    details: { summary: true },
  };
}
