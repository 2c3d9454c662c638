import type { Render } from "@afpools/api/client";
import { compareHostNames } from "@afpools/core";

/** A pool that suits the farm as it is. */
export interface PoolIdea {
  readonly name: string;
  readonly rule: string;
  /** How many hosts the rule takes now. */
  readonly hosts: number;
}

const mostIdeas = 6;

/** Pools to begin with: hosts whose names begin alike, and those with a GPU. */
export function poolIdeas(hosts: Iterable<Render>): readonly PoolIdea[] {
  const all = [...hosts];
  const byPrefix = new Map<string, number>();
  for (const { name } of all) {
    const prefix = /^([a-z][a-z0-9._-]*?[-_.]?)\d+$/i.exec(name)?.[1]?.toLowerCase();
    if (prefix !== undefined) byPrefix.set(prefix, (byPrefix.get(prefix) ?? 0) + 1);
  }
  const alike = [...byPrefix]
    .filter(([, number]) => number > 1)
    .map(([prefix, number]) => ({ name: prefix.replace(/[-_.]$/, ""), rule: `${prefix}*`, hosts: number }));
  const withGpu = all.filter(({ facts }) => facts.gpu !== undefined && facts.gpu !== "").length;
  const gpu = withGpu > 0 && withGpu < all.length ? [{ name: "gpu", rule: "gpu:*", hosts: withGpu }] : [];
  return [...gpu, ...alike.filter(({ name }) => gpu.length === 0 || name !== "gpu")]
    .sort((a, b) => b.hosts - a.hosts || compareHostNames(a.name, b.name))
    .slice(0, mostIdeas);
}
