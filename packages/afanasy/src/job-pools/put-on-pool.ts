import { AfpoolsError } from "@afpools/core";
import type { Afserver } from "../client/afserver.js";
import type { BlockChange } from "../client/changes.js";
import type { Job, JobRef } from "../model/job.js";
import type { RequestOptions } from "../wire/transport.js";
import { planPool, planRemoval } from "./apply-pool.js";
import { isPoolsOwn } from "./is-pools-own.js";
import type { PlaceRequest } from "./place-job.js";
import type { JobPlan, PoolContext } from "./plan-job.js";
import type { PoolFieldsChange } from "./pool-fields.js";
import { pooledJob } from "./pooled-job.js";

export interface PutOnPool {
  readonly plan: JobPlan;
  /** The hosts mask that a person had written over that of the pool before, and that made way. */
  readonly droppedMask?: string;
}

/**
 * Puts a queued or running job on a pool expression. Tasks that run go on where they are.
 *
 * Rejects with what `placeJob` throws, `JOB_NOT_FOUND`, and as all requests do.
 */
export async function putOnPool(
  afserver: Afserver,
  ref: JobRef,
  expression: string,
  context: PoolContext,
  request: PlaceRequest = {},
  options?: RequestOptions,
): Promise<PutOnPool> {
  const job = await readJob(afserver, ref, options);
  const { change, plan } = planPool(job, expression, context, request);
  await changePoolFields(afserver, job, change, options);
  const droppedMask = handMadeMask(job);
  return { plan, ...(droppedMask !== undefined && { droppedMask }) };
}

/**
 * Puts a queued or running job on a pool by a change that was planned for it, by `planPool` or by a server.
 *
 * @param job in full detail, as the change was planned for. Rejects as all requests do.
 */
export async function changePoolFields(
  afserver: Afserver,
  job: Job,
  change: PoolFieldsChange,
  options?: RequestOptions,
): Promise<void> {
  // With a tag and not yet its mask a job still has a mask of a pool, and is brought to the new one.
  await changeBlocks(afserver, job, change, options);
  await changeJob(afserver, job, change, options);
}

/** The hosts mask that a person wrote over the pool's; nothing where there is none. @param job in full detail. */
export function handMadeMask(job: Job): string | undefined {
  const known = pooledJob(job);
  return known && !isPoolsOwn(known.fields, known.tag) ? known.fields.hosts_mask : undefined;
}

/**
 * Takes a job off its pool: its own masks come back, but for what a person wrote there since, which stays.
 *
 * @returns whether it was on a pool. Rejects with `JOB_NOT_FOUND`, and as all requests do.
 */
export async function takeFromPool(
  afserver: Afserver,
  ref: JobRef,
  { dialect }: Pick<PoolContext, "dialect"> = {},
  options?: RequestOptions,
): Promise<boolean> {
  const job = await readJob(afserver, ref, options);
  const change = planRemoval(job, { dialect });
  if (change) await removePoolFields(afserver, job, change, options);
  return change !== undefined;
}

/**
 * Takes a job off its pool by a change that `planRemoval` planned for it.
 *
 * @param job in full detail, as the change was planned for. Rejects as all requests do.
 */
export async function removePoolFields(
  afserver: Afserver,
  job: Job,
  change: PoolFieldsChange,
  options?: RequestOptions,
): Promise<void> {
  // Without its tag a job would keep the pool's mask for ever.
  await changeJob(afserver, job, change, options);
  await changeBlocks(afserver, job, change, options);
}

async function changeJob(
  afserver: Afserver,
  job: Job,
  { job: change }: PoolFieldsChange,
  options?: RequestOptions,
): Promise<void> {
  if (Object.keys(change).length > 0)
    await afserver.changeJobs([job], { ...change, ...hiding(job) }, options);
}

/** A block's custom data that is changed becomes that of the whole job, too, and has to be put back there. */
async function changeBlocks(
  afserver: Afserver,
  job: Job,
  { blocks }: PoolFieldsChange,
  options?: RequestOptions,
): Promise<void> {
  if (blocks.length === 0) return;
  const each = (change: BlockChange) => ({ ...change, ...hiding(job) });
  for (const { number, change } of blocks)
    await afserver.changeBlocks([job], [number], each(change), options);
  await afserver.changeJobs([job], { custom_data: job.custom_data ?? "", ...hiding(job) }, options);
}

/** afserver takes what is changed out of hiding, unless it is told to hide it again. */
function hiding({ hidden }: Pick<Job, "hidden">): { readonly hidden?: true } {
  return hidden ? { hidden } : {};
}

async function readJob(afserver: Afserver, { id, serial }: JobRef, options?: RequestOptions): Promise<Job> {
  const [job] = await afserver.jobs({ ids: [id], full: true }, options);
  if (job?.serial === serial) return job;
  throw new AfpoolsError("JOB_NOT_FOUND", `The job ${id} is there no more.`, { details: { id, serial } });
}
