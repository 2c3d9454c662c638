import type { Job } from "../model/job.js";
import { readBlockTag } from "./block-data.js";
import { readPoolAnnotation } from "./pool-annotation.js";
import { type PoolFields, poolFieldsOf } from "./pool-fields.js";
import type { PoolTag } from "./pool-tag.js";

/** A job that is on a pool. */
export interface PooledJob {
  readonly job: Job;
  readonly tag: PoolTag;
  /** What the pool may touch of it, its blocks' custom data among it. */
  readonly fields: PoolFields;
}

/**
 * May the job be on a pool? Its annotation says so, which every listing holds; a person who deletes it there takes the job
 * out of the pool's reach.
 */
export function looksPooled({ annotation = "" }: Pick<Job, "annotation">): boolean {
  return readPoolAnnotation(annotation).pool !== undefined;
}

/** Nothing for a job that is on none. @param job in full detail. */
export function pooledJob(job: Job): PooledJob | undefined {
  if (!looksPooled(job)) return undefined;
  const fields = poolFieldsOf(job);
  const tag = readBlockTag(fields.blocks[0]?.custom_data ?? "")?.job;
  return tag && { job, tag, fields };
}

/** The same with the job as listed since without its blocks' custom data, which is taken over. */
export function pooledJobNow({ tag, fields }: PooledJob, job: Job): PooledJob {
  const now = poolFieldsOf(job);
  const blocks = now.blocks.map((block, number) => ({
    ...block,
    custom_data: fields.blocks[number]?.custom_data ?? "",
  }));
  return { job, tag, fields: { ...now, blocks } };
}

/** Has it anything left to render? */
export function isUnfinished({ state }: Pick<Job, "state">): boolean {
  return !state.has("DON");
}
