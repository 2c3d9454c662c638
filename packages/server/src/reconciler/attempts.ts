import type { Clock } from "@afpools/core";

const longestPauseMs = 60_000;

interface Attempt {
  readonly what: string;
  readonly count: number;
  readonly nextAt: number;
}

/**
 * Remembers what was tried for each of many things, so that what has no effect is tried again after growing pauses only.
 * afserver says that it processed nearly anything.
 */
export class Attempts<Key> {
  readonly #clock: Clock;
  readonly #firstPauseMs: number;
  readonly #byKey = new Map<Key, Attempt>();

  /** @param firstPauseMs until the second try; each further pause is twice as long, and none longer than a minute. Default: 2 s */
  constructor(clock: Clock, firstPauseMs = 2_000) {
    this.#clock = clock;
    this.#firstPauseMs = firstPauseMs;
  }

  /** May `what` be tried for `key` now? The same again only after a pause. */
  isDue(key: Key, what: string): boolean {
    const last = this.#byKey.get(key);
    return last?.what !== what || this.#clock.now() >= last.nextAt;
  }

  /** `what` is tried for `key` now. */
  note(key: Key, what: string): void {
    const last = this.#byKey.get(key);
    const count = last?.what === what ? last.count + 1 : 1;
    const pause = Math.min(this.#firstPauseMs * 2 ** (count - 1), longestPauseMs);
    this.#byKey.set(key, { what, count, nextAt: this.#clock.now() + pause });
  }

  /** Milliseconds until the first of what was tried is due again; nothing when nothing was. */
  get nextDelay(): number | undefined {
    let next: number | undefined;
    for (const { nextAt } of this.#byKey.values()) if (next === undefined || nextAt < next) next = nextAt;
    return next === undefined ? undefined : Math.max(0, next - this.#clock.now());
  }

  /** Forgets all but these: what is right was not tried in vain. */
  retain(keys: ReadonlySet<Key>): void {
    for (const key of this.#byKey.keys()) if (!keys.has(key)) this.#byKey.delete(key);
  }
}
