import type { Job, PooledJob, Refusal, Stranger } from "@afpools/afanasy";
import {
  isOfAllRequests,
  isUnfinished,
  needsRewrite,
  type PoolCorrection,
  pooledJob,
  rewriteLegacyTag,
  writePoolFields,
} from "@afpools/afanasy/internal";
import { type Clock, type LeaseKeeper, toAfpoolsError } from "@afpools/core";
import type { LiveAfserver } from "../afserver/live-afserver.js";
import type { JobStatuses } from "../jobs/job-statuses.js";
import { nextTurn } from "../jobs/next-turn.js";
import type { Log } from "../log/log.js";
import { Attempts } from "./attempts.js";

/** How many jobs are looked at before the server does something else for a moment. */
const lookedAtOnce = 50;

export interface JobCorrectorOptions {
  readonly afserver: LiveAfserver;
  readonly statuses: JobStatuses;
  /** Nothing is written without it: a machine that was suspended finds that it lost it in the middle of its work. */
  readonly lease: Pick<LeaseKeeper, "isHeld">;
  readonly log: Log;
  readonly clock: Clock;
}

/** When a job is looked at again to which somebody was writing, in ms. */
const busyMs = 1_000;

/** Writes to jobs what they lack to be on the hosts of their pools. */
export class JobCorrector {
  readonly #options: JobCorrectorOptions;
  readonly #attempts: Attempts<number>;
  /** Was a job left alone to which somebody is writing? */
  #isOneBusy = false;

  constructor(options: JobCorrectorOptions) {
    this.#options = options;
    this.#attempts = new Attempts(options.clock);
  }

  /** Milliseconds until what had no effect, or had to wait, is tried again; nothing where nothing is. */
  get nextDelay(): number | undefined {
    const delay = this.#attempts.nextDelay;
    return this.#isOneBusy ? Math.min(busyMs, delay ?? busyMs) : delay;
  }

  /** @returns how many jobs were corrected. Rejects as requests to afserver do. */
  async correct(signal: AbortSignal): Promise<number> {
    const { rewrites, corrections } = await this.#due();
    if (rewrites.length + corrections.length === 0) return 0;
    const serials = [...rewrites.map(({ job }) => job), ...corrections].map(({ serial }) => String(serial));
    return this.#options.afserver.jobWrites.runAll([...new Set(serials)], async () => {
      for (const pooled of rewrites) await this.#moveTag(pooled, signal);
      return this.#write(corrections, signal);
    });
  }

  async #write(corrections: readonly Job[], signal: AbortSignal): Promise<number> {
    const { afserver, log } = this.#options;
    const corrected = new Set<number>();
    const correctionFor = (job: Job) => {
      const correction = this.#correctionOf(job);
      if (!correction) return undefined;
      corrected.add(job.serial);
      this.#attempts.note(job.serial, JSON.stringify(correction));
      return correction;
    };
    const written = await writePoolFields(afserver.afserver, corrections, correctionFor, { signal });
    afserver.pooledJobs.take(written.nodes, written.gone);
    for (const stranger of written.strangers) this.#tellStranger(stranger);
    for (const refusal of written.refused) this.#tellRefusal(refusal);
    if (corrected.size > 0) log.info({ jobs: corrected.size }, "job masks updated");
    return corrected.size;
  }

  /** One whose tag cannot be moved does not keep the others from getting their masks. */
  async #moveTag(pooled: PooledJob, signal: AbortSignal): Promise<void> {
    const { afserver, lease, log } = this.#options;
    const { id, name } = pooled.job;
    try {
      await rewriteLegacyTag(afserver.afserver, pooled, { signal }, () => lease.isHeld);
      if (lease.isHeld) log.info({ job: id, name }, "job tag of an earlier version moved");
    } catch (cause) {
      const error = toAfpoolsError(cause);
      if (isOfAllRequests(error)) throw error;
      log.warn({ job: id, name, error: error.message }, "failed to move a job tag of an earlier version");
    }
  }

  /** What is to be written, and was not tried in vain just now. */
  async #due(): Promise<{ readonly rewrites: readonly PooledJob[]; readonly corrections: readonly Job[] }> {
    const rewrites: PooledJob[] = [];
    const corrections: Job[] = [];
    const wrong = new Set<number>();
    let looked = 0;
    this.#isOneBusy = false;
    for (const pooled of this.#options.statuses.unfinished()) {
      looked += 1;
      if (looked % lookedAtOnce === 0) await nextTurn();
      const { job, status } = pooled;
      const correction = "correction" in status ? status.correction : undefined;
      const what = needsRewrite(pooled) ? "rewrite" : correction && JSON.stringify(correction);
      if (what === undefined) continue;
      wrong.add(job.serial);
      if (this.#options.afserver.jobWrites.isBusy(String(job.serial))) {
        this.#isOneBusy = true;
        continue;
      }
      if (!this.#attempts.isDue(job.serial, what)) continue;
      if (needsRewrite(pooled)) {
        this.#attempts.note(job.serial, what);
        rewrites.push(pooled);
      }
      if (correction) corrections.push(job);
    }
    this.#attempts.retain(wrong);
    return { rewrites, corrections };
  }

  /** What a job lacks as it is right before it is written: what a person wrote meanwhile is not written over. */
  #correctionOf(job: Job): PoolCorrection | undefined {
    if (!this.#options.lease.isHeld) return undefined;
    const pooled = isUnfinished(job) ? pooledJob(job) : undefined;
    const status = pooled && this.#options.statuses.judgeNow(pooled);
    return status && "correction" in status ? status.correction : undefined;
  }

  #tellRefusal({ nodes, error }: Refusal<Job>): void {
    const [first] = nodes;
    this.#options.log.warn(
      { job: first?.id, name: first?.name, jobs: nodes.length, error: error.message },
      "afserver did not update job masks",
    );
  }

  #tellStranger({ node: { id, name, serial }, isRestored }: Stranger<Job>): void {
    const { log } = this.#options;
    const values = { job: id, name, serial };
    if (isRestored) log.warn(values, "restored a job that got a deleted job's id during a write");
    else
      log.error(
        values,
        "wrote a pool's mask to a job that got a deleted job's id during a write; its own mask is unknown",
      );
  }
}
