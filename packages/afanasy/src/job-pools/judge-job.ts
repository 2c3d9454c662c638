import { isDeepStrictEqual } from "node:util";
import { type AfpoolsError, toAfpoolsError } from "@afpools/core";
import { expressionNow } from "./expression-now.js";
import { isPoolsOwn } from "./is-pools-own.js";
import { ofEitherType, placeJob } from "./place-job.js";
import { type JobFieldsPlan, type JobPlanner, type PoolContext, planJobFields } from "./plan-job.js";
import { withoutPoolAnnotation, withPoolAnnotation } from "./pool-annotation.js";
import { changeOfPoolFields, type PoolFields, type PoolFieldsChange } from "./pool-fields.js";
import { withMark } from "./pool-mark.js";
import { type PoolTag, readTag, withTag } from "./pool-tag.js";

/** What is to be changed on a job and its blocks. */
export type PoolCorrection = PoolFieldsChange;

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
export type JobStatus =
  | { readonly kind: "following"; readonly plan: JobFieldsPlan; readonly correction?: PoolCorrection }
  | { readonly kind: "empty"; readonly error: AfpoolsError; readonly correction?: PoolCorrection }
  | { readonly kind: "by-hand" }
  | { readonly kind: "orphan"; readonly missing: readonly string[] }
  | { readonly kind: "stuck"; readonly error: AfpoolsError };

/** A mask that no host's name matches, since none has a `#`, in either type, and that tells people why. */
const nobody = "#the-pool-is-empty";

/**
 * How a job that bears `tag` stands to its pools. A correction leaves what is the job's own as the tag has it, and says the
 * pools' names of now.
 */
export function judgeJob(
  job: PoolFields,
  tag: PoolTag,
  context: PoolContext,
  plans: JobPlanner = planJobFields,
): JobStatus {
  if (!isPoolsOwn(job, tag)) return { kind: "by-hand" };
  const expression = expressionNow(tag, context.pools);
  if ("missing" in expression) return { kind: "orphan", missing: expression.missing };
  try {
    const { fields, tag: placed, plan } = placeJob(job, expression.text, requestOf(tag), context, plans);
    if (placed.enforcement !== tag.enforcement) {
      // It is kept another way, because this afserver does not do the one by which it was put on the pool.
      const annotation = renamedAnnotation(job.annotation, tag, placed);
      return { kind: "following", plan, correction: changeOfPoolFields(job, { ...fields, annotation }) };
    }
    const { hosts_mask, hosts_mask_exclude, hosts_mask_type, need_properties, pools } = fields;
    const type = hosts_mask_type && { hosts_mask_type };
    const after = { ...job, hosts_mask, hosts_mask_exclude, ...type, need_properties, pools };
    const { expression: text, pools: ids } = placed;
    return {
      kind: "following",
      plan,
      ...correctionOf(job, after, tag, { ...tag, expression: text, pools: ids }),
    };
  } catch (cause) {
    const error = toAfpoolsError(cause);
    if (error.code !== "MASK_EMPTY") return { kind: "stuck", error };
    return { kind: "empty", error, ...correctionOf(job, closed(job, tag, context), tag, tag) };
  }
}

/** What puts a job on its pool as it was put there. */
export function requestOf({ enforcement, form, restartStrays }: PoolTag) {
  return {
    ...(enforcement !== "native" && { enforcement }),
    ...(form && { form }),
    ...(restartStrays && { restartStrays }),
  };
}

function correctionOf(
  job: PoolFields,
  after: PoolFields,
  tag: PoolTag,
  tagNow: PoolTag,
): { readonly correction?: PoolCorrection } {
  const appended = appendedBlocks(job, after, tag);
  const counted = appended ? { ...tagNow, blocks: job.blocks.length } : tagNow;
  const { job: change, blocks } = changeOfPoolFields(job, {
    ...after,
    annotation: renamedAnnotation(job.annotation, tag, counted),
    description: describedBy(job.description, counted),
    blocks: appended?.blocks ?? job.blocks,
  });
  const type = appended && after.hosts_mask_type && { hosts_mask_type: after.hosts_mask_type };
  const correction = { job: { ...change, ...type }, blocks };
  return Object.keys(correction.job).length + blocks.length > 0 ? { correction } : {};
}

/** Other programs may write a tag with other escapes. One of an earlier version is moved here by `rewriteLegacyTag` first. */
function describedBy(description: string, tag: PoolTag): string {
  const written = readTag(description);
  return !written || isDeepStrictEqual(written, tag) ? description : withTag(description, tag);
}

/** People who took the pool's name out of the annotation do not get it back. */
function renamedAnnotation(annotation: string, before: PoolTag, now: PoolTag): string {
  const own = withoutPoolAnnotation(annotation, before);
  return own === annotation ? annotation : withPoolAnnotation(own, now);
}

/**
 * The job's blocks where some were appended since it was put on its pool: until the type of its masks is sent again,
 * afserver reads theirs as `find` lists. Where the job's own are such lists, too, they are written so that this goes on to be
 * what they mean.
 */
function appendedBlocks(
  job: PoolFields,
  { hosts_mask_type: type }: PoolFields,
  { blocks: count, own, enforcement }: PoolTag,
) {
  if (type === undefined || count === undefined || count >= job.blocks.length || enforcement !== "mask")
    return undefined;
  const isTranslated = own.hosts_mask_type === "find" && type === "regex";
  const blocks = job.blocks.map((block, number) =>
    isTranslated && number >= count ? { ...block, ...ofEitherType(block) } : block,
  );
  return { blocks };
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
