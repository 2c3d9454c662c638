import { AfpoolsError, type Clock, Listeners, pause, systemClock, toAfpoolsError } from "@afpools/core";
import type { Afserver } from "../client/afserver.js";
import type { Job } from "../model/job.js";
import type { NativePool } from "../model/native-pool.js";
import type { Render } from "../model/render.js";
import type { User } from "../model/user.js";
import { BackOff } from "./back-off.js";
import { type EventIds, Monitor, type MonitorEvents, type WatchedKind } from "./monitor.js";
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
  /** Default `renders` and `jobs`. What is not watched is not read, and stays empty. */
  readonly kinds?: readonly WatchedKind[];
  readonly clock?: Clock;
}

/** What an afserver has, kept as it is there. */
export interface AfserverWatch {
  readonly status: WatchStatus;
  /** As last seen, in no order. */
  readonly renders: readonly Render[];
  readonly jobs: readonly Job[];
  readonly nativePools: readonly NativePool[];
  readonly users: readonly User[];
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
  readonly #nativePools = new Seen<NativePool>((a, b) => a.name === b.name);
  readonly #users = new Seen<User>((a, b) => a.name === b.name);
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

  get nativePools(): readonly NativePool[] {
    return this.#nativePools.all;
  }

  get users(): readonly User[] {
    return this.#users.all;
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
        else await this.#read(events);
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
    const all = (kind: WatchedKind) => (this.#kinds.includes(kind) ? {} : { ids: [] });
    const [renders, jobs, nativePools, users] = await Promise.all([
      this.#afserver.renders(all("renders"), options),
      this.#afserver.jobs(all("jobs"), options),
      this.#afserver.nativePools(all("pools"), options).catch(noneIfRefused),
      this.#afserver.users(all("users"), options),
    ]);
    const goneRenders = this.#renders.take({ entries: renders });
    const goneJobs = this.#jobs.take({ entries: jobs });
    this.#nativePools.take({ entries: nativePools });
    this.#users.take({ entries: users });
    this.#status = { kind: "current", by };
    this.#backOff.reset();
    const entries = { renders, jobs, nativePools, users, goneRenders, goneJobs };
    this.#listeners.tell({ kind: "change", complete: true, ...entries });
  }

  async #read(events: MonitorEvents): Promise<void> {
    const options = { signal: this.#closing.signal };
    const [renderIds, jobIds] = [touched(events.renders), touched(events.jobs)];
    const [poolIds, userIds] = [touched(events.pools), touched(events.users)];
    if (renderIds.length + jobIds.length + poolIds.length + userIds.length === 0) return;
    const [renders, jobs, nativePools, users] = await Promise.all([
      this.#afserver.renders({ ids: renderIds }, options),
      this.#afserver.jobs({ ids: jobIds }, options),
      this.#afserver.nativePools({ ids: poolIds }, options),
      this.#afserver.users({ ids: userIds }, options),
    ]);
    const goneRenders = this.#renders.take({ entries: renders, ids: renderIds });
    const goneJobs = this.#jobs.take({ entries: jobs, ids: jobIds });
    this.#nativePools.take({ entries: nativePools, ids: poolIds });
    this.#users.take({ entries: users, ids: userIds });
    const entries = { renders, jobs, nativePools, users, goneRenders, goneJobs };
    this.#listeners.tell({ kind: "change", complete: false, ...entries });
  }

  #setAway(error: AfpoolsError): void {
    const isNews = this.#status.kind !== "away" || this.#status.error.message !== error.message;
    this.#status = { kind: "away", error };
    if (isNews) this.#listeners.tell({ kind: "away", error });
  }
}

/** What was deleted is asked for too: its id may have been given again. */
function touched({ changed, deleted }: EventIds): readonly number[] {
  return [...new Set([...changed, ...deleted])];
}

/** An afserver before 3.0 has no native pools, and refuses to list them. */
function noneIfRefused(error: unknown): readonly NativePool[] {
  if (error instanceof AfpoolsError && error.code === "AFSERVER_REFUSED") return [];
  throw error;
}
