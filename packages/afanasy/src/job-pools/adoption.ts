import { findPool, formatExpression, type Pool, parseExpression, renamePools } from "@afpools/core";
import { expressionNow } from "./expression-now.js";
import type { JobPlacement } from "./job-placement.js";
import { requestOf } from "./judge-job.js";
import type { PoolTag } from "./pool-tag.js";

/**
 * What an orphan is to be put on to follow again: its pools are gone by their ids, and pools of their names are there, as after
 * an import into another database. Nothing for a job whose pools are there, or one of whose names is not.
 */
export function adoptionOf(tag: PoolTag, pools: readonly Pool[]): JobPlacement | undefined {
  const now = expressionNow(tag, pools);
  if (!("missing" in now) || !now.missing.every((name) => findPool(pools, name))) return undefined;
  const tree = renamePools(parseExpression(tag.expression), (name) => {
    const pool = pools.find(({ id }) => id === tag.pools[name]) ?? findPool(pools, name);
    return pool?.name ?? name;
  });
  return { expression: formatExpression(tree), ...requestOf(tag) };
}
