import { hostKey } from "../hosts/host-name.js";
import type { Pool } from "./pool.js";

const lists = new WeakMap<
  readonly Pool[],
  { readonly of: readonly Pool[]; readonly names: readonly string[] }
>();

/**
 * The names of all pools' named members, each host once, in the spelling met first. Kept with the list of pools, since a
 * snapshot of 1,000 large pools holds millions of memberships and is asked again and again.
 */
export function namedHosts(pools: readonly Pool[]): readonly string[] {
  const known = lists.get(pools);
  if (known && isSameList(known.of, pools)) return known.names;
  const byKey = new Map<string, string>();
  for (const pool of pools) {
    for (const { name } of pool.hosts) {
      const key = hostKey(name);
      if (!byKey.has(key)) byKey.set(key, name);
    }
  }
  const names = [...byKey.values()];
  lists.set(pools, { of: [...pools], names });
  return names;
}

/** Do both hold the very same pools, in the same order? */
export function isSameList(a: readonly Pool[], b: readonly Pool[]): boolean {
  return a.length === b.length && a.every((pool, index) => pool === b[index]);
}
