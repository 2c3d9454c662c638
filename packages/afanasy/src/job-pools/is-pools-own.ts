import { parseExpression } from "@afpools/core";
import { saysNativePool } from "./enforcement.js";
import type { PoolFields } from "./pool-fields.js";
import { hasMark } from "./pool-mark.js";
import type { PoolTag } from "./pool-tag.js";
import { neededProperties } from "./property-token.js";

/** What on a job can be its pool's; absent members as in afserver's lists. */
export type MaybePoolsOwn = Pick<
  PoolFields,
  "hosts_mask" | "hosts_mask_exclude" | "hosts_mask_type" | "need_properties" | "pools"
>;

/** Is what keeps a job on its pool as the pool wrote it? Else a person has changed it. */
export function isPoolsOwn(
  job: MaybePoolsOwn,
  { enforcement, form = "include", pools, expression }: PoolTag,
): boolean {
  switch (enforcement) {
    case "mask": {
      // An old afserver knows no type.
      const { hosts_mask_type: type } = job;
      return hasMark(job, form) && (type === undefined || type === (form === "find" ? "find" : "regex"));
    }
    case "property":
      return job.need_properties === neededProperties(Object.values(pools));
    case "native": {
      const tree = parseExpression(expression);
      return tree.kind === "native" && saysNativePool(job.pools, tree.path);
    }
  }
}
