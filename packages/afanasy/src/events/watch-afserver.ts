import { AfpoolsError, type Clock, pause, systemClock, toAfpoolsError } from "@afpools/core";
import { Listeners } from "@afpools/core/internal";
import type { Afserver } from "../client/afserver.js";
import type { Unreadable } from "../client/listing.js";
import type { HostResources } from "../model/host-resources.js";
import type { Job } from "../model/job.js";
import type { NativePool } from "../model/native-pool.js";
import type { Render } from "../model/render.js";
import type { User } from "../model/user.js";
import type { Release } from "../releases/release.js";
import { type EventIds, Monitor, type MonitorEvents, type WatchedKind } from "./monitor.js";
import { type Change, Seen } from "./seen.js";
import { SeenResources } from "./seen-resources.js";

/** Between two looks for events: afserver makes them once a second, and forgets who has not asked for 16. */
const pollMs = 1000;
/** Between two lists where there is no monitor. */
const listMs = 5000;
/** After this everything is read again: not every change is told, such as that a job's native pools were all taken off. */
const relistMs = 60_000;
/** Between two attempts to reach an afserver that is unavailable: a refused connection costs next to nothing. */
const retryMs = 500;
/** The same where something answers that is no afserver, or not as one should. */
const retryAnswerMs = 5000;
/**
 * How long a short request may take. An answer that is not there by then is likely to be lost, and is asked for again, on
 * another connection.
 */
const shortRequest = { connectTimeoutMs: 1000, timeoutMs: 1500 };
/** How often a look for events is tried before afserver counts as unavailable: 12 s, as Afanasy's own programs wait. */
const maxLooks = 8;

/** How the watch stands. */
export type WatchStatus =
  | { readonly kind: "starting" }
  /** Kept current by events. */
  | { readonly kind: "current"; readonly by: "events" }
  /** Kept current by reading everything every few seconds; `reason` says why afserver tells no events. */
  | { readonly kind: "current"; readonly by: "polling"; readonly reason: string; readonly since: Date }
  /** afserver cannot be read, since then; it is tried again. What was seen last is kept. */
  | { readonly kind: "away"; readonly error: AfpoolsError; readonly since: Date };

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
  /** What renders measured of their machines when they were last online, by their names. Read once a minute, and when one comes online. */
  readonly resources: ReadonlyMap<string, HostResources>;
  readonly jobs: readonly Job[];
  readonly nativePools: readonly NativePool[];
  readonly users: readonly User[];
  /** Entries that afserver has and that cannot be read. What was read of them before is still among the others. */
  readonly unreadable: readonly Unreadable[];
  /** What this afserver does; nothing while it was not reached. */
  readonly release: Release | undefined;
  /** Calls `listener` after each change, and when afserver goes away. Returns what ends that. */
  subscribe(listener: (event: WatchEvent) => void): () => void;
  /**
   * Resolves once everything was seen; rejects when afserver is away first, with why, and it is tried on all the same.
   * Rejects with `ABORTED` when the watch is closed first.
   */
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
  readonly #resources = new SeenResources();
  readonly #listeners = new Listeners<WatchEvent>();
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #status: WatchStatus = { kind: "starting" };
  #release: Release | undefined;
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

  get resources(): ReadonlyMap<string, HostResources> {
    return this.#resources.byName;
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

  get unreadable(): readonly Unreadable[] {
    const kinds = [this.#renders, this.#jobs, this.#nativePools, this.#users];
    return kinds.flatMap((seen) => seen.unreadable);
  }

  get release(): Release | undefined {
    return this.#release;
  }

  subscribe(listener: (event: WatchEvent) => void): () => void {
    return this.#listeners.add(listener);
  }

  ready(): Promise<void> {
    const { signal } = this.#closing;
    if (signal.aborted) return Promise.reject(closedError());
    if (this.#status.kind === "current") return Promise.resolve();
    if (this.#status.kind === "away") return Promise.reject(this.#status.error);
    return new Promise((resolve, reject) => {
      const settle = (error?: AfpoolsError) => {
        end();
        signal.removeEventListener("abort", onClose);
        if (error) reject(error);
        else resolve();
      };
      const onClose = () => settle(closedError());
      const end = this.subscribe((event) => settle(event.kind === "away" ? event.error : undefined));
      signal.addEventListener("abort", onClose);
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
        await this.#follow();
      } catch (cause) {
        if (signal.aborted) return;
        const error = toAfpoolsError(cause);
        this.#setAway(error);
        await pause(this.#clock, isAnswer(error) ? retryAnswerMs : retryMs, signal);
      }
    }
  }

  /** Until afserver cannot be reached, or keeps no events for us any more. */
  async #follow(): Promise<void> {
    const { signal } = this.#closing;
    // Another release may have been started.
    this.#afserver.forgetRelease();
    this.#release = await this.#afserver.release({ signal, ...shortRequest });
    // What was missed is seen at once, before a cycle is spent on subscribing.
    if (this.#status.kind !== "starting")
      await this.#list("waiting for the subscription to afserver's events");
    const monitor = await Monitor.register(this.#afserver, this.#kinds, { signal });
    await (monitor instanceof Monitor ? this.#followEvents(monitor) : this.#poll(monitor.reason));
  }

  async #followEvents(monitor: Monitor): Promise<void> {
    const { signal } = this.#closing;
    try {
      await this.#list();
      let isLate = false;
      while (!signal.aborted) {
        await pause(this.#clock, pollMs, signal);
        const looked = await this.#look(monitor);
        if (!looked) return;
        isLate ||= looked.isDoubtful;
        if (isLate || this.#clock.now() - this.#listedAt >= relistMs) await this.#list();
        else await this.#read(looked.events);
        isLate = false;
      }
    } finally {
      if (signal.aborted) await monitor.deregister(shortRequest);
    }
  }

  /**
   * Looks for events; nothing where the monitor is not ours any more. An answer that was lost may have held some: then they
   * are doubtful.
   */
  async #look(
    monitor: Monitor,
  ): Promise<{ readonly events: MonitorEvents; readonly isDoubtful: boolean } | undefined> {
    const { signal } = this.#closing;
    for (let attempt = 1; ; attempt++) {
      try {
        const events = await monitor.poll({ signal, ...shortRequest });
        return events && { events, isDoubtful: attempt > 1 };
      } catch (error) {
        const isLost = error instanceof AfpoolsError && error.code === "TIMEOUT";
        if (!isLost || attempt === maxLooks) throw error;
      }
    }
  }

  /** Until it is time to ask for a monitor again. */
  async #poll(reason: string): Promise<void> {
    const { signal } = this.#closing;
    const end = this.#clock.now() + relistMs;
    while (!signal.aborted && this.#clock.now() < end) {
      await this.#list(reason);
      await pause(this.#clock, listMs, signal);
    }
  }

  /** @param reason why there are no events; absent where there are */
  async #list(reason?: string): Promise<void> {
    const options = { signal: this.#closing.signal };
    this.#listedAt = this.#clock.now();
    const all = (kind: WatchedKind) => (this.#kinds.includes(kind) ? {} : { ids: [] });
    const [renders, resources, jobs, nativePools, users] = await Promise.all([
      this.#afserver.renders(all("renders"), options),
      this.#afserver.renderResources(all("renders"), options),
      this.#afserver.jobs(all("jobs"), options),
      this.#afserver.nativePools(all("pools"), options),
      this.#afserver.users(all("users"), options),
    ]);
    const goneRenders = this.#renders.take({ entries: renders, unreadable: renders.unreadable });
    this.#resources.take(renders, resources, goneRenders);
    const goneJobs = this.#jobs.take({ entries: jobs, unreadable: jobs.unreadable });
    this.#nativePools.take({ entries: nativePools, unreadable: nativePools.unreadable });
    this.#users.take({ entries: users, unreadable: users.unreadable });
    this.#setCurrent(reason);
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
    const ids = this.#resources.lacking(renders);
    const resources = await this.#afserver.renderResources({ ids }, options);
    const goneRenders = this.#renders.take({
      entries: renders,
      ids: renderIds,
      unreadable: renders.unreadable,
    });
    this.#resources.take(renders, resources, goneRenders);
    const goneJobs = this.#jobs.take({ entries: jobs, ids: jobIds, unreadable: jobs.unreadable });
    this.#nativePools.take({ entries: nativePools, ids: poolIds, unreadable: nativePools.unreadable });
    this.#users.take({ entries: users, ids: userIds, unreadable: users.unreadable });
    const entries = { renders, jobs, nativePools, users, goneRenders, goneJobs };
    this.#listeners.tell({ kind: "change", complete: false, ...entries });
  }

  #setCurrent(reason: string | undefined): void {
    const before = this.#status;
    const isSame = before.kind === "current" && before.by === "polling" && before.reason === reason;
    if (reason === undefined) this.#status = { kind: "current", by: "events" };
    else if (!isSame) this.#status = { kind: "current", by: "polling", reason, since: new Date() };
  }

  #setAway(error: AfpoolsError): void {
    const before = this.#status.kind === "away" ? this.#status : undefined;
    this.#status = { kind: "away", error, since: before?.since ?? new Date() };
    if (before?.error.message !== error.message) this.#listeners.tell({ kind: "away", error });
  }
}

/** Was something answered? Then it is not tried again as soon. */
function isAnswer({ code }: AfpoolsError): boolean {
  return code !== "SERVER_UNREACHABLE" && code !== "TIMEOUT";
}

/** What was deleted is asked for too: its id may have been given again. */
function touched({ changed, deleted }: EventIds): readonly number[] {
  return [...new Set([...changed, ...deleted])];
}

function closedError(): AfpoolsError {
  return new AfpoolsError("ABORTED", "The watch of afserver was closed.");
}
