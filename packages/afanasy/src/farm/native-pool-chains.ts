import type { NativePool } from "../model/native-pool.js";

/**
 * Gives the native pools from the one of a path up to the root, as far as they are known; none for a path that no pool has.
 * Pools that are in each other end the list.
 */
export function nativePoolChains(pools: readonly NativePool[]): (path: string) => readonly NativePool[] {
  const byPath = new Map(pools.map((pool) => [pool.name, pool]));
  const known = new Map<string, readonly NativePool[]>();
  return (path) => {
    const found = known.get(path);
    if (found) return found;
    const chain = new Set<NativePool>();
    for (let pool = byPath.get(path); pool && !chain.has(pool); pool = byPath.get(pool.parent ?? ""))
      chain.add(pool);
    const list = [...chain];
    known.set(path, list);
    return list;
  };
}
