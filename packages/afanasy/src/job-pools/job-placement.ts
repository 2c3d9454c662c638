import type { MaskForm, Pool } from "@afpools/core";
import { expressionNow } from "./expression-now.js";
import { requestOf } from "./judge-job.js";
import type { PoolTag } from "./pool-tag.js";

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
