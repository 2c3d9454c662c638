import { formatExpression, type Pool, parseExpression, renamePools } from "@afpools/core";
import type { PoolTag } from "./pool-tag.js";

/** The expression of a tag with its pools' names of now, by their ids; or the names of those that are gone. */
export function expressionNow(
  { expression, pools }: Pick<PoolTag, "expression" | "pools">,
  all: readonly Pool[],
): { readonly text: string } | { readonly missing: readonly string[] } {
  const missing = new Set<string>();
  const tree = renamePools(parseExpression(expression), (name) => {
    const pool = all.find(({ id }) => id === pools[name]);
    if (!pool) missing.add(name);
    return pool?.name ?? name;
  });
  return missing.size > 0 ? { missing: [...missing] } : { text: formatExpression(tree) };
}
