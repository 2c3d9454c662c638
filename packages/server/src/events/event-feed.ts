import type { AfanasyHost } from "@afpools/afanasy";
import { type JobSummary, renderRow } from "@afpools/afanasy/internal";
import type { Status } from "@afpools/api";
import {
  type Clock,
  type FarmHost,
  type FarmSource,
  type LivePools,
  type Pool,
  type PoolDeletion,
  systemClock,
} from "@afpools/core";
import { Listeners } from "@afpools/core/internal";
import type { LiveAfserver } from "../afserver/live-afserver.js";
import type { LiveJobs } from "../jobs/live-jobs.js";
import { showPool } from "../plans/show-pool.js";
import { EventRing, type NumberedMessage } from "./event-ring.js";
import { type Difference, differenceJson, KeyedJson } from "./keyed-json.js";
import { Snapshot } from "./snapshot.js";

/** From the first change to its message: changes that come together are told together. */
const gatherMs = 50;
/** From one message to the next, at least. */
const intervalMs = 250;
/** How often it is looked what nobody tells: what the reconciler does. */
const lookMs = 2_000;
/** What is kept for those who come back. */
const ringLimits = { messages: 512, bytes: 32 << 20 };
/** A snapshot is made anew when so many changes came since; who gets an older one gets these, too. */
const maxBehind = 64;

export interface EventFeedOptions {
  readonly instance: string;
  readonly live: LivePools;
  readonly farm: FarmSource | undefined;
  readonly afserver: LiveAfserver | undefined;
  readonly jobs: LiveJobs | undefined;
  readonly status: () => Status;
  /** Is told what goes wrong while it is found out what differs. */
  readonly onError: (error: unknown) => void;
  readonly clock?: Clock;
}

/** Makes numbered messages of what changes: pools, hosts, jobs on pools, the server's status. */
export class EventFeed {
  readonly #options: EventFeedOptions;
  readonly #clock: Clock;
  readonly #listeners = new Listeners<void>();
  readonly #unsubscribe: readonly (() => void)[];
  readonly #ring = new EventRing(ringLimits);
  readonly #pools = new KeyedJson<string, Pool>((pool) => pool.id, showPool);
  readonly #hosts = new KeyedJson<string, AfanasyHost | FarmHost>((host) => host.name, renderRow);
  readonly #jobs = new KeyedJson<number, JobSummary>(
    (job) => job.serial,
    (job) => job,
  );
  /** Not told yet. */
  #deletions: PoolDeletion[] = [];
  #status = "";
  #seq = 0;
  #snapshot: Snapshot | undefined;
  #jobsNow: readonly JobSummary[] = [];
  #areJobsDirty = true;
  #readingJobs: Promise<void> | undefined;
  #cancelFlush: (() => void) | undefined;
  #cancelLook: (() => void) | undefined;
  #flushedAt = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  constructor(options: EventFeedOptions) {
    const { live, farm, afserver, clock = systemClock } = options;
    this.#options = options;
    this.#clock = clock;
    const wake = () => this.#wake();
    const wakeJobs = () => {
      this.#areJobsDirty = true;
      this.#wake();
    };
    this.#unsubscribe = [
      live.subscribe(({ deletions = [] }) => {
        this.#deletions.push(...deletions);
        wakeJobs();
      }),
      farm?.subscribe(wakeJobs),
      afserver?.subscribeToAll(wake),
      afserver?.pooledJobs.subscribe(wakeJobs),
    ].filter((end) => end !== undefined);
    this.#look();
    this.#wake();
  }

  /** The number of the last message; 0 while there is nothing to tell, since the pools were not read yet. */
  get seq(): number {
    return this.#seq;
  }

  /** The unfinished jobs that are on pools, as seen last. */
  get jobs(): readonly JobSummary[] {
    return this.#jobsNow;
  }

  /** Calls `listener` when there is a new message. Returns what ends that. */
  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** The message behind `seq`, nothing while there is none; `missed` when it is here no more. */
  after(seq: number): NumberedMessage | undefined | "missed" {
    return this.#ring.after(seq, this.#seq);
  }

  /** Everything as it was a moment ago: what changed since is told by the messages behind it. */
  snapshot(): Snapshot {
    const known = this.#snapshot;
    if (known) {
      const isNear =
        this.#seq - known.seq <= maxBehind && this.#ring.after(known.seq, this.#seq) !== "missed";
      if (isNear && this.#ring.bytesAfter(known.seq) <= known.bytes.length) return known;
    }
    const { instance } = this.#options;
    const json = `{"type":"snapshot","instance":${JSON.stringify(instance)},"seq":${this.#seq},"status":${this.#status},"pools":${this.#pools.json},"hosts":${this.#hosts.json},"jobs":${this.#jobs.json}}`;
    this.#snapshot = new Snapshot(this.#seq, Buffer.from(json));
    return this.#snapshot;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const end of this.#unsubscribe) end();
    this.#cancelFlush?.();
    this.#cancelLook?.();
    await this.#readingJobs;
  }

  #look(): void {
    this.#cancelLook = this.#clock.schedule(lookMs, () => {
      this.#wake();
      this.#look();
    });
  }

  #wake(): void {
    if (this.#isClosed) return;
    if (this.#areJobsDirty) this.#readJobs();
    if (this.#cancelFlush) return;
    const sinceMs = this.#clock.now() - this.#flushedAt;
    this.#cancelFlush = this.#clock.schedule(Math.max(gatherMs, intervalMs - sinceMs), () => {
      this.#cancelFlush = undefined;
      this.#flushedAt = this.#clock.now();
      this.#flush();
    });
  }

  /** Finds out how jobs stand, which takes its time: one look at a time. */
  #readJobs(): void {
    const { jobs, onError } = this.#options;
    if (!jobs || this.#readingJobs !== undefined) return;
    this.#areJobsDirty = false;
    this.#readingJobs = jobs
      .onPools()
      .then((now) => {
        this.#jobsNow = now;
      }, onError)
      .finally(() => {
        this.#readingJobs = undefined;
        this.#wake();
      });
  }

  #flush(): void {
    const { instance, live, status } = this.#options;
    const { version, pools } = live.current;
    if (version === 0) return;
    const statusNow = JSON.stringify(status());
    const parts = [
      ...(statusNow === this.#status ? [] : [`"status":${statusNow}`]),
      ...memberJson("pools", this.#pools.take(pools), this.#takeDeletions()),
      ...memberJson("hosts", this.#hosts.take(this.#hostsNow())),
      ...memberJson("jobs", this.#jobs.take(this.#jobsNow)),
    ];
    this.#status = statusNow;
    if (parts.length === 0) return;
    this.#seq += 1;
    // Nobody can have seen anything before the first.
    if (this.#seq > 1) {
      const head = `{"type":"change","instance":${JSON.stringify(instance)},"seq":${this.#seq},`;
      this.#ring.add({ seq: this.#seq, bytes: Buffer.from(`${head}${parts.join(",")}}`) });
    }
    this.#listeners.tell();
  }

  #takeDeletions(): Record<string, readonly PoolDeletion[]> {
    const deletions = this.#deletions;
    this.#deletions = [];
    return deletions.length > 0 ? { deletions } : {};
  }

  #hostsNow(): Iterable<AfanasyHost | FarmHost> {
    const { afserver, farm } = this.#options;
    if (afserver) return afserver.hosts ?? [];
    return farm?.current()?.hosts ?? [];
  }
}

function memberJson<Key>(name: string, difference: Difference<Key> | undefined, more = {}): string[] {
  return difference ? [`"${name}":${differenceJson(difference, more)}`] : [];
}
