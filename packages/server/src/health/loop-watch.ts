import { monitorEventLoopDelay } from "node:perf_hooks";
import { Listeners } from "@afpools/core/internal";

/** A time in which nothing else could be done: the event loop was held. */
export interface LoopHold {
  readonly at: Date;
  /** How long, in ms. */
  readonly ms: number;
}

/** How often it is looked, in ms. */
const lookMs = 1_000;
/** How many looks are kept: those of a minute. */
const kept = 60;
/** How long nothing could be done to be told, in ms. Requests wait as long. */
const heldMs = 500;
/** How precisely delays are measured, in ms; as much is always measured. */
const resolution = 20;

/** Watches how long the event loop is held by single pieces of work, which is how long everybody waits for an answer. */
export class LoopWatch {
  readonly #histogram = monitorEventLoopDelay({ resolution });
  readonly #listeners = new Listeners<LoopHold>();
  readonly #timer: NodeJS.Timeout;
  #delays: readonly number[] = [];
  #last: LoopHold | undefined;

  constructor() {
    this.#histogram.enable();
    this.#timer = setInterval(() => this.#look(), lookMs);
    this.#timer.unref();
  }

  /** The longest delay within the last minute, in ms. */
  get delayMs(): number {
    return Math.max(0, ...this.#delays);
  }

  /** The last hold of half a second and more, for a minute. */
  get hold(): LoopHold | undefined {
    return this.#last;
  }

  /** Calls `listener` after each hold of half a second and more. */
  subscribe(listener: (hold: LoopHold) => void): () => void {
    return this.#listeners.add(listener);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#histogram.disable();
  }

  #look(): void {
    // The histogram counts the resolution in.
    const ms = Math.max(0, Math.round(this.#histogram.max / 1e6) - resolution);
    this.#histogram.reset();
    this.#delays = [...this.#delays.slice(1 - kept), ms];
    if (ms >= heldMs) {
      this.#last = { at: new Date(), ms };
      this.#listeners.tell(this.#last);
    } else if (this.delayMs < heldMs) this.#last = undefined;
  }
}
