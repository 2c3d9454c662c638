import { AfpoolsError } from "@afpools/core";
import { finish, type Steps } from "@afpools/core/internal";
import { z } from "zod";
import type { BlockDraft, JobDraft } from "../client/changes.js";
import { type PlaceRequest, placeJob, placeJobInSteps } from "./place-job.js";
import { type JobPlan, type PoolContext, planJob } from "./plan-job.js";
import {
  changeOfPoolFields,
  type PoolFields,
  type PoolFieldsChange,
  type PoolFieldsSource,
  poolFieldsOf,
} from "./pool-fields.js";
import { takeOffPool } from "./take-off-pool.js";

const masks = { hosts_mask: z.exactOptional(z.string()), hosts_mask_exclude: z.exactOptional(z.string()) };

/** What a draft must be for a pool to be put on it; other members are as they are. */
const draft = z.looseObject({
  ...masks,
  hosts_mask_type: z.exactOptional(z.enum(["regex", "find"])),
  need_properties: z.exactOptional(z.string()),
  pools: z.exactOptional(z.record(z.string(), z.number())),
  annotation: z.exactOptional(z.string()),
  description: z.exactOptional(z.string()),
  blocks: z.array(z.looseObject({ ...masks, custom_data: z.exactOptional(z.string()) })).min(1),
});

/**
 * A job's JSON, as it is to be sent to afserver, put on a pool expression: with the masks (or what else keeps it there), an
 * annotation for people, and the tag by which it follows its pools. Nothing is sent. A pool that the job is on already
 * makes way; the job's own masks are kept.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT` when it is no job that afserver would take as meant; what `planJob` throws.
 */
export function applyPool(
  job: JobDraft,
  expression: string,
  context: PoolContext,
  request: PlaceRequest = {},
): { readonly job: JobDraft; readonly plan: JobPlan } {
  const before = draftPoolFields(job);
  const { fields, plan } = placeJob(before, expression, request, context, planJob);
  return { job: withPoolFields(job, changeOfPoolFields(before, fields)), plan };
}

/**
 * What {@link applyPool} changes, for those who keep the job themselves: members to set on it and on its blocks.
 *
 * @throws AfpoolsError as `applyPool` does.
 */
export function planPool(
  job: PoolFieldsSource,
  expression: string,
  context: PoolContext,
  request: PlaceRequest = {},
): { readonly change: PoolFieldsChange; readonly plan: JobPlan } {
  return finish(planPoolInSteps(job, expression, context, request));
}

/**
 * {@link planPool} in steps.
 *
 * @throws AfpoolsError the same.
 */
export function* planPoolInSteps(
  job: PoolFieldsSource,
  expression: string,
  context: PoolContext,
  request: PlaceRequest = {},
): Steps<{ readonly change: PoolFieldsChange; readonly plan: JobPlan }> {
  const before = poolFieldsOf(job);
  const { fields, plan } = yield* placeJobInSteps(before, expression, request, context);
  return { change: changeOfPoolFields(before, fields), plan };
}

/**
 * What takes a job off its pool: members to set on it and on its blocks; nothing for one that is on none, unless a process that
 * was killed in the midst of it left masks of its blocks to be given back.
 */
export function planRemoval(
  job: PoolFieldsSource,
  { dialect }: Pick<PoolContext, "dialect"> = {},
): PoolFieldsChange | undefined {
  const before = poolFieldsOf(job);
  const { fields, tag } = takeOffPool(before, { dialect });
  const change = changeOfPoolFields(before, fields);
  return tag || change.blocks.length > 0 ? change : undefined;
}

/** A job's JSON with what {@link planPool}, or a server, planned for it. */
export function withPoolFields(job: JobDraft, change: PoolFieldsChange): JobDraft {
  const blocks: BlockDraft[] = [...job.blocks];
  for (const { number, change: ofBlock } of change.blocks) {
    blocks[number] = { ...(blocks[number] as BlockDraft), ...ofBlock };
  }
  return { ...job, ...change.job, blocks };
}

/** A job's JSON without its pool: with its own masks again. One that is on no pool is as it was. */
export function removePool(job: JobDraft): JobDraft {
  const before = draftPoolFields(job);
  return withPoolFields(job, changeOfPoolFields(before, takeOffPool(before).fields));
}

/**
 * What a pool may touch of a job's JSON, checked: a mask of another type than a text is disregarded by afserver, and the
 * job would render everywhere.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT`
 */
export function draftPoolFields(job: JobDraft): PoolFields {
  const checked = draft.safeParse(job);
  if (checked.success) return poolFieldsOf(checked.data);
  const issue = checked.error.issues[0];
  const member = issue?.path.map(String).join(".") ?? "";
  throw new AfpoolsError(
    "INVALID_ARGUMENT",
    `${member || "The job"} of the job is wrong: ${issue?.message}.`,
    {
      details: { member },
    },
  );
}
