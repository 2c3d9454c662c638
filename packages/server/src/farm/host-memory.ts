import type { FactMemory } from "@afpools/afanasy";
import { type Clock, type FactStore, type HostFacts, type SaidFacts, systemClock } from "@afpools/core";
import { Listeners } from "@afpools/core/internal";
import type { Log } from "../log/log.js";

/** How long what hosts say is gathered before it is written, and after how long a failed attempt is made again, in ms. */
const delayMs = { write: 1_000, retry: 5_000 };

export interface HostMemoryOptions {
  readonly store: FactStore;
  readonly log: Log;
  readonly clock?: Clock;
}

/** What hosts measured of themselves, kept in the pool database. It is written where it differs from what is there. */
export class HostMemory implements FactMemory {
  readonly #store: FactStore;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #known = new Map<string, HostFacts>();
  readonly #unwritten = new Map<string, SaidFacts>();
  readonly #loaded = new Listeners<void>();
  #isLoaded = false;
  #isClosed = false;
  #isFailing = false;
  #working: Promise<void> | undefined;
  #cancel: (() => void) | undefined;

  constructor({ store, log, clock = systemClock }: HostMemoryOptions) {
    this.#store = store;
    this.#log = log;
    this.#clock = clock;
    this.#work();
  }

  recall(name: string): HostFacts | undefined {
    return this.#known.get(name);
  }

  note(name: string, facts: HostFacts): void {
    if (isSame(this.#known.get(name), facts)) return;
    this.#known.set(name, facts);
    this.#unwritten.set(name, { name, facts, at: new Date(this.#clock.date()).toISOString() });
    this.#schedule(delayMs.write);
  }

  /** Calls `listener` once what was written earlier is known. */
  onLoad(listener: () => void): void {
    this.#loaded.add(listener);
  }

  /** Writes what is not written yet, if that can be done now. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel?.();
    await this.#working;
    if (this.#isLoaded) await this.#write().catch(() => undefined);
  }

  #schedule(ms: number): void {
    if (this.#cancel || this.#working || this.#isClosed) return;
    this.#cancel = this.#clock.schedule(ms, () => this.#work());
  }

  #work(): void {
    this.#cancel = undefined;
    const step = this.#isLoaded ? this.#write() : this.#load();
    this.#working = step.then(
      () => {
        this.#working = undefined;
        this.#isFailing = false;
        if (this.#unwritten.size > 0) this.#schedule(delayMs.write);
      },
      (error: unknown) => {
        this.#working = undefined;
        if (!this.#isFailing)
          this.#log.warn({ error: String(error) }, "failed to store facts of hosts; will retry");
        this.#isFailing = true;
        this.#schedule(delayMs.retry);
      },
    );
  }

  async #load(): Promise<void> {
    for (const { name, facts } of await this.#store.list()) {
      const said = this.#known.get(name);
      if (!said) this.#known.set(name, facts);
      else if (isSame(said, facts)) this.#unwritten.delete(name);
    }
    this.#isLoaded = true;
    this.#loaded.tell();
  }

  async #write(): Promise<void> {
    const said = [...this.#unwritten.values()];
    if (said.length === 0) return;
    await this.#store.put(said);
    for (const one of said) if (this.#unwritten.get(one.name) === one) this.#unwritten.delete(one.name);
  }
}

function isSame(a: HostFacts | undefined, b: HostFacts): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
