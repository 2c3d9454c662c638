import type { MaskForm, Pool } from "@afpools/core";
import type { Job } from "../model/job.js";
import { expressionNow } from "./expression-now.js";
import { requestOf } from "./judge-job.js";
import type { PoolTag } from "./pool-tag.js";
import { pooledJob } from "./pooled-job.js";

/** What a job is put on a pool with: the expression, and how it is kept there. */
export interface JobPlacement {
  readonly expression: string;
  readonly enforcement?: "mask" | "property";
  readonly form?: MaskForm;
  readonly restartStrays?: boolean;
}

/** What puts a job on its pool as it is now; with the names that pools had where one of them is gone. */
export function placementOf(tag: PoolTag, pools: readonly Pool[]): JobPlacement {
  const now = expressionNow(tag, pools);
  return { expression: "text" in now ? now.text : tag.expression, ...requestOf(tag) };
}

/** The same of a job that is to be changed; null for one that is on no pool. */
export function placementBefore(job: Job, pools: readonly Pool[]): JobPlacement | null {
  const pooled = pooledJob(job);
  return pooled ? placementOf(pooled.tag, pools) : null;
}
