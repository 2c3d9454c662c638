import {
  addUsage,
  type Clock,
  inTurns,
  type LivePools,
  startOfSpan,
  systemClock,
  type UsageOfAll,
  type UsageRow,
  type UsageStore,
  usageResolutions,
  usageSpans,
} from "@afpools/core";
import type { LiveAfserver } from "../afserver/live-afserver.js";
import type { Log } from "../log/log.js";
import { JobStarts } from "./job-starts.js";
import { MemberIndexCache } from "./member-index.js";
import { sampleUsage } from "./sample-usage.js";

/** How soon it is looked again for a farm that was never seen, in ms. */
const unseenMs = 1_000;
/** How often rows that are too old are deleted, in ms. */
const cleanMs = usageSpans["ten-minutes"].spanMs;

export interface UsageRecorderOptions {
  readonly live: LivePools;
  readonly afserver: Pick<
    LiveAfserver,
    "current" | "hosts" | "jobs" | "pooledJobs" | "status" | "subscribeToAll"
  >;
  /** Where samples are kept; without it they are only taken. */
  readonly store: UsageStore | undefined;
  readonly log: Log;
  readonly clock?: Clock;
}

/** A sample of how the farm and its pools are used. */
export interface UsageSample extends UsageOfAll {
  /** When its minute begins, in ms since 1970. */
  readonly at: number;
}

/**
 * Takes a sample each minute, and adds it to the minute's, ten minutes', hour's and day's row of the database. Of several servers
 * on one database whoever is first in a minute does. While afserver is unavailable nothing is written.
 */
export class UsageRecorder {
  readonly #options: UsageRecorderOptions;
  readonly #clock: Clock;
  readonly #starts: JobStarts;
  readonly #index = new MemberIndexCache();
  readonly #closing = new AbortController();
  #latest: UsageSample | undefined;
  #at = Number.NEGATIVE_INFINITY;
  #isFailing = false;
  #cancel: () => void = () => undefined;
  #working: Promise<void> = Promise.resolve();

  constructor(options: UsageRecorderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#starts = new JobStarts(options.afserver);
    this.#schedule(0);
  }

  /** The newest sample; nothing while there is no afserver to take one of. */
  get latest(): UsageSample | undefined {
    return this.#latest;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#cancel();
    this.#starts.close();
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
      this.#latest = await this.#sample(at);
      if (!this.#latest) return;
      this.#at = at;
      if (this.#options.store) await this.#write(this.#latest, this.#options.store);
      this.#isFailing = false;
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      if (!this.#isFailing) this.#options.log.warn({ error: String(error) }, "use of hosts not recorded");
      this.#isFailing = true;
    }
  }

  async #sample(at: number): Promise<UsageSample | undefined> {
    const { live, afserver } = this.#options;
    const { pools, version } = live.current;
    const farm = afserver.current();
    const { hosts, jobs } = afserver;
    if (version === 0 || !farm || !hosts || afserver.status.kind !== "current") return undefined;
    const pooledJobs = afserver.pooledJobs.current;
    const side = { pools, farm, hosts, jobs, pooledJobs, starts: this.#starts.take() };
    return { at, ...(await inTurns(sampleUsage(side, this.#index), this.#closing.signal)) };
  }

  async #write({ at, farm, pools }: UsageSample, store: UsageStore): Promise<void> {
    const [finest, ...coarser] = usageResolutions;
    const usage = { farm, pools };
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
