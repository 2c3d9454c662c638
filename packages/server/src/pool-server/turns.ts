import { Chain, type Link } from "./chain.js";

/** How long those who ask for much are answered in each turn of the loop, together, in ms. */
const shareMs = 4;

/**
 * Gives those who ask for much their turns, one after another, a few milliseconds in each turn of the loop: however many they
 * are, whoever asks for little is answered in between.
 */
export class Turns {
  readonly #waiting = new Chain<() => void>();
  #isScheduled = false;

  /** Puts `link` at the end of those who wait; its value is called when it is its turn. */
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
