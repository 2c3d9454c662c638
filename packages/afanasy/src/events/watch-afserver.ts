import { type AfpoolsError, toAfpoolsError } from "@afpools/core";
import type { Afserver } from "../client/afserver.js";
import { type Clock, pause, systemClock } from "../clock/clock.js";
import type { Job } from "../model/job.js";
import type { Render } from "../model/render.js";
import { BackOff } from "./back-off.js";
import { Listeners } from "./listeners.js";
import { Monitor, type WatchedKind } from "./monitor.js";
import { type Change, Seen } from "./seen.js";

/** Between two looks for events: afserver makes them once a second, and forgets who has not asked for 16. */
const pollMs = 1000;
/** Between two lists where there is no monitor. */
const listMs = 5000;
/** After this everything is read again: not every change is told, such as that a job's native pools were all taken off. */
const relistMs = 60_000;
const backOffMs = { first: 1000, most: 30_000 };

/** How the watch stands. */
export type WatchStatus =
  | { readonly kind: "starting" }
  /** Kept current by events, or by reading everything every few seconds where afserver gives no monitor. */
  | { readonly kind: "current"; readonly by: "events" | "polling" }
  /** afserver cannot be read; it is tried again. What was seen last is kept. */
  | { readonly kind: "away"; readonly error: AfpoolsError };

export type WatchEvent =
  | ({ readonly kind: "change" } & Change)
  | { readonly kind: "away"; readonly error: AfpoolsError };

export interface WatchOptions {
  /** Default both. What is not watched is not read, and stays empty. */
  readonly kinds?: readonly WatchedKind[];
  readonly clock?: Clock;
}

/** Renders and jobs of an afserver, kept as they are there. */
export interface AfserverWatch {
  readonly status: WatchStatus;
  /** As last seen, in no order. */
  readonly renders: readonly Render[];
  readonly jobs: readonly Job[];
  /** Calls `listener` after each change, and when afserver goes away. Returns what ends that. */
  subscribe(listener: (event: WatchEvent) => void): () => void;
  /** Resolves once everything was seen; rejects when afserver is away first, with why. It is tried on all the same. */
  ready(): Promise<void>;
  /** Ends it; takes leave of afserver. */
  close(): Promise<void>;
}

/** Watches an afserver until the watch is closed. An afserver that is away is waited for. */
export function watchAfserver(afserver: Afserver, options: WatchOptions = {}): AfserverWatch {
  return new Watch(afserver, options.kinds ?? ["renders", "jobs"], options.clock ?? systemClock);
}

class Watch implements AfserverWatch {
  readonly #afserver: Afserver;
  readonly #kinds: readonly WatchedKind[];
  readonly #clock: Clock;
  readonly #renders = new Seen<Render>((a, b) => a.name === b.name);
  readonly #jobs = new Seen<Job>((a, b) => a.serial === b.serial);
  readonly #listeners = new Listeners<WatchEvent>();
  readonly #closing = new AbortController();
  readonly #backOff = new BackOff(backOffMs.first, backOffMs.most);
  readonly #running: Promise<void>;
  #status: WatchStatus = { kind: "starting" };
  #listedAt = 0;

  constructor(afserver: Afserver, kinds: readonly WatchedKind[], clock: Clock) {
    this.#afserver = afserver;
    this.#kinds = kinds;
    this.#clock = clock;
    this.#running = this.#run();
  }

  get status(): WatchStatus {
    return this.#status;
  }

  get renders(): readonly Render[] {
    return this.#renders.all;
  }

  get jobs(): readonly Job[] {
    return this.#jobs.all;
  }

  subscribe(listener: (event: WatchEvent) => void): () => void {
    return this.#listeners.add(listener);
  }

  ready(): Promise<void> {
    if (this.#status.kind === "current") return Promise.resolve();
    if (this.#status.kind === "away") return Promise.reject(this.#status.error);
    return new Promise((resolve, reject) => {
      const end = this.subscribe((event) => {
        end();
        if (event.kind === "away") reject(event.error);
        else resolve();
      });
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        const monitor = await Monitor.register(this.#afserver, this.#kinds, { signal });
        await (monitor ? this.#follow(monitor) : this.#poll());
      } catch (cause) {
        if (signal.aborted) return;
        this.#setAway(toAfpoolsError(cause));
        await pause(this.#clock, this.#backOff.next(), signal);
      }
    }
  }

  /** Until afserver forgets the monitor. */
  async #follow(monitor: Monitor): Promise<void> {
    const { signal } = this.#closing;
    try {
      await this.#list("events");
      while (!signal.aborted) {
        await pause(this.#clock, pollMs, signal);
        const events = await monitor.poll({ signal });
        if (!events) return;
        if (this.#clock.now() - this.#listedAt >= relistMs) await this.#list("events");
        else await this.#read(events.renders, events.jobs);
      }
    } finally {
      if (signal.aborted) await monitor.deregister();
    }
  }

  /** Until it is time to ask for a monitor again. */
  async #poll(): Promise<void> {
    const { signal } = this.#closing;
    const end = this.#clock.now() + relistMs;
    while (!signal.aborted && this.#clock.now() < end) {
      await this.#list("polling");
      await pause(this.#clock, listMs, signal);
    }
  }

  async #list(by: "events" | "polling"): Promise<void> {
    const options = { signal: this.#closing.signal };
    this.#listedAt = this.#clock.now();
    const [renders, jobs] = await Promise.all([
      this.#kinds.includes("renders") ? this.#afserver.renders({}, options) : [],
      this.#kinds.includes("jobs") ? this.#afserver.jobs({}, options) : [],
    ]);
    const goneRenders = this.#renders.take({ entries: renders });
    const goneJobs = this.#jobs.take({ entries: jobs });
    this.#status = { kind: "current", by };
    this.#backOff.reset();
    this.#listeners.tell({ kind: "change", complete: true, renders, jobs, goneRenders, goneJobs });
  }

  async #read(changedRenders: EventIds, changedJobs: EventIds): Promise<void> {
    const options = { signal: this.#closing.signal };
    // What was deleted is asked for too: its id may have been given again.
    const renderIds = [...new Set([...changedRenders.changed, ...changedRenders.deleted])];
    const jobIds = [...new Set([...changedJobs.changed, ...changedJobs.deleted])];
    const [renders, jobs] = await Promise.all([
      this.#afserver.renders({ ids: renderIds }, options),
      this.#afserver.jobs({ ids: jobIds }, options),
    ]);
    const goneRenders = this.#renders.take({ entries: renders, ids: renderIds });
    const goneJobs = this.#jobs.take({ entries: jobs, ids: jobIds });
    if (renders.length + jobs.length + goneRenders.length + goneJobs.length === 0) return;
    this.#listeners.tell({ kind: "change", complete: false, renders, jobs, goneRenders, goneJobs });
  }

  #setAway(error: AfpoolsError): void {
    const isNews = this.#status.kind !== "away" || this.#status.error.message !== error.message;
    this.#status = { kind: "away", error };
    if (isNews) this.#listeners.tell({ kind: "away", error });
  }
}

interface EventIds {
  readonly changed: readonly number[];
  readonly deleted: readonly number[];
}
