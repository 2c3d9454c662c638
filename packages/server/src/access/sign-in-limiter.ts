import { AfpoolsError, type Clock, systemClock } from "@afpools/core";

/** When those who fail have to wait: each wait after the free attempts is twice as long as the one before. */
interface Limit {
  readonly freeAttempts: number;
  readonly longestWaitMs: number;
  /** After this time without an attempt all is forgotten. */
  readonly memoryMs: number;
}

const minuteMs = 60_000;
const firstWaitMs = 1_000;
/** One user from one address. */
const ofPair: Limit = { freeAttempts: 5, longestWaitMs: 15 * minuteMs, memoryMs: 24 * 60 * minuteMs };
/** Many users from one address: somebody tries the same passwords on all of them. */
const ofAddress: Limit = { freeAttempts: 50, longestWaitMs: minuteMs, memoryMs: 15 * minuteMs };
/** One user from many addresses. */
const ofUser: Limit = { freeAttempts: 50, longestWaitMs: minuteMs, memoryMs: 15 * minuteMs };
/** How many of each kind are remembered: those who tried last. */
const maxRemembered = 10_000;

/** An attempt to sign in: as whom, and from where. */
export interface Attempt {
  /** The key of the user's name. */
  readonly user: string;
  /** What counts as one address (`addressSubject`). */
  readonly address: string;
  /** Has this user signed in from there before? */
  readonly isKnown: boolean;
}

export interface BegunAttempt {
  /** With what it is refused, in place of why it failed, when it comes too early. */
  readonly refusal: AfpoolsError | undefined;
  /** The password was right. */
  succeed(): void;
  /** Whether it is right was not found out. */
  release(): void;
}

interface Failures {
  count: number;
  /** When the last attempt was made, and when the next may be. */
  at: number;
  freeAt: number;
}

/**
 * Makes whoever guesses passwords wait, and nobody else. What counts are failures for one user from one address: they make
 * neither the user wait elsewhere, nor others at that address. Only who tries very many users from one address, or one user
 * from very many addresses, makes others wait, too, and never those who signed in from where they are before.
 */
export class SignInLimiter {
  readonly #pairs: FailureCounts;
  readonly #addresses: FailureCounts;
  readonly #users: FailureCounts;

  constructor(clock: Clock = systemClock) {
    this.#pairs = new FailureCounts(ofPair, clock);
    this.#addresses = new FailureCounts(ofAddress, clock);
    this.#users = new FailureCounts(ofUser, clock);
  }

  /**
   * An attempt begins, and counts as failed until it succeeds: many at once are as many.
   *
   * @throws AfpoolsError `TOO_MANY_ATTEMPTS` when it has to wait; it does not count then. Not for a user who is known at the
   * address: what is wrong with the password of such an attempt has to be found out.
   */
  begin({ user, address, isKnown }: Attempt): BegunAttempt {
    const pair = `${address} ${user}`;
    const shared = [
      [this.#addresses, address],
      [this.#users, user],
    ] as const;
    const waitMs = this.#pairs.waitMs(pair);
    if (!isKnown) {
      const longestMs = Math.max(waitMs, ...shared.map(([counts, subject]) => counts.waitMs(subject)));
      if (longestMs > 0) throw tooManyAttempts(longestMs);
    }
    // Of a pair that has to wait itself, further attempts are not counted elsewhere: they make the user wait nowhere else.
    const counted = isKnown || !this.#pairs.isFree(pair) ? [] : shared;
    this.#pairs.add(pair);
    for (const [counts, subject] of counted) counts.add(subject);
    const releaseShared = () => {
      for (const [counts, subject] of counted) counts.release(subject);
    };
    return {
      refusal: waitMs > 0 ? tooManyAttempts(this.#pairs.waitMs(pair)) : undefined,
      succeed: () => {
        this.#pairs.forget(pair);
        releaseShared();
      },
      release: () => {
        this.#pairs.release(pair);
        releaseShared();
      },
    };
  }
}

/** Failures of subjects, and how long each has to wait for them. */
class FailureCounts {
  readonly #limit: Limit;
  readonly #clock: Clock;
  /** Those who tried longest ago first. */
  readonly #bySubject = new Map<string, Failures>();

  constructor(limit: Limit, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  waitMs(subject: string): number {
    const failures = this.#find(subject);
    return failures ? Math.max(0, failures.freeAt - this.#clock.now()) : 0;
  }

  /** Has it attempts left that nothing is waited for? */
  isFree(subject: string): boolean {
    return (this.#find(subject)?.count ?? 0) < this.#limit.freeAttempts;
  }

  add(subject: string): void {
    const now = this.#clock.now();
    const { freeAttempts, longestWaitMs } = this.#limit;
    const count = (this.#find(subject)?.count ?? 0) + 1;
    const beyond = count - freeAttempts;
    const freeAt = beyond < 0 ? now : now + Math.min(longestWaitMs, firstWaitMs * 2 ** beyond);
    this.#bySubject.delete(subject);
    this.#bySubject.set(subject, { count, at: now, freeAt });
    for (const oldest of this.#bySubject.keys()) {
      if (this.#bySubject.size <= maxRemembered) break;
      this.#bySubject.delete(oldest);
    }
  }

  forget(subject: string): void {
    this.#bySubject.delete(subject);
  }

  release(subject: string): void {
    const failures = this.#bySubject.get(subject);
    if (!failures) return;
    failures.count -= 1;
    failures.freeAt = failures.at;
    if (failures.count === 0) this.#bySubject.delete(subject);
  }

  #find(subject: string): Failures | undefined {
    const failures = this.#bySubject.get(subject);
    return failures && this.#clock.now() - failures.at < this.#limit.memoryMs ? failures : undefined;
  }
}

function tooManyAttempts(waitMs: number): AfpoolsError {
  const retryInSeconds = Math.ceil(waitMs / 1_000);
  return new AfpoolsError(
    "TOO_MANY_ATTEMPTS",
    `Too many attempts to sign in failed. Try again in ${retryInSeconds} s.`,
    { details: { retryInSeconds } },
  );
}
