import { setTimeout as pause } from "node:timers/promises";
import { byAddress, type Neighbour } from "./neighbour.js";

/** The neighbour table, read as seldom as can be for many who ask. */
export class NeighbourTable {
  readonly #read: () => Promise<readonly Neighbour[]>;
  readonly #spacingMs: number;
  readonly #signal: AbortSignal;
  #next: Promise<ReadonlyMap<string, string>> | undefined;
  #lastRead = Number.NEGATIVE_INFINITY;

  /** @param spacingMs the least time from the begin of one reading to the next. */
  constructor(read: () => Promise<readonly Neighbour[]>, spacingMs: number, signal: AbortSignal) {
    this.#read = read;
    this.#spacingMs = spacingMs;
    this.#signal = signal;
  }

  /** Addresses with their MAC addresses, by a reading that begins after this call. Rejects where that fails. */
  current(): Promise<ReadonlyMap<string, string>> {
    this.#next ??= this.#readLater();
    return this.#next;
  }

  async #readLater(): Promise<ReadonlyMap<string, string>> {
    const wait = this.#lastRead + this.#spacingMs - performance.now();
    await pause(Math.max(0, wait), undefined, { signal: this.#signal }).finally(() => {
      this.#next = undefined;
    });
    this.#lastRead = performance.now();
    return byAddress(await this.#read());
  }
}
