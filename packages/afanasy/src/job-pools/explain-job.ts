import {
  type ExplainedHost,
  explainHostsInSteps,
  type Farm,
  finish,
  type JobMasks,
  maskAsRegex,
  Pace,
  type Pool,
  type ResolutionBasis,
  resolveInSteps,
  type Steps,
  unlimitedBudget,
} from "@afpools/core";
import type { FarmSide } from "../farm/farm-side.js";
import type { Job } from "../model/job.js";
import { admissionOf, renderSides } from "./admission.js";
import { expressionNow } from "./expression-now.js";
import type { PooledJob } from "./pooled-job.js";
import { isExcludePools } from "./take-off-pool.js";

/** Whether a host may render a job, and the one reason. */
export interface ExplainedRender {
  readonly name: string;
  readonly admitted: boolean;
  readonly online: boolean;
  readonly text: string;
}

/**
 * For every host of the farm: may it render this job, by the job's members as afserver has them now, and why. For a job on
 * a pool the reason is the pool's, where that agrees with what afserver does.
 *
 * @throws AfpoolsError `MASK_UNREADABLE` when it is not certain how afserver reads a mask.
 */
export function explainJob(
  job: Job,
  pooled: PooledJob | undefined,
  side: FarmSide,
  pools: readonly Pool[],
): ExplainedRender[] {
  return finish(explainJobInSteps(job, pooled, side, { pools, budget: unlimitedBudget() }));
}

/**
 * {@link explainJob} in steps.
 *
 * @throws AfpoolsError the same, and `REQUEST_TOO_COSTLY`.
 */
export function* explainJobInSteps(
  job: Job,
  pooled: PooledJob | undefined,
  side: FarmSide,
  { pools, budget }: Pick<ResolutionBasis, "pools" | "budget">,
): Steps<ExplainedRender[]> {
  const admission = admissionOf(job, side.dialect ?? "3.4", budget);
  const meant = pooled ? yield* explainedByPool(pooled, side.farm, { pools, budget }) : undefined;
  const pace = new Pace(budget);
  const explained: ExplainedRender[] = [];
  for (const render of renderSides(side)) {
    if (pace.isDue()) yield;
    const { name, online } = render;
    const verdict = admission(render, budget);
    const own = verdict.admitted ? "None of the job's masks keeps it out." : verdict.why;
    const pool = meant?.get(name);
    const text =
      pool === undefined
        ? own
        : pool.admitted === verdict.admitted
          ? pool.text
          : verdict.admitted
            ? `The job lets it in as it is now, against its pool: ${pool.text}`
            : `${own} Against its pool: ${pool.text}`;
    explained.push({ name, admitted: verdict.admitted, online, text });
  }
  return explained;
}

/** What the job's pools say of each host; nothing when one of them is gone. */
function* explainedByPool(
  pooled: PooledJob,
  farm: Farm,
  { pools, budget }: Pick<ResolutionBasis, "pools" | "budget">,
): Steps<ReadonlyMap<string, ExplainedHost> | undefined> {
  const expression = expressionNow(pooled.tag, pools);
  if ("missing" in expression) return undefined;
  const resolution = yield* resolveInSteps(expression.text, { pools, farm, budget });
  const request = { resolution, farm, userMasks: ownMasksNow(pooled), budget };
  const explained = yield* explainHostsInSteps(request);
  return new Map(explained.map((host) => [host.name, host]));
}

/** The masks that are the job's own: the exclude mask is people's where the pool's stands in the hosts mask. */
function ownMasksNow({ tag, fields }: PooledJob): JobMasks {
  const { enforcement, own } = tag;
  if (enforcement !== "mask") return fields;
  const { hosts_mask = "", hosts_mask_type: type } = own;
  if (isExcludePools(tag) || !type) return own;
  return {
    hosts_mask: maskAsRegex(hosts_mask, type),
    hosts_mask_exclude: fields.hosts_mask_exclude,
    hosts_mask_type: "regex",
  };
}
