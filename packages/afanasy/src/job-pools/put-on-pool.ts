import { isDeepStrictEqual } from "node:util";
import { AfpoolsError } from "@afpools/core";
import type { Afserver } from "../client/afserver.js";
import type { Job, JobRef } from "../model/job.js";
import type { RequestOptions } from "../wire/transport.js";
import { planPool, planRemoval } from "./apply-pool.js";
import { isPoolsOwn } from "./is-pools-own.js";
import type { PlaceRequest } from "./place-job.js";
import type { JobPlan, PoolContext } from "./plan-job.js";
import { type PoolFieldsChange, poolFieldsOf } from "./pool-fields.js";
import { pooledJob } from "./pooled-job.js";
import { needsRewrite, rewriteLegacyTag } from "./rewrite-legacy-tag.js";
import { wholly } from "./write-nodes.js";
import { writePoolFields } from "./write-pool-fields.js";

export interface PutOnPool {
  readonly plan: JobPlan;
  /** The hosts mask that a person had written over that of the pool before, and that made way. */
  readonly droppedMask?: string;
}

/**
 * Puts a queued or running job on a pool expression. Tasks that run go on where they are.
 *
 * Rejects with what `placeJob` throws, `JOB_NOT_FOUND`, `CONFLICT` when somebody else changes it at the same time, and as all
 * requests do.
 */
export async function putOnPool(
  afserver: Afserver,
  ref: JobRef,
  expression: string,
  context: PoolContext,
  request: PlaceRequest = {},
  options?: RequestOptions,
): Promise<PutOnPool> {
  const job = await readTaggedJob(afserver, ref, options);
  const { change, plan } = planPool(job, expression, context, request);
  await writePlan(afserver, job, change, options);
  const droppedMask = manualMask(job);
  return { plan, ...(droppedMask !== undefined && { droppedMask }) };
}

/**
 * Takes a job off its pool: its own masks come back, but for what a person wrote there since, which stays.
 *
 * @returns whether it was on a pool. Rejects with `JOB_NOT_FOUND`, `CONFLICT`, and as all requests do.
 */
export async function takeFromPool(
  afserver: Afserver,
  ref: JobRef,
  { dialect }: Pick<PoolContext, "dialect"> = {},
  options?: RequestOptions,
): Promise<boolean> {
  const job = await readTaggedJob(afserver, ref, options);
  const change = planRemoval(job, { dialect });
  if (change) await writePlan(afserver, job, change, options);
  return change !== undefined;
}

/**
 * The job as it is now, to be planned for. A tag of an earlier version is moved to its place of today first.
 *
 * Rejects with `JOB_NOT_FOUND`, and as all requests do.
 */
export async function readTaggedJob(afserver: Afserver, ref: JobRef, options?: RequestOptions): Promise<Job> {
  const found = await afserver.jobInDetail(ref, options);
  if (!found) throw goneError(ref);
  const pooled = pooledJob(found);
  if (!pooled || !needsRewrite(pooled)) return found;
  await rewriteLegacyTag(afserver, pooled, options);
  return readTaggedJob(afserver, ref, options);
}

/**
 * Carries out a change that was planned for a job, by `planPool`, `planRemoval` or a server.
 *
 * @param job as the change was planned for
 * @returns the job as it is afterwards. Rejects with `JOB_NOT_FOUND` when it is gone, `CONFLICT` when what the change is about
 * is not as it was, and as all requests do.
 */
export async function writePlan(
  afserver: Afserver,
  job: Job,
  change: PoolFieldsChange,
  options?: RequestOptions,
): Promise<Job> {
  const written = await writePoolFields(afserver, [job], (now) => remaining(job, now, change), options);
  const { nodes } = wholly(written);
  const [now] = nodes;
  if (!now) throw goneError(job);
  return now;
}

/** The hosts mask that a person wrote over the pool's; nothing where there is none. */
export function manualMask(job: Job): string | undefined {
  const known = pooledJob(job);
  return known && !isPoolsOwn(known.fields, known.tag) ? known.fields.hosts_mask : undefined;
}

/** What of a change is not there yet. @throws AfpoolsError `CONFLICT` */
function remaining(planned: Job, now: Job, { job, blocks }: PoolFieldsChange): PoolFieldsChange {
  const [before, present] = [poolFieldsOf(planned), poolFieldsOf(now)];
  const left = <Change extends object>(change: Change, was: object = {}, is: object = {}): Change => {
    const members = Object.entries(change).filter(([name, value]) => {
      if (isDeepStrictEqual(Reflect.get(is, name), value)) return false;
      if (isDeepStrictEqual(Reflect.get(is, name), Reflect.get(was, name))) return true;
      throw conflictError(planned, name);
    });
    return Object.fromEntries(members) as Change;
  };
  return {
    job: left(job, before, present),
    blocks: blocks
      .map(({ number, change }) => ({
        number,
        change: left(change, before.blocks[number], present.blocks[number]),
      }))
      .filter(({ change }) => Object.keys(change).length > 0),
  };
}

function goneError({ id, serial }: JobRef): AfpoolsError {
  return new AfpoolsError("JOB_NOT_FOUND", `The job ${id} no longer exists.`, {
    details: { id, serial },
  });
}

function conflictError({ id, name }: Job, member: string): AfpoolsError {
  return new AfpoolsError(
    "CONFLICT",
    `Somebody changed ${member} of the job ${JSON.stringify(name)} (${id}) at the same time. Check the job and try again.`,
    { details: { job: id, member } },
  );
}
