import { type AfpoolsError, toAfpoolsError } from "@afpools/core";
import { Listeners } from "@afpools/core/internal";
import type { Afserver } from "../client/afserver.js";
import type { Unreadable } from "../client/listing.js";
import type { AfserverWatch } from "../events/watch-afserver.js";
import type { Job, JobRef } from "../model/job.js";
import type { RequestOptions } from "../wire/transport.js";
import { isOfAllRequests } from "../wire/wire-errors.js";
import { mayHaveLegacyTag } from "./legacy-tag.js";
import { type PooledJob, pooledJob } from "./pooled-job.js";

/** The jobs of an afserver that are on a pool, as they are now. */
export async function readPooledJobs(
  afserver: Afserver,
  options?: RequestOptions,
): Promise<readonly PooledJob[]> {
  const jobs = await afserver.jobs({}, options);
  const pooled: PooledJob[] = [];
  for (const job of jobs) {
    const found = pooledJob(job) ?? (mayHaveLegacyTag(job) && (await readLegacyJob(afserver, job, options)));
    if (found) pooled.push(found);
  }
  return pooled;
}

/** A job that could not be read. */
interface Failure {
  readonly job: Job;
  readonly reason: string;
  readonly count: number;
  /** When {@link PooledJobs.take} was called so often, it is read again. */
  readonly readAgainAt: number;
}

/** The longest until a job that could not be read is read again, in calls of {@link PooledJobs.take}. */
const longestPause = 64;

/**
 * The jobs of a watched afserver that are on a pool, kept as they are there. A job's tag is in every listing; only those that
 * could bear one of an earlier version are read in detail, once.
 */
export class PooledJobs {
  readonly #afserver: Afserver;
  readonly #unsubscribe: () => void;
  readonly #listeners = new Listeners<void>();
  readonly #onError: (error: AfpoolsError, job?: JobRef & Pick<Job, "name">) => void;
  readonly #closing = new AbortController();
  readonly #bySerial = new Map<number, PooledJob>();
  /** Of these, in their order; nothing after they changed. */
  #current: readonly PooledJob[] | undefined;
  /** Jobs that could bear a tag of an earlier version and do not, by serial, with the annotation that they had. */
  readonly #untagged = new Map<number, string | undefined>();
  readonly #unread = new Map<number, Job>();
  readonly #failures = new Map<number, Failure>();
  #taken = 0;
  #reading: Promise<void> | undefined;

  /**
   * @param watch one that watches jobs
   * @param onError is told when a job could not be read, or none of the jobs that were to be; that is tried again with later
   * changes that the watch tells. Another job is read nevertheless.
   */
  constructor(
    afserver: Afserver,
    watch: AfserverWatch,
    onError: (error: AfpoolsError, job?: JobRef & Pick<Job, "name">) => void = () => undefined,
  ) {
    this.#afserver = afserver;
    this.#onError = onError;
    this.#unsubscribe = watch.subscribe((event) => {
      if (event.kind === "change") this.take(event.jobs, event.goneJobs);
    });
    this.take(watch.jobs);
  }

  /** In the order of their serials. The same array until one of them changes. */
  get current(): readonly PooledJob[] {
    this.#current ??= [...this.#bySerial.values()].sort((a, b) => a.job.serial - b.job.serial);
    return this.#current;
  }

  /** The jobs of which it is not known whether they are on a pool, or on which. They stay what they were. */
  get unreadable(): readonly Unreadable[] {
    return Array.from(this.#failures.values(), ({ job: { id, name }, reason }) => ({
      type: "jobs",
      id,
      name,
      reason,
    }));
  }

  /** Calls `listener` after `current` or `unreadable` changed. Returns what ends that. */
  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Takes over jobs as they were just listed, before any event tells, and forgets those that are gone. */
  take(jobs: readonly Job[], gone: readonly JobRef[] = []): void {
    let changed = false;
    for (const { serial } of gone) {
      this.#untagged.delete(serial);
      this.#unread.delete(serial);
      changed = this.#failures.delete(serial) || changed;
      changed = this.#bySerial.delete(serial) || changed;
    }
    for (const job of jobs) {
      try {
        changed = this.#takeOne(job) || changed;
      } catch (cause) {
        this.#fail(job, toAfpoolsError(cause));
        changed = true;
      }
    }
    this.#taken += 1;
    for (const { job, readAgainAt } of this.#failures.values()) {
      if (readAgainAt <= this.#taken && !this.#unread.has(job.serial)) this.#unread.set(job.serial, job);
    }
    if (changed) this.#tell();
    if (this.#unread.size > 0) this.#reading ??= this.#readUnread();
  }

  /** Resolves when nothing is left to be read. */
  async settled(): Promise<void> {
    while (this.#reading !== undefined) await this.#reading;
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    this.#closing.abort();
    await this.settled();
  }

  #tell(): void {
    this.#current = undefined;
    this.#listeners.tell();
  }

  #takeOne(job: Job): boolean {
    const { serial } = job;
    const pooled = pooledJob(job);
    if (pooled) {
      this.#unread.delete(serial);
      this.#failures.delete(serial);
      this.#bySerial.set(serial, pooled);
      return true;
    }
    if (
      mayHaveLegacyTag(job) &&
      !(this.#untagged.has(serial) && this.#untagged.get(serial) === job.annotation)
    ) {
      this.#unread.set(serial, job);
      return false;
    }
    this.#unread.delete(serial);
    const failed = this.#failures.delete(serial);
    return this.#bySerial.delete(serial) || failed;
  }

  /** Each by itself: one that cannot be read does not keep those behind it from being read. */
  async #readUnread(): Promise<void> {
    try {
      for (const [serial, job] of this.#unread) {
        const read = await this.#read(job);
        // What was listed meanwhile is read anew.
        if (this.#unread.get(serial) !== job) continue;
        this.#unread.delete(serial);
        if (read.error) this.#fail(job, read.error);
        else this.#note(job, read.pooled);
        this.#tell();
      }
    } catch (cause) {
      if (!this.#closing.signal.aborted) this.#onError(toAfpoolsError(cause));
    } finally {
      this.#reading = undefined;
    }
  }

  /** Rejects where no other job could be read either. */
  async #read(job: Job): Promise<{ readonly pooled?: PooledJob | undefined; readonly error?: AfpoolsError }> {
    const { signal } = this.#closing;
    try {
      return { pooled: await readLegacyJob(this.#afserver, job, { signal }) };
    } catch (cause) {
      const error = toAfpoolsError(cause);
      if (signal.aborted || isOfAllRequests(error)) throw error;
      return { error };
    }
  }

  #note({ serial, annotation }: Job, pooled: PooledJob | undefined): void {
    this.#failures.delete(serial);
    if (pooled) this.#bySerial.set(serial, pooled);
    else this.#bySerial.delete(serial);
    if (pooled) this.#untagged.delete(serial);
    else this.#untagged.set(serial, annotation);
  }

  /** It is told once for each reason, and read again after growing pauses. */
  #fail(job: Job, error: AfpoolsError): void {
    const before = this.#failures.get(job.serial);
    const count = (before?.count ?? 0) + 1;
    const readAgainAt = this.#taken + Math.min(2 ** count, longestPause);
    this.#failures.set(job.serial, { job, reason: error.message, count, readAgainAt });
    if (before?.reason !== error.message) this.#onError(error, job);
  }
}

/** The job with a tag of an earlier version; nothing where it has none, or is gone. */
async function readLegacyJob(
  afserver: Afserver,
  job: JobRef,
  options?: RequestOptions,
): Promise<PooledJob | undefined> {
  const detailed = await afserver.jobInDetail(job, options);
  return detailed && pooledJob(detailed);
}
