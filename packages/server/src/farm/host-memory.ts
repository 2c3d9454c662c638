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

/** How long what hosts say is gathered at most before it is written, and after how long a failed attempt is made again, in ms. */
const delayMs = { write: 1_000, retry: 5_000 };
/** How often it is looked, after a write, whether another server keeps what was written as it was: both can write at the same moment. */
const looksAfterWrite = 2;

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
 * changes too often counts as it was. Of several servers on one database the one that counts the most changes decides: the others
 * find what it keeps where they write what it keeps.
 */
export class HostMemory implements FactMemory {
  readonly #store: FactStore;
  readonly #damper: FactDamper;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #known = new Map<string, HostFacts>();
  readonly #unwritten = new Map<string, SaidFacts>();
  /** Of which hosts it is to be looked again what is stored, and how often. */
  readonly #looksLeft = new Map<string, number>();
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
    await this.#working;
    await this.#write().catch(() => undefined);
    this.#damper.close();
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
        if (this.#unwritten.size + this.#looksLeft.size > 0) this.#schedule(delayMs.write);
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
    await this.#adopt([...new Set([...this.#looksLeft.keys(), ...this.#unwritten.keys()])]);
    const said = [...this.#unwritten.values()];
    if (said.length === 0) return;
    await this.#store.put(said);
    for (const one of said) {
      if (this.#unwritten.get(one.name) === one) this.#unwritten.delete(one.name);
      this.#looksLeft.set(one.name, looksAfterWrite);
    }
  }

  /** Takes over what other servers keep of these hosts, and says again what it keeps where another one has overwritten it. */
  async #adopt(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    let isNews = false;
    for (const { name, facts } of await this.#store.list(names)) {
      const known = this.#known.get(name);
      const kept = this.#damper.resume(name, facts);
      if (kept) {
        this.#tellKept(name, known, kept);
        this.#known.set(name, kept);
        this.#unwritten.delete(name);
        isNews = true;
      } else if (known?.keptUntil !== undefined && facts.keptUntil === undefined)
        this.#unwritten.set(name, { name, facts: known, at: new Date(this.#clock.date()).toISOString() });
    }
    for (const name of names) {
      const left = (this.#looksLeft.get(name) ?? 0) - 1;
      if (left > 0) this.#looksLeft.set(name, left);
      else this.#looksLeft.delete(name);
    }
    if (isNews) this.#news.tell();
  }
}

function isSame(a: HostFacts | undefined, b: HostFacts): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
