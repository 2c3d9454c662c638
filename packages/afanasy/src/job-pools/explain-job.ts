import { AfpoolsError, type JobMasks, maskAsRegex, type Pool } from "@afpools/core";
import {
  Budget,
  causeText,
  defaultCosts,
  type ExplainedHost,
  explainHostsInSteps,
  finish,
  Pace,
  type ResolutionBasis,
  resolveInSteps,
  type Steps,
} from "@afpools/core/internal";
import { admissionOf, type HostJudgement } from "../admission/admission.js";
import type { Answer, Judgement } from "../admission/answer.js";
import { checkedHostOf } from "../admission/checked-host.js";
import type { JobSide } from "../admission/job-side.js";
import type { FarmSide } from "../farm/farm-side.js";
import { newestRelease } from "../releases/release.js";
import { type ExplainedAnswer, explainedAnswer, textOf } from "./explained-answer.js";
import { expressionNow } from "./expression-now.js";
import { heldOut } from "./held-out.js";
import { isPlacement } from "./is-placement.js";
import { type PooledJob, pooledJob } from "./pooled-job.js";
import { isExcludePools } from "./take-off-pool.js";

export interface ExplainedBlock extends ExplainedAnswer {
  readonly number: number;
  readonly name: string;
}

/** Whether a host may start a task of a job, and why. */
export interface ExplainedRender extends ExplainedAnswer {
  readonly name: string;
  /** Is the answer `may`? */
  readonly admitted: boolean;
  readonly online: boolean;
  /** The blocks for which that is not so, or for another reason; none of most jobs. */
  readonly blocks: readonly ExplainedBlock[];
}

/** Hosts to which the same applies. */
export interface ExplainedGroup {
  readonly answer: Answer;
  /** What stops them; empty where nothing does. */
  readonly text: string;
  readonly hosts: readonly string[];
}

/** A job's hosts, one by one and by what applies to them: the largest group first. */
export interface JobExplanation {
  readonly hosts: readonly ExplainedRender[];
  readonly groups: readonly ExplainedGroup[];
}

export interface ExplainJobRequest {
  readonly job: JobSide;
  readonly farm: FarmSide;
  readonly pools: readonly Pool[];
  /** Default: {@link defaultCosts}. */
  readonly budget?: Budget | undefined;
}

/**
 * For every host of the farm: may it start a task of this job, as afserver has all things now, and what stops it. For a job
 * on a pool the pool's reason is told, too. Whose turn it is cannot be seen from outside.
 *
 * @throws AfpoolsError `REQUEST_TOO_COSTLY`.
 */
export function explainJob(request: ExplainJobRequest): JobExplanation {
  return finish(explainJobInSteps(request));
}

/**
 * {@link explainJob} in steps.
 *
 * @throws AfpoolsError the same.
 */
export function* explainJobInSteps({
  job: { job, resources, ...basis },
  farm: side,
  pools,
  budget = new Budget(defaultCosts),
}: ExplainJobRequest): Steps<JobExplanation> {
  const { release = newestRelease, nativePools, renders, farm } = side;
  const admission = yield* admissionOf(job, { ...basis, release }, budget);
  const hostOf = checkedHostOf({ nativePools, release, resources });
  const pooled = pooledJob(job);
  const meant = pooled ? yield* explainedByPool(pooled, side, { pools, budget }) : undefined;
  const byName = new Map(renders.map((render) => [render.name, render]));
  const pace = new Pace(budget);
  const hosts: Told[] = [];
  for (const { name } of farm.hosts) {
    if (pace.isDue(1 + job.blocks.length)) yield;
    const render = byName.get(name);
    if (!render) continue;
    const host = hostOf(render);
    const judged = admission.judge(host, budget);
    const explained = told(name, host.online, judged, { pool: meant?.get(name), pools });
    budget.spend("rows", 1 + explained.host.blocks.length);
    hosts.push(explained);
  }
  return { hosts: hosts.map(({ host }) => host), groups: groupsOf(hosts) };
}

/** What is told of a host, and the reason by which it is grouped with others: how each came into the pool is no part of that. */
interface Told {
  readonly host: ExplainedRender;
  readonly reason: string;
}

interface ToldBy {
  /** What the job's pools say of the host. */
  readonly pool: ExplainedHost | undefined;
  readonly pools: readonly Pool[];
}

function told(
  name: string,
  online: boolean,
  { judgement, blocks }: HostJudgement,
  { pool, pools }: ToldBy,
): Told {
  const removedBy = pool?.reason.kind === "removed" ? pool.reason.removedBy : undefined;
  const held = heldOut(judgement, removedBy, pools);
  const host = {
    name,
    admitted: judgement.answer === "may",
    online,
    ...(held ?? explainedAnswer(judgement, withPool(judgement, pool))),
    blocks: blocks
      .filter((block) => !isSame(block.judgement, judgement))
      .map((block) => ({
        number: block.number,
        name: block.name,
        ...explainedAnswer(block.judgement),
      })),
  };
  return { host, reason: held?.text ?? reasonOf(judgement, pool) };
}

function isSame(a: Judgement, b: Judgement): boolean {
  return a.answer === b.answer && ("text" in a ? a.text : "") === ("text" in b ? b.text : "");
}

/** What stops a host, with what the job's pool says of it. */
function withPool(judgement: Judgement, pool: ExplainedHost | undefined): string {
  const own = textOf(judgement);
  if (!pool) return own;
  const isLetIn = judgement.answer !== "never" || !isPlacement(judgement);
  if (pool.admitted) {
    if (judgement.answer === "may") return pool.text;
    return isLetIn ? `${pool.text} ${own}` : `${own} Against its pool: ${pool.text}`;
  }
  if (!isLetIn) return pool.text;
  if (judgement.answer === "never") return `${pool.text} ${own}`;
  const against = `The job lets it in as it is now, against its pool: ${pool.text}`;
  return judgement.answer === "may" ? against : `${against} ${own}`;
}

/** {@link withPool} without what took the host in. */
function reasonOf(judgement: Judgement, pool: ExplainedHost | undefined): string {
  if (judgement.answer === "may") return "";
  const own = textOf(judgement);
  if (!pool) return own;
  const isLetIn = judgement.answer !== "never" || !isPlacement(judgement);
  if (pool.admitted) return isLetIn ? own : `${own} Against its pool.`;
  if (!isLetIn) return causeText(pool);
  return judgement.answer === "never"
    ? `${causeText(pool)} ${own}`
    : `The job lets it in as it is now, against its pool: ${causeText(pool)} ${own}`;
}

function groupsOf(hosts: readonly Told[]): ExplainedGroup[] {
  const groups = new Map<string, { answer: Answer; text: string; hosts: string[] }>();
  for (const {
    host: { name, answer },
    reason: text,
  } of hosts) {
    const key = `${answer} ${text}`;
    const group = groups.get(key);
    if (group) group.hosts.push(name);
    else groups.set(key, { answer, text, hosts: [name] });
  }
  return [...groups.values()].sort((a, b) => b.hosts.length - a.hosts.length);
}

/** What the job's pools say of each host; nothing when one of them is gone, or its own masks cannot be read. */
function* explainedByPool(
  pooled: PooledJob,
  { farm, dialect }: FarmSide,
  { pools, budget }: Pick<ResolutionBasis, "pools" | "budget">,
): Steps<ReadonlyMap<string, ExplainedHost> | undefined> {
  const expression = expressionNow(pooled.tag, pools);
  if ("missing" in expression) return undefined;
  const resolution = yield* resolveInSteps(expression.text, { pools, farm, budget });
  try {
    const request = { resolution, farm, userMasks: ownMasksNow(pooled), dialect, budget };
    const explained = yield* explainHostsInSteps(request);
    return new Map(explained.map((host) => [host.name, host]));
  } catch (error) {
    if (error instanceof AfpoolsError && error.code === "MASK_UNREADABLE") return undefined;
    throw error;
  }
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
