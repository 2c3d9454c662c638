import { AfpoolsError } from "@afpools/core";
import type { Afserver } from "../client/afserver.js";
import type { Job, JobRef } from "../model/job.js";
import type { RequestOptions } from "../wire/transport.js";
import { isChangedByHand } from "./digest.js";
import { type PlaceRequest, placeJob } from "./place-job.js";
import type { JobPlan, PoolContext } from "./plan-job.js";
import { changeOfPoolFields, poolFieldsOf } from "./pool-fields.js";
import { pooledJob } from "./pooled-job.js";
import { takeOffPool } from "./take-off-pool.js";
import { writePoolChanges } from "./write-pool-changes.js";

export interface PutOnPool {
  readonly plan: JobPlan;
  /** The mask that a person had written over that of the pool before, which made way. */
  readonly droppedMask?: string;
}

/**
 * Puts a queued or running job on a pool expression. Tasks that run go on where they are.
 *
 * Rejects with what `placeJob` throws, `AFSERVER_REFUSED` when there is no such job, and as all requests do.
 */
export async function putOnPool(
  afserver: Afserver,
  job: JobRef,
  expression: string,
  context: PoolContext,
  request: PlaceRequest = {},
  options?: RequestOptions,
): Promise<PutOnPool> {
  const full = await readJob(afserver, job, options);
  const before = poolFieldsOf(full);
  const { fields, plan } = placeJob(before, expression, request, context);
  await writePoolChanges(afserver, [{ job, change: changeOfPoolFields(before, fields) }], options);
  const known = pooledJob(full);
  const isByHand = known && isChangedByHand(known.fields, known.tag);
  return { plan, ...(isByHand && { droppedMask: before.hosts_mask }) };
}

/**
 * Takes a job off its pool: its own masks come back, but for what a person wrote there since, which stays.
 *
 * @returns whether it was on a pool. Rejects with `AFSERVER_REFUSED` when there is no such job, and as all requests do.
 */
export async function takeFromPool(
  afserver: Afserver,
  job: JobRef,
  { dialect }: Pick<PoolContext, "dialect"> = {},
  options?: RequestOptions,
): Promise<boolean> {
  const before = poolFieldsOf(await readJob(afserver, job, options));
  const { fields, tag } = takeOffPool(before, { dialect });
  await writePoolChanges(afserver, [{ job, change: changeOfPoolFields(before, fields) }], options);
  return tag !== undefined;
}

async function readJob(afserver: Afserver, { id, serial }: JobRef, options?: RequestOptions): Promise<Job> {
  const [job] = await afserver.jobs({ ids: [id], full: true }, options);
  if (job?.serial === serial) return job;
  throw new AfpoolsError("AFSERVER_REFUSED", `The job ${id} is there no more.`, { details: { id, serial } });
}
