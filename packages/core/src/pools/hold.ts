import type { Pool } from "./pool.js";

/** What the names of holds begin with. */
const holdPrefix = "hold:";

/** Is the pool a hold? Its hosts are in no other pool, and render no job that is on pools. */
export function isHold({ name }: Pick<Pool, "name">): boolean {
  return name.slice(0, holdPrefix.length).toLowerCase() === holdPrefix;
}

/** The name of the hold that is called so. */
export function holdName(name: string): string {
  return `${holdPrefix}${name}`;
}

const known = new WeakMap<readonly Pool[], readonly Pool[]>();

/** Those of the pools that are holds. */
export function holdsAmong(pools: readonly Pool[]): readonly Pool[] {
  const holds = known.get(pools) ?? pools.filter(isHold);
  known.set(pools, holds);
  return holds;
}
