import { type AfpoolsError, Listeners, toAfpoolsError } from "@afpools/core";
import type { Afserver } from "../client/afserver.js";
import type { AfserverWatch } from "../events/watch-afserver.js";
import type { Job, JobRef } from "../model/job.js";
import type { RequestOptions } from "../wire/transport.js";
import { isPoolsOwn } from "./is-pools-own.js";
import { looksPooled, type PooledJob, pooledJob, pooledJobNow } from "./pooled-job.js";

/** How many jobs are read in full at once: their tasks may be many. */
const maxAtOnce = 200;

/** The jobs of an afserver that are on a pool, as they are now. */
export async function readPooledJobs(
  afserver: Afserver,
  options?: RequestOptions,
): Promise<readonly PooledJob[]> {
  const jobs = (await afserver.jobs({}, options)).filter(looksPooled);
  return (await readInFull(afserver, jobs, options)).flatMap((job) => pooledJob(job) ?? []);
}

/**
 * The jobs of a watched afserver that are on a pool, kept as they are there. Jobs are read in full, to see their tags, when
 * they come, when their annotation changes, and when what keeps them on their pool is not the pool's any more.
 */
export class PooledJobs {
  readonly #afserver: Afserver;
  readonly #unsubscribe: () => void;
  readonly #listeners = new Listeners<void>();
  readonly #onError: (error: AfpoolsError) => void;
  readonly #closing = new AbortController();
  readonly #bySerial = new Map<number, PooledJob>();
  /** Serials of jobs that were read and are on no pool, with the annotation that they had. */
  readonly #others = new Map<number, string>();
  #unread = new Map<number, Job>();
  #reading: Promise<void> | undefined;

  /**
   * @param watch one that watches jobs
   * @param onError is told when jobs could not be read; that is tried again with the next change that the watch tells
   */
  constructor(
    afserver: Afserver,
    watch: AfserverWatch,
    onError: (error: AfpoolsError) => void = () => undefined,
  ) {
    this.#afserver = afserver;
    this.#onError = onError;
    this.#unsubscribe = watch.subscribe((event) => {
      if (event.kind === "change") this.#take(event.jobs, event.goneJobs);
    });
    this.#take(watch.jobs, []);
  }

  /** In the order of their serials. */
  get current(): readonly PooledJob[] {
    return [...this.#bySerial.values()].sort((a, b) => a.job.serial - b.job.serial);
  }

  /** Calls `listener` after `current` changed. Returns what ends that. */
  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Reads these jobs again at once, in full: what was written to them shows before any event tells, be they ever so new. */
  async reread(jobs: readonly JobRef[]): Promise<void> {
    await this.#read(jobs);
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

  #take(jobs: readonly Job[], gone: readonly Job[]): void {
    let changed = false;
    for (const { serial } of gone) {
      this.#others.delete(serial);
      this.#unread.delete(serial);
      changed = this.#bySerial.delete(serial) || changed;
    }
    for (const job of jobs) changed = this.#takeOne(job) || changed;
    if (changed) this.#listeners.tell();
    this.#readUnread();
  }

  #takeOne(job: Job): boolean {
    const known = this.#bySerial.get(job.serial);
    if (!looksPooled(job)) {
      this.#unread.delete(job.serial);
      return this.#bySerial.delete(job.serial);
    }
    if (!known) {
      if (this.#others.get(job.serial) !== job.annotation) this.#unread.set(job.serial, job);
      return false;
    }
    const now = pooledJobNow(known, job);
    this.#bySerial.set(job.serial, now);
    const isLost = isPoolsOwn(known.fields, known.tag) && !isPoolsOwn(now.fields, now.tag);
    if (known.job.annotation !== job.annotation || isLost) this.#unread.set(job.serial, job);
    return true;
  }

  #readUnread(): void {
    if (this.#reading !== undefined || this.#unread.size === 0) return;
    this.#reading = this.#readAll().finally(() => {
      this.#reading = undefined;
    });
  }

  async #readAll(): Promise<void> {
    while (this.#unread.size > 0 && !this.#closing.signal.aborted) {
      const unread = this.#unread;
      this.#unread = new Map();
      try {
        await this.#read([...unread.values()]);
      } catch (cause) {
        this.#unread = new Map([...unread, ...this.#unread]);
        if (!this.#closing.signal.aborted) this.#onError(toAfpoolsError(cause));
        return;
      }
    }
  }

  async #read(jobs: readonly JobRef[]): Promise<void> {
    const read = await readInFull(this.#afserver, jobs, { signal: this.#closing.signal });
    for (const job of read) {
      const pooled = pooledJob(job);
      if (pooled) this.#bySerial.set(job.serial, pooled);
      else this.#bySerial.delete(job.serial);
      if (pooled) this.#others.delete(job.serial);
      else this.#others.set(job.serial, job.annotation ?? "");
    }
    if (read.length > 0) this.#listeners.tell();
  }
}

/** Those of these jobs that there still are. */
async function readInFull(
  afserver: Afserver,
  jobs: readonly JobRef[],
  options?: RequestOptions,
): Promise<readonly Job[]> {
  const found: Job[] = [];
  const serials = new Set(jobs.map((job) => job.serial));
  for (let at = 0; at < jobs.length; at += maxAtOnce) {
    const ids = jobs.slice(at, at + maxAtOnce).map((job) => job.id);
    found.push(...(await afserver.jobs({ ids, full: true }, options)));
  }
  return found.filter((job) => serials.has(job.serial));
}
