import type { Clock } from "../clock/clock.js";

interface Timer {
  readonly at: number;
  readonly task: () => void;
}

/** A clock that stands still until it is turned. */
export class ManualClock implements Clock {
  #now = 0;
  #suspended = 0;
  readonly #timers = new Set<Timer>();
  #onSchedule: (() => void) | undefined;

  now(): number {
    return this.#now;
  }

  date(): number {
    return this.#now + this.#suspended;
  }

  /** Lets time go by in which the machine is suspended: the date goes on, timers do not. */
  suspend(ms: number): void {
    this.#suspended += ms;
  }

  schedule(delayMs: number, task: () => void): () => void {
    const timer = { at: this.#now + delayMs, task };
    this.#timers.add(timer);
    this.#onSchedule?.();
    return () => void this.#timers.delete(timer);
  }

  /** Runs what is due within this time, in its order, each at its moment. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#now = next.at;
      next.task();
    }
    this.#now = end;
  }

  /** Milliseconds until the next timer; waits until there is one. */
  async nextDelay(): Promise<number> {
    while (this.#timers.size === 0) {
      await new Promise<void>((resolve) => {
        this.#onSchedule = resolve;
      });
    }
    return Math.min(...Array.from(this.#timers, (timer) => timer.at)) - this.#now;
  }

  /** Waits until something waits for a moment, and turns to that moment. */
  async advanceToNext(): Promise<void> {
    this.advance(await this.nextDelay());
  }

  #next(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at <= end && (!first || timer.at < first.at)) first = timer;
    }
    return first;
  }
}
