import { isArrivalTurn } from "./arrivals.js";
import { Chain, type Link } from "./chain.js";

/** How long requests may be worked on in each iteration of the event loop, in ms: of connections that ask for little, and for much. */
const shares = { light: 16, heavy: 4 };

/** How much a connection asks for. */
export type Weight = keyof typeof shares;

/**
 * Divides the time of the event loop among connections. Those that ask for little are answered as they come, until an
 * iteration of the loop has been busy for long enough; the others have to wait for the next one. Those that ask for much take
 * turns after them, for a few milliseconds in each iteration.
 */
export class FairScheduler {
  readonly #waiting = { light: new Chain<() => void>(), heavy: new Chain<() => void>() };
  /** When the time of this iteration for what is light is over, by `performance.now()`. */
  #lightUntil = 0;
  #isScheduled = false;

  /** May a connection that asks for little be answered now, without waiting? */
  hasTime(): boolean {
    this.#schedule();
    return this.#waiting.light.size === 0 && performance.now() < this.#lightUntil;
  }

  /** Schedules the value of `link` to be called after all of its weight that are scheduled already. */
  add(link: Link<() => void>, weight: Weight): void {
    this.#waiting[weight].append(link);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#lightUntil = performance.now() + shares.light;
    setImmediate(() => this.#run());
  }

  #run(): void {
    this.#isScheduled = false;
    if (!isArrivalTurn()) {
      this.#take("light");
      this.#take("heavy");
    }
    const { light, heavy } = this.#waiting;
    if (light.size + heavy.size > 0) this.#schedule();
  }

  #take(weight: Weight): void {
    const until = performance.now() + shares[weight];
    do {
      const next = this.#waiting[weight].takeFirst();
      if (!next) return;
      next();
    } while (performance.now() < until);
  }
}
