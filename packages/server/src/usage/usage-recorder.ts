import { type Clock, type LivePools, systemClock, type UsageRow, type UsageStore } from "@afpools/core";
import {
  addUsage,
  inTurns,
  startOfSpan,
  type UsageOfAll,
  usageResolutions,
  usageSpans,
} from "@afpools/core/internal";
import type { LiveAfserver } from "../afserver/live-afserver.js";
import type { Log } from "../log/log.js";
import { type JobStart, JobStarts } from "./job-starts.js";
import { MemberIndexCache } from "./member-index.js";
import { sampleUsage } from "./sample-usage.js";

/** How soon it is looked again for a farm that was never seen, in ms. */
const unseenMs = 1_000;
/** How long a sample for who asks in between is good for, in ms. */
const freshMs = 1_000;
/** How often rows that are too old are deleted, in ms. */
const cleanMs = usageSpans["ten-minutes"].spanMs;

export interface UsageRecorderOptions {
  readonly live: LivePools;
  readonly afserver: Pick<
    LiveAfserver,
    "current" | "hosts" | "jobs" | "pooledJobs" | "status" | "subscribeToAll"
  >;
  /** Where samples are kept; without it none are but for who asks. */
  readonly store: UsageStore | undefined;
  readonly log: Log;
  readonly clock?: Clock;
}

/**
 * Takes a sample each minute, and adds it to the minute's, ten minutes', hour's and day's row of the database. Of several servers
 * on one database whoever is first in a minute does. While afserver is unavailable nothing is written.
 */
export class UsageRecorder {
  readonly #options: UsageRecorderOptions;
  readonly #clock: Clock;
  readonly #starts: JobStarts | undefined;
  readonly #index = new MemberIndexCache();
  readonly #closing = new AbortController();
  #now: { readonly sample: Promise<UsageOfAll | undefined>; readonly at: number } | undefined;
  #at = Number.NEGATIVE_INFINITY;
  #isFailing = false;
  #cancel: () => void = () => undefined;
  #working: Promise<void> = Promise.resolve();

  constructor(options: UsageRecorderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    if (!options.store) return;
    this.#starts = new JobStarts(options.afserver);
    this.#schedule(0);
  }

  /** How the farm and its pools are used now, without the jobs that started; nothing while afserver is unavailable. */
  now(): Promise<UsageOfAll | undefined> {
    const at = this.#clock.now();
    if (!this.#now || at - this.#now.at >= freshMs) this.#now = { sample: this.#sample(), at };
    return this.#now.sample;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#cancel();
    this.#starts?.close();
    await this.#working;
  }

  #schedule(delayMs: number): void {
    if (this.#closing.signal.aborted) return;
    this.#cancel = this.#clock.schedule(delayMs, () => {
      this.#working = this.#work().finally(() => this.#schedule(this.#untilNext()));
    });
  }

  #untilNext(): number {
    if (this.#at === Number.NEGATIVE_INFINITY) return unseenMs;
    const now = this.#clock.date();
    return startOfSpan("minute", now) + usageSpans.minute.spanMs - now;
  }

  async #work(): Promise<void> {
    const at = startOfSpan("minute", this.#clock.date());
    if (at === this.#at) return;
    try {
      const usage = await this.#sample(() => this.#starts?.take() ?? []);
      if (!usage) return;
      this.#at = at;
      await this.#write(at, usage);
      this.#isFailing = false;
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      if (!this.#isFailing) this.#options.log.warn({ error: String(error) }, "use of hosts not recorded");
      this.#isFailing = true;
    }
  }

  async #sample(takeStarts: () => readonly JobStart[] = () => []): Promise<UsageOfAll | undefined> {
    const { live, afserver } = this.#options;
    const { pools, version } = live.current;
    const farm = afserver.current();
    const { hosts, jobs } = afserver;
    if (version === 0 || !farm || !hosts || afserver.status.kind !== "current") return undefined;
    const pooledJobs = afserver.pooledJobs.current;
    const side = { pools, farm, hosts, jobs, pooledJobs, starts: takeStarts() };
    return inTurns(sampleUsage(side, this.#index), this.#closing.signal);
  }

  async #write(at: number, usage: UsageOfAll): Promise<void> {
    const { store } = this.#options;
    if (!store) return;
    const [finest, ...coarser] = usageResolutions;
    if (!(await store.insert({ resolution: finest, at: iso(at), ...usage }))) return;
    const rows: UsageRow[] = [];
    for (const resolution of coarser) {
      const since = iso(startOfSpan(resolution, at));
      const [open] = await store.list({ resolution, since, limit: 1 });
      // A clock that was set back has rows of times to come.
      const sums = open?.at === since ? addUsage(open, usage) : usage;
      rows.push({ resolution, at: since, ...sums });
    }
    await store.put(rows);
    if (at % cleanMs !== 0) return;
    for (const resolution of usageResolutions) {
      await store.deleteBefore(resolution, iso(startOfSpan(resolution, at - usageSpans[resolution].keptMs)));
    }
  }
}

function iso(moment: number): string {
  return new Date(moment).toISOString();
}
