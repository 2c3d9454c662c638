import type { MaskWarning } from "@afpools/core";
import { Budget, type CostLimits, defaultCosts, Pace, type Steps } from "@afpools/core/internal";
import { admissionOf } from "../admission/admission.js";
import { checkedHostOf } from "../admission/checked-host.js";
import type { JobDraft } from "../client/changes.js";
import { type Job, readJob } from "../model/job.js";
import { newestRelease } from "../releases/release.js";
import { isPlacement } from "./is-placement.js";
import type { ReachSide } from "./job-reach.js";
import type { PoolFieldsChange } from "./pool-fields.js";

export interface RefusedHostsRequest {
  readonly job: Job;
  /** What the pool changes on it. */
  readonly change: PoolFieldsChange;
  /** The hosts that the plan means. */
  readonly hosts: readonly string[];
  readonly side: ReachSide;
  /** Default: {@link defaultCosts}. */
  readonly costs?: Partial<CostLimits>;
}

/**
 * Warns where hosts of a plan can never take a task of its job, by other settings than those that the pool writes: a service that
 * is disabled, memory that the machine does not have, a mask of a block or branch.
 *
 * @throws AfpoolsError `REQUEST_TOO_COSTLY`
 */
export function* refusedHostsInSteps({
  job,
  change,
  hosts,
  side,
  costs = defaultCosts,
}: RefusedHostsRequest): Steps<MaskWarning[]> {
  const { release = newestRelease, nativePools, resources } = side;
  const budget = new Budget(costs);
  const admission = yield* admissionOf(withChange(job, change), { ...side, release }, budget);
  const hostOf = checkedHostOf({ nativePools, release, resources });
  const byName = new Map(side.renders.map((render) => [render.name, render]));
  const pace = new Pace(budget);
  const refused = new Map<string, string[]>();
  for (const host of hosts) {
    if (pace.isDue(1 + job.blocks.length)) yield;
    const render = byName.get(host);
    const judgement = render && admission.judgeSettings(hostOf(render), budget);
    // What the pool writes itself may not have come to all renders yet.
    if (judgement?.answer !== "never" || isPlacement(judgement)) continue;
    const alike = refused.get(judgement.text);
    if (alike) alike.push(host);
    else refused.set(judgement.text, [host]);
  }
  return refused.size === 0 ? [] : [warningOf(refused, hosts.length)];
}

/** A draft as a job of which all tasks are ready; nothing where it is no job. */
export function draftAsJob(draft: JobDraft): Job | undefined {
  const blocks = draft.blocks.map((block, number) => ({
    service: "generic",
    capacity: 1_000,
    ...block,
    block_num: number,
    state: "RDY",
  }));
  return readJob({ ...draft, id: 0, serial: 0, state: "RDY", blocks });
}

function withChange(job: Job, change: PoolFieldsChange): Job {
  const ofBlock = new Map(change.blocks.map((block) => [block.number, block.change]));
  return {
    ...job,
    ...change.job,
    blocks: job.blocks.map((block) => ({ ...block, ...ofBlock.get(block.block_num) })),
  };
}

function warningOf(refused: ReadonlyMap<string, readonly string[]>, all: number): MaskWarning {
  const subjects = [...refused.values()].flat();
  const [reason = ""] = [...refused].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
  const others =
    refused.size > 1 ? ` ${refused.size - 1} more ${refused.size === 2 ? "reason" : "reasons"}.` : "";
  const count =
    subjects.length === all ? "No host of it can" : `${subjects.length} of its ${all} hosts can never`;
  return {
    code: "HOSTS_REFUSED",
    message: `${count} take a task of this job: ${subjects[0]}: ${reason}${others}`,
    subjects,
  };
}
