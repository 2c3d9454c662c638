import type { FactMemory } from "@afpools/afanasy";
import {
  type Clock,
  type FactStore,
  type HostFacts,
  MemoryStore,
  type SaidFacts,
  systemClock,
} from "@afpools/core";
import { Listeners } from "@afpools/core/internal";
import type { Log } from "../log/log.js";
import { FactDamper } from "./fact-damper.js";

/** How long what hosts say is gathered before it is written, and after how long a failed attempt is made again, in ms. */
const delayMs = { write: 1_000, retry: 5_000 };

export interface HostMemoryOptions {
  /** Without it what hosts say is gone with the server. */
  readonly store: FactStore | undefined;
  /** How often an hour a fact may change: see {@link FactDamper}. */
  readonly mostFlips: number;
  readonly log: Log;
  readonly clock?: Clock;
}

/**
 * What counts of what hosts measure, kept in the pool database. It is written where it differs from what is there. A fact that
 * changes too often counts as it was.
 */
export class HostMemory implements FactMemory {
  readonly #store: FactStore;
  readonly #damper: FactDamper;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #known = new Map<string, HostFacts>();
  readonly #unwritten = new Map<string, SaidFacts>();
  readonly #news = new Listeners<void>();
  #isLoaded = false;
  #isClosed = false;
  #isFailing = false;
  #working: Promise<void> | undefined;
  #cancel: (() => void) | undefined;

  constructor({ store, mostFlips, log, clock = systemClock }: HostMemoryOptions) {
    this.#store = store ?? new MemoryStore().facts;
    this.#damper = new FactDamper({
      most: mostFlips,
      clock,
      onSettled: (name, facts) => {
        this.#keep(name, facts);
        this.#news.tell();
      },
    });
    this.#log = log;
    this.#clock = clock;
    this.#work();
  }

  recall(name: string): HostFacts | undefined {
    return this.#known.get(name);
  }

  /** How many hosts have a fact that is kept as it was. */
  get keptHosts(): number {
    return [...this.#known.values()].filter(({ keptUntil }) => keptUntil !== undefined).length;
  }

  note(name: string, said: HostFacts): HostFacts {
    const facts = this.#damper.settle(name, said);
    this.#keep(name, facts);
    return facts;
  }

  #keep(name: string, facts: HostFacts): void {
    const before = this.#known.get(name);
    if (isSame(before, facts)) return;
    this.#tellKept(name, before, facts);
    this.#known.set(name, facts);
    this.#unwritten.set(name, { name, facts, at: new Date(this.#clock.date()).toISOString() });
    this.#schedule(delayMs.write);
  }

  /** Calls `listener` when hosts are to be read anew: what was written earlier is known, or a fact counts again. */
  onNews(listener: () => void): void {
    this.#news.add(listener);
  }

  /** Writes what is not written yet, if that can be done now. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel?.();
    this.#damper.close();
    await this.#working;
    if (this.#isLoaded) await this.#write().catch(() => undefined);
  }

  #tellKept(name: string, before: HostFacts | undefined, { keptUntil }: HostFacts): void {
    const wasKept = before?.keptUntil !== undefined;
    if (keptUntil !== undefined && !wasKept)
      this.#log.warn({ host: name, until: keptUntil }, "facts of a host change too often; kept as they were");
    if (keptUntil === undefined && wasKept) this.#log.info({ host: name }, "facts of a host count again");
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
      this.#damper.resume(name, facts);
      const said = this.#known.get(name);
      if (!said) this.#known.set(name, facts);
      else if (isSame(said, facts)) this.#unwritten.delete(name);
    }
    this.#isLoaded = true;
    this.#news.tell();
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
