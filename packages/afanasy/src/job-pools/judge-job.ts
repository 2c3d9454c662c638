import { type AfpoolsError, toAfpoolsError } from "@afpools/core";
import { digestOf, isChangedByHand } from "./digest.js";
import { expressionNow } from "./expression-now.js";
import { placeJob, withJobTag } from "./place-job.js";
import { type JobPlan, type JobPlanner, type PoolContext, planJob } from "./plan-job.js";
import { changeOfPoolFields, type PoolFields, type PoolFieldsChange } from "./pool-fields.js";
import type { PoolTag } from "./pool-tag.js";

/**
 * How a job stands to the pools that it was put on.
 *
 * - `following`: it renders on their hosts, once `correction` is made;
 * - `empty`: it waits, because its pools have no host that it may use;
 * - `by-hand`: a person wrote another mask over the pool's. It is left alone: what people see in Afanasy and change there
 *   is the whole mask, and what they left is what they want;
 * - `orphan`: a pool of these names is gone; the job keeps its last mask;
 * - `stuck`: what the pools mean now cannot be said on it; it keeps its last mask.
 */
export type JobStanding =
  | { readonly kind: "following"; readonly plan: JobPlan; readonly correction?: PoolFieldsChange }
  | { readonly kind: "empty"; readonly error: AfpoolsError; readonly correction?: PoolFieldsChange }
  | { readonly kind: "by-hand" }
  | { readonly kind: "orphan"; readonly missing: readonly string[] }
  | { readonly kind: "stuck"; readonly error: AfpoolsError };

/** A mask that no host's name matches, since none has white space, and that tells people why. */
const nobody = "(the pool is empty)";

/** @param job with its blocks' custom data, of which the first has this `tag`. */
export function judgeJob(
  job: PoolFields,
  tag: PoolTag,
  context: PoolContext,
  plans: JobPlanner = planJob,
): JobStanding {
  const expression = expressionNow(tag, context.pools);
  if ("missing" in expression) {
    return isChangedByHand(job, tag) ? { kind: "by-hand" } : { kind: "orphan", missing: expression.missing };
  }
  try {
    const { fields, tag: fresh, plan } = placeJob(job, expression.text, requestOf(tag), context, plans);
    const correction = correctionOf(job, fields, tag, fresh);
    // What it is to have is right, whoever wrote it: a tag that was lost with a server is written again.
    const isRight = fresh.owned.every((name) => !correction || !(name in correction.job));
    if (isChangedByHand(job, tag) && !isRight) return { kind: "by-hand" };
    return { kind: "following", plan, ...(correction && { correction }) };
  } catch (cause) {
    const error = toAfpoolsError(cause);
    if (error.code !== "MASK_EMPTY")
      return isChangedByHand(job, tag) ? { kind: "by-hand" } : { kind: "stuck", error };
    return emptyStanding(job, tag, context, error);
  }
}

function requestOf({ enforcement, form, restartStrays }: PoolTag) {
  return {
    ...(enforcement !== "native" && { enforcement }),
    ...(form && { form }),
    ...(restartStrays && { restartStrays }),
  };
}

function correctionOf(
  before: PoolFields,
  after: PoolFields,
  tag: PoolTag,
  fresh: PoolTag,
): PoolFieldsChange | undefined {
  const [now, then] = [digestOf(before, fresh.owned), digestOf(after, fresh.owned)];
  // Both stand in the tag until the next change: a server that dies between writing tag and mask leaves either.
  const written = now === then ? (tag.written.includes(then) ? tag.written : [then]) : [then, now];
  const change = changeOfPoolFields(before, withJobTag(after, { ...fresh, written: [...written] }));
  return isEmptyChange(change.job) && change.blocks.length === 0 ? undefined : change;
}

function emptyStanding(
  job: PoolFields,
  tag: PoolTag,
  { dialect = "3.4" }: PoolContext,
  error: AfpoolsError,
): JobStanding {
  if (isChangedByHand(job, tag)) return { kind: "by-hand" };
  if (tag.enforcement !== "mask") return { kind: "empty", error };
  const closed: PoolFields = {
    ...job,
    hosts_mask: nobody,
    ...(dialect === "3.4" && { hosts_mask_type: "regex" as const }),
  };
  const correction = correctionOf(job, closed, tag, tag);
  return { kind: "empty", error, ...(correction && { correction }) };
}

function isEmptyChange(change: object): boolean {
  return Object.keys(change).length === 0;
}
