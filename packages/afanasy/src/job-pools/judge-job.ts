import { type AfpoolsError, toAfpoolsError } from "@afpools/core";
import { expressionNow } from "./expression-now.js";
import { isPoolsOwn } from "./is-pools-own.js";
import { placeJob } from "./place-job.js";
import { type JobFieldsPlan, type JobPlanner, type PoolContext, planJobFields } from "./plan-job.js";
import { changeOfPoolFields, type PoolFields, type PoolFieldsChange } from "./pool-fields.js";
import { withMark } from "./pool-mark.js";
import type { PoolTag } from "./pool-tag.js";

/** What is to be changed on a job itself; blocks and tags stay as they are. */
export type PoolCorrection = PoolFieldsChange["job"];

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
  | { readonly kind: "following"; readonly plan: JobFieldsPlan; readonly correction?: PoolCorrection }
  | { readonly kind: "empty"; readonly error: AfpoolsError; readonly correction?: PoolCorrection }
  | { readonly kind: "by-hand" }
  | { readonly kind: "orphan"; readonly missing: readonly string[] }
  | { readonly kind: "stuck"; readonly error: AfpoolsError };

/** A mask that no host's name matches, since none has a `#`, in either type, and that tells people why. */
const nobody = "#the-pool-is-empty";

/** @param job with its blocks' custom data, of which the first has this `tag`. */
export function judgeJob(
  job: PoolFields,
  tag: PoolTag,
  context: PoolContext,
  plans: JobPlanner = planJobFields,
): JobStanding {
  if (!isPoolsOwn(job, tag)) return { kind: "by-hand" };
  const expression = expressionNow(tag, context.pools);
  if ("missing" in expression) return { kind: "orphan", missing: expression.missing };
  try {
    const { fields, plan } = placeJob(job, expression.text, requestOf(tag), context, plans);
    return { kind: "following", plan, ...correctionOf(job, fields) };
  } catch (cause) {
    const error = toAfpoolsError(cause);
    if (error.code !== "MASK_EMPTY") return { kind: "stuck", error };
    return { kind: "empty", error, ...correctionOf(job, closed(job, tag, context)) };
  }
}

function requestOf({ enforcement, form, restartStrays }: PoolTag) {
  return {
    ...(enforcement !== "native" && { enforcement }),
    ...(form && { form }),
    ...(restartStrays && { restartStrays }),
  };
}

function correctionOf(before: PoolFields, after: PoolFields): { readonly correction?: PoolCorrection } {
  const { job } = changeOfPoolFields(before, { ...after, blocks: before.blocks });
  return Object.keys(job).length > 0 ? { correction: job } : {};
}

/** The job with a mask that lets nobody in; by other means nobody is let in already. */
function closed(
  job: PoolFields,
  { enforcement, form = "include" }: PoolTag,
  { dialect = "3.4" }: PoolContext,
): PoolFields {
  if (enforcement !== "mask") return job;
  const type = form === "find" ? "find" : "regex";
  const hosts_mask_exclude = form === "include" ? job.hosts_mask_exclude : "";
  return {
    ...withMark({ ...job, hosts_mask: nobody, hosts_mask_exclude }, form),
    ...(dialect === "3.4" && { hosts_mask_type: type }),
  };
}
