import type { Pool } from "./pool.js";
import { parseRule } from "./pool-rule.js";

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

/**
 * When the last host of a hold comes back by itself, in ms since 1970: 0 where it holds nobody; nothing where somebody is held until
 * released.
 */
export function endOfHold({
  hosts,
  rules,
}: {
  readonly hosts: readonly unknown[];
  readonly rules: readonly string[];
}): number | undefined {
  if (hosts.length > 0) return undefined;
  const holding = rules.map(parseRule).filter(({ isException }) => !isException);
  const end = Math.max(0, ...holding.map(({ until = Number.POSITIVE_INFINITY }) => until));
  return Number.isFinite(end) ? end : undefined;
}

const known = new WeakMap<readonly Pool[], readonly Pool[]>();

/** Those of the pools that are holds. */
export function holdsAmong(pools: readonly Pool[]): readonly Pool[] {
  const holds = known.get(pools) ?? pools.filter(isHold);
  known.set(pools, holds);
  return holds;
}
