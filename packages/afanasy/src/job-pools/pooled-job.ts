import type { Job } from "../model/job.js";
import { readLegacyTag } from "./legacy-tag.js";
import { type PoolFields, poolFieldsOf } from "./pool-fields.js";
import { type PoolTag, readTag } from "./pool-tag.js";

/** A job that is on a pool. */
export interface PooledJob {
  readonly job: Job;
  readonly tag: PoolTag;
  /** What the pool may touch of it. */
  readonly fields: PoolFields;
  /** Is the tag still where versions before 1.0 kept it, in a block's custom data? It has to be moved: see `rewriteLegacyTag`. */
  readonly isLegacy: boolean;
}

/**
 * The job with its pool; nothing for one that is on none. A tag of an earlier version is seen where the job was read in full
 * detail.
 */
export function pooledJob(job: Job): PooledJob | undefined {
  const tag = readTag(job.description ?? "");
  if (tag) return { job, tag, fields: poolFieldsOf(job), isLegacy: false };
  const fields = poolFieldsOf(job);
  const legacy = readLegacyTag(fields.blocks);
  return legacy && { job, tag: legacy, fields, isLegacy: true };
}

/** Has it anything left to render? */
export function isUnfinished({ state }: Pick<Job, "state">): boolean {
  return !state.has("DON");
}
