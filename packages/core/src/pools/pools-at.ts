import type { Pool } from "./pool.js";
import { type PoolRule, parseRule } from "./pool-rule.js";

/** Pools as they are at a moment, and when that changes next by the clock alone. */
export interface PoolsAt {
  readonly pools: readonly Pool[];
  /** In ms since 1970; nothing where it never does. */
  readonly until: number | undefined;
}

/** A pool as it is from one moment to another. */
interface PoolAt {
  readonly pool: Pool;
  readonly since: number;
  readonly until: number | undefined;
}

const known = new WeakMap<Pool, PoolAt>();

/**
 * These pools at a moment, in ms since 1970: the rules that do not count then are `resting`. What is the same as before stays the
 * same value (`===`).
 */
export function poolsAt(pools: readonly Pool[], now: number): PoolsAt {
  const all = pools.map((pool) => at(pool, now));
  const isSame = all.every(({ pool }, index) => pool === pools[index]);
  return {
    pools: isSame ? pools : all.map(({ pool }) => pool),
    until: earliest(all.map(({ until }) => until)),
  };
}

/** The pool at a moment. */
export function poolAt(pool: Pool, now: number): Pool {
  return at(pool, now).pool;
}

function at(pool: Pool, now: number): PoolAt {
  // Most pools have no such rule.
  if (!pool.rules.some((rule) => / (?:until|during) /.test(rule)))
    return { pool, since: now, until: undefined };
  const before = known.get(pool);
  if (before && before.since <= now && now < (before.until ?? Number.POSITIVE_INFINITY)) return before;
  const rules = pool.rules.map(parseRule);
  const resting = rules.filter((rule) => !counts(rule, now)).map(({ text }) => text);
  const isSame = (each: Pool) => (each.resting ?? []).join("\n") === resting.join("\n");
  const result: PoolAt = {
    pool: [before?.pool, pool].find((each) => each && isSame(each)) ?? withResting(pool, resting),
    since: now,
    until: earliest(rules.map((rule) => nextChange(rule, now))),
  };
  known.set(pool, result);
  return result;
}

function withResting({ resting: _, ...pool }: Pool, resting: readonly string[]): Pool {
  return resting.length > 0 ? { ...pool, resting } : pool;
}

function counts({ until, during }: PoolRule, now: number): boolean {
  return (until === undefined || now < until) && (during === undefined || during.includes(now));
}

function nextChange({ until, during }: PoolRule, now: number): number | undefined {
  if (until !== undefined && until <= now) return undefined;
  return earliest([until, during?.nextChange(now)]);
}

function earliest(moments: readonly (number | undefined)[]): number | undefined {
  const known = moments.filter((moment) => moment !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}
