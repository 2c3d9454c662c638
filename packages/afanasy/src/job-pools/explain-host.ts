import { Budget, defaultCosts, Pace, type Steps } from "@afpools/core/internal";
import { admissionOf } from "../admission/admission.js";
import { checkedHostOf } from "../admission/checked-host.js";
import type { Job } from "../model/job.js";
import type { Render } from "../model/render.js";
import { newestRelease } from "../releases/release.js";
import { type ExplainedAnswer, explainedAnswer } from "./explained-answer.js";
import { isPlacement } from "./is-placement.js";
import type { ReachSide } from "./job-reach.js";
import { isUnfinished, pooledJob } from "./pooled-job.js";

/** Whether a host may start a task of a job, and what stops it. */
export interface JobOfHost extends ExplainedAnswer {
  readonly job: Pick<Job, "id" | "serial" | "name">;
  /** The pool expression that the job is on; null where it is on none. */
  readonly pool: string | null;
}

export interface ExplainHostRequest {
  readonly render: Render;
  readonly jobs: readonly Job[];
  readonly side: ReachSide;
  /** Default: {@link defaultCosts}. */
  readonly budget?: Budget | undefined;
}

/**
 * For every unfinished job: may this host start a task of it, as afserver has all things now, and what stops it; in the order of the
 * jobs' ids. Where tasks failed before is not regarded: afserver tells that of single jobs alone.
 *
 * @throws AfpoolsError `REQUEST_TOO_COSTLY`.
 */
export function* explainHostInSteps({
  render,
  jobs,
  side: { release = newestRelease, nativePools, resources, ...basis },
  budget = new Budget(defaultCosts),
}: ExplainHostRequest): Steps<JobOfHost[]> {
  const host = checkedHostOf({ nativePools, release, resources })(render);
  const pace = new Pace(budget);
  const explained: JobOfHost[] = [];
  for (const job of [...jobs].sort((a, b) => a.id - b.id)) {
    if (!isUnfinished(job)) continue;
    if (pace.isDue(1 + job.blocks.length)) yield;
    budget.spend("rows", 1);
    const { judgement } = (yield* admissionOf(job, { ...basis, release }, budget)).judge(host, budget);
    const { id, serial, name } = job;
    const pool = pooledJob(job)?.tag.expression ?? null;
    const isKeptOut = pool !== null && judgement.answer === "never" && isPlacement(judgement);
    explained.push({
      job: { id, serial, name },
      pool,
      // The same for all such jobs, whose masks differ.
      ...explainedAnswer(
        judgement,
        isKeptOut ? "The job's pool, or a mask of its own, leaves this host out." : undefined,
      ),
    });
  }
  return explained;
}
