import { hostKey, type Pool, parseExpression } from "@afpools/core";
import { finish, hasExpressionRule, type Steps } from "@afpools/core/internal";
import { hasPattern, JobJudge } from "./job-judge.js";
import type { JobStatus } from "./judge-job.js";
import type { PoolContext } from "./plan-job.js";
import type { PoolTag } from "./pool-tag.js";
import { isUnfinished, type PooledJob } from "./pooled-job.js";

/** What an edit of pools does to one job. */
export interface JobImpact {
  readonly pooled: PooledJob;
  readonly before: JobStatus;
  readonly after: JobStatus;
  /** Hosts on which it may render afterwards and could not before; empty where it keeps its last mask. */
  readonly gained: readonly string[];
  /** Hosts on which it may render no more. */
  readonly lost: readonly string[];
}

/**
 * What it does to unfinished jobs when the pools `context.pools` become `after`: those that get other hosts or stand to their
 * pools in another way, in the given order. A job that is left with no host has `after.kind` `empty`.
 */
export function editImpact(
  jobs: readonly PooledJob[],
  context: PoolContext,
  after: readonly Pool[],
): readonly JobImpact[] {
  return finish(editImpactInSteps(jobs, context, after));
}

/** {@link editImpact} in steps: each pool of each job is worked out twice. */
export function* editImpactInSteps(
  jobs: readonly PooledJob[],
  context: PoolContext,
  after: readonly Pool[],
): Steps<readonly JobImpact[]> {
  const [judge, judgeAfter] = [new JobJudge(), new JobJudge()];
  const contextAfter = { ...context, pools: after };
  const changed = changedPools(context.pools, after);
  const nested = new Set<string>();
  for (const pool of [...context.pools, ...after]) {
    yield;
    if (hasExpressionRule(pool)) nested.add(pool.id);
  }
  const impacts: JobImpact[] = [];
  for (const pooled of jobs) {
    yield;
    if (!isUnfinished(pooled.job) || !mayTouch(changed, nested, pooled.tag)) continue;
    const statuses = {
      before: judge.judge(pooled, context),
      after: judgeAfter.judge(pooled, contextAfter),
    };
    const hosts = movedHosts(statuses);
    const isSame =
      statuses.before.kind === statuses.after.kind && hosts.gained.length + hosts.lost.length === 0;
    if (!isSame) impacts.push({ pooled, ...statuses, ...hosts });
  }
  return impacts;
}

/** The ids of pools that came, went or changed. */
function changedPools(before: readonly Pool[], after: readonly Pool[]): ReadonlySet<string> {
  const known = new Set(before);
  const kept = new Set(after);
  const others = [...before.filter((pool) => !kept.has(pool)), ...after.filter((pool) => !known.has(pool))];
  return new Set(others.map(({ id }) => id));
}

/** Patterns are compared with the members of all pools, and the rules of the `nested` ones can name any pool. */
function mayTouch(
  changed: ReadonlySet<string>,
  nested: ReadonlySet<string>,
  { expression, pools }: PoolTag,
): boolean {
  if (changed.size === 0) return false;
  if (Object.values(pools).some((id) => changed.has(id) || nested.has(id))) return true;
  return hasPattern(parseExpression(expression));
}

function movedHosts({
  before,
  after,
}: Pick<JobImpact, "before" | "after">): Pick<JobImpact, "gained" | "lost"> {
  const [had, has] = [hostsOf(before), hostsOf(after)];
  return had && has ? { gained: without(has, had), lost: without(had, has) } : { gained: [], lost: [] };
}

/** Nothing for a job whose mask is not the pools' to change. */
function hostsOf(status: JobStatus): readonly string[] | undefined {
  if (status.kind === "following") return status.plan.hosts;
  return status.kind === "empty" ? [] : undefined;
}

function without(hosts: readonly string[], others: readonly string[]): string[] {
  const keys = new Set(others.map(hostKey));
  return hosts.filter((name) => !keys.has(hostKey(name)));
}
