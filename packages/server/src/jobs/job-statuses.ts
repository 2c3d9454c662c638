import type { PoolContext, PooledJob } from "@afpools/afanasy";
import { isUnfinished, JobJudge, type JobStatus } from "@afpools/afanasy/internal";
import type { LivePools, MaskDialect } from "@afpools/core";
import type { LiveAfserver } from "../afserver/live-afserver.js";
import { nextTurn } from "./next-turn.js";

export interface JobStatusesOptions {
  readonly live: LivePools;
  readonly afserver: LiveAfserver;
  /** How jobs are kept on their pools where nothing else is asked for. */
  readonly enforcement: "mask" | "property";
  /** How afserver reads masks; nothing while that is not known. */
  readonly dialect: () => MaskDialect | undefined;
}

/** A job on a pool, and how it stands to it. */
export interface JobWithStatus extends PooledJob {
  readonly status: JobStatus;
}

/** How long jobs are judged before the server does something else for a moment. */
const sliceMs = 10;

/** All jobs as they were judged, and what they were judged by. */
interface Judged {
  readonly basis: readonly unknown[];
  readonly unfinished: readonly JobWithStatus[];
}

/** The jobs that are on pools, judged by the pools and the farm as they are now. */
export class JobStatuses {
  readonly #options: JobStatusesOptions;
  readonly #judge = new JobJudge();
  #judged: Judged | undefined;

  constructor(options: JobStatusesOptions) {
    this.#options = options;
  }

  /** What jobs' pools are worked out from; nothing while pools, farm or dialect are not known. */
  get context(): PoolContext | undefined {
    const { live, afserver, enforcement, dialect } = this.#options;
    const farm = afserver.current();
    const reads = dialect();
    if (live.current.version === 0 || !farm || !reads) return undefined;
    const nativePools = afserver.nativePools.map(({ name }) => name);
    const { release } = afserver;
    return { pools: live.current.pools, farm, dialect: reads, release, enforcement, nativePools };
  }

  /**
   * Judges all of them bit by bit, so that the server does other things meanwhile: a thousand plans on a farm of 10,000 hosts
   * take ten seconds. Who asks for them afterwards has them at once.
   */
  async judge(): Promise<void> {
    const judging = this.unfinished();
    let since = performance.now();
    while (!judging.next().done) {
      if (performance.now() - since < sliceMs) continue;
      await nextTurn();
      since = performance.now();
    }
  }

  /** How a job stands as it was just read; nothing while pools, farm or dialect are not known. */
  judgeNow(pooled: PooledJob): JobStatus | undefined {
    const { context } = this;
    return context && this.#judge.judge(pooled, context);
  }

  /**
   * The unfinished ones, in the order of their serials; finished ones have nothing left to render. Each is the same object as before
   * until a pool, a host or a job changes.
   */
  *unfinished(): Generator<JobWithStatus> {
    const { context } = this;
    if (!context) return;
    const jobs = this.#options.afserver.pooledJobs.current;
    const basis = basisOf(context, jobs);
    if (this.#judged && isSame(this.#judged.basis, basis)) return yield* this.#judged.unfinished;
    this.#judge.retain(new Set(jobs.map(({ job }) => job.serial)));
    const unfinished: JobWithStatus[] = [];
    for (const pooled of jobs) {
      if (!isUnfinished(pooled.job)) continue;
      const judged = { ...pooled, status: this.#judge.judge(pooled, context) };
      unfinished.push(judged);
      yield judged;
    }
    this.#judged = { basis, unfinished };
  }
}

function basisOf(context: PoolContext, jobs: readonly PooledJob[]): readonly unknown[] {
  const { pools, farm, dialect, release, enforcement, nativePools = [] } = context;
  return [jobs, pools, farm, dialect, release, enforcement, nativePools.join(" ")];
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.every((value, at) => value === b[at]);
}
