import { Chain, type Link } from "./chain.js";

/** How long scheduled work may run in each iteration of the event loop, in total, in ms. */
const shareMs = 4;

/**
 * Runs the work of connections that ask for much, one turn each, for a few milliseconds in each iteration of the event loop.
 * Connections that ask for little are answered in between, however many are scheduled.
 */
export class FairScheduler {
  readonly #waiting = new Chain<() => void>();
  #isScheduled = false;

  /** Schedules the value of `link` to be called after all that are scheduled already. */
  add(link: Link<() => void>): void {
    this.#waiting.append(link);
    if (!this.#isScheduled) this.#schedule();
  }

  #schedule(): void {
    this.#isScheduled = true;
    setImmediate(() => this.#run());
  }

  #run(): void {
    this.#isScheduled = false;
    const until = performance.now() + shareMs;
    do {
      const next = this.#waiting.takeFirst();
      if (!next) return;
      next();
    } while (performance.now() < until);
    if (this.#waiting.size > 0 && !this.#isScheduled) this.#schedule();
  }
}
