import { hostKey, type Pool, type PoolExpression } from "@afpools/core";
import {
  Budget,
  defaultCosts,
  isHold,
  Pace,
  type ResolutionBasis,
  resolveInSteps,
  type Steps,
} from "@afpools/core/internal";
import { admissionOf } from "../admission/admission.js";
import { checkedHostOf } from "../admission/checked-host.js";
import type { Job } from "../model/job.js";
import type { Render } from "../model/render.js";
import { newestRelease } from "../releases/release.js";
import { type ExplainedAnswer, explainedAnswer } from "./explained-answer.js";
import { expressionNow } from "./expression-now.js";
import { heldOut } from "./held-out.js";
import { isPlacement } from "./is-placement.js";
import type { ReachSide } from "./job-reach.js";
import { isUnfinished, type PooledJob, pooledJob } from "./pooled-job.js";

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
  readonly pools: readonly Pool[];
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
  pools,
  budget = new Budget(defaultCosts),
}: ExplainHostRequest): Steps<JobOfHost[]> {
  const host = checkedHostOf({ nativePools, release, resources })(render);
  const holds = new HoldsOf(render.name, { pools, farm: basis.farm, budget });
  const pace = new Pace(budget);
  const explained: JobOfHost[] = [];
  for (const job of [...jobs].sort((a, b) => a.id - b.id)) {
    if (!isUnfinished(job)) continue;
    if (pace.isDue(1 + job.blocks.length)) yield;
    budget.spend("rows", 1);
    const { judgement } = (yield* admissionOf(job, { ...basis, release }, budget)).judge(host, budget);
    const { id, serial, name } = job;
    const pooled = pooledJob(job);
    const pool = pooled?.tag.expression ?? null;
    const isKeptOut = pool !== null && judgement.answer === "never" && isPlacement(judgement);
    const held = isKeptOut && pooled ? heldOut(judgement, yield* holds.of(pooled), pools) : undefined;
    explained.push({
      job: { id, serial, name },
      pool,
      // The same for all such jobs, whose masks differ.
      ...(held ??
        explainedAnswer(
          judgement,
          isKeptOut ? "The job's pool, or a mask of its own, leaves this host out." : undefined,
        )),
    });
  }
  return explained;
}

/** What keeps one host out of pool expressions. Each expression is worked out once, and none for a host that nothing holds. */
class HoldsOf {
  readonly #host: string;
  readonly #basis: ResolutionBasis;
  readonly #known = new Map<string, string | undefined>();
  #isHeld: boolean | undefined;

  constructor(host: string, basis: ResolutionBasis) {
    this.#host = host;
    this.#basis = basis;
  }

  *of({ tag }: PooledJob): Steps<string | undefined> {
    const { pools } = this.#basis;
    const everyone = { kind: "hosts", pattern: this.#host, span: { start: 0, end: 0 } } as const;
    this.#isHeld ??= pools.some(isHold) && (yield* this.#removedBy(everyone)) !== undefined;
    const expression = this.#isHeld ? expressionNow(tag, pools) : undefined;
    if (!expression || "missing" in expression) return undefined;
    const { text } = expression;
    if (!this.#known.has(text)) this.#known.set(text, yield* this.#removedBy(text));
    return this.#known.get(text);
  }

  *#removedBy(expression: string | PoolExpression): Steps<string | undefined> {
    const { removed } = yield* resolveInSteps(expression, this.#basis);
    return removed.find(({ name }) => hostKey(name) === hostKey(this.#host))?.removedBy;
  }
}
