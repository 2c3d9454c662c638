import type { NativePool } from "../model/native-pool.js";

/**
 * The properties that each native pool, by its path, gives to its renders without own ones: its own, or else those of the
 * nearest pool above that has some.
 */
export function nativeProperties(pools: readonly NativePool[]): ReadonlyMap<string, string> {
  const byPath = new Map(pools.map((pool) => [pool.name, pool]));
  const inherited = new Map<string, string>();
  const find = (path: string): string => {
    const known = inherited.get(path);
    if (known !== undefined) return known;
    const pool = byPath.get(path);
    // Before the pool above is asked, so that a tree that is none ends.
    inherited.set(path, pool?.properties_host ?? "");
    const found = pool?.properties_host || (pool?.parent ? find(pool.parent) : "");
    inherited.set(path, found);
    return found;
  };
  for (const path of byPath.keys()) find(path);
  return inherited;
}
