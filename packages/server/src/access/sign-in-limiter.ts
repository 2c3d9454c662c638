import { AfpoolsError } from "@afpools/core";

/** So many attempts are free; then each has to wait twice as long as the one before. */
const freeAttempts = 5;
const firstWaitMs = 1_000;
const longestWaitMs = 60_000;
/** After this time without an attempt all is forgotten. */
const memoryMs = 15 * 60_000;
/** How many are remembered: those who tried last. */
const maxRemembered = 10_000;

interface Attempts {
  count: number;
  /** When the last was made, and when the next may be. */
  at: number;
  freeAt: number;
}

/** Makes whoever guesses wait: by address and by user, each a subject. */
export class SignInLimiter {
  readonly #bySubject = new Map<string, Attempts>();
  readonly #now: () => number;

  /** @param now milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * An attempt begins, and counts as failed until it succeeds: many at once are as many.
   *
   * @throws AfpoolsError `TOO_MANY_ATTEMPTS` when one of the subjects has to wait; the attempt does not count then.
   */
  begin(...subjects: readonly string[]): void {
    const now = this.#now();
    const attempts = subjects.map((subject) => this.#attemptsOf(subject, now));
    const freeAt = Math.max(...attempts.map((them) => them.freeAt));
    if (freeAt > now) {
      const retryInSeconds = Math.ceil((freeAt - now) / 1_000);
      throw new AfpoolsError(
        "TOO_MANY_ATTEMPTS",
        `Too many attempts to sign in failed. Try again in ${retryInSeconds} s.`,
        { details: { retryInSeconds } },
      );
    }
    for (const [index, subject] of subjects.entries()) {
      const them = attempts[index] ?? { count: 0, at: now, freeAt: now };
      them.count += 1;
      them.at = now;
      const beyond = them.count - freeAttempts;
      them.freeAt = beyond < 0 ? now : now + Math.min(longestWaitMs, firstWaitMs * 2 ** beyond);
      // Behind all others: those in front tried longest ago.
      this.#bySubject.delete(subject);
      this.#bySubject.set(subject, them);
    }
    for (const oldest of this.#bySubject.keys()) {
      if (this.#bySubject.size <= maxRemembered) break;
      this.#bySubject.delete(oldest);
    }
  }

  /** The attempt was right: all that this subject failed before is forgotten. */
  forget(subject: string): void {
    this.#bySubject.delete(subject);
  }

  /** The attempt was right, which says nothing of those before: of one address come many people. */
  takeBack(subject: string): void {
    const attempts = this.#bySubject.get(subject);
    if (!attempts) return;
    attempts.count -= 1;
    attempts.freeAt = attempts.at;
    if (attempts.count === 0) this.#bySubject.delete(subject);
  }

  #attemptsOf(subject: string, now: number): Attempts {
    const known = this.#bySubject.get(subject);
    if (known && now - known.at < memoryMs) return known;
    return { count: 0, at: now, freeAt: now };
  }
}
