import type { Pool } from "./pool.js";
import { parseRule } from "./pool-rule.js";

/** Pools as they are at a moment, and when that changes next by the clock alone. */
export interface PoolsAt {
  readonly pools: readonly Pool[];
  /** In ms since 1970; nothing where it never does. */
  readonly until: number | undefined;
}

interface At {
  readonly pool: Pool;
  readonly until: number | undefined;
}

const known = new WeakMap<Pool, At>();

/** These pools at a moment: the rules that have ended are `resting`. What is the same as before stays the same value (`===`). */
export function poolsAt(pools: readonly Pool[], now: number): PoolsAt {
  const all = pools.map((pool) => at(pool, now));
  const isSame = all.every(({ pool }, index) => pool === pools[index]);
  const ends = all.flatMap(({ until }) => until ?? []);
  return {
    pools: isSame ? pools : all.map(({ pool }) => pool),
    until: ends.length > 0 ? Math.min(...ends) : undefined,
  };
}

/** The pool at a moment. */
export function poolAt(pool: Pool, now: number): Pool {
  return at(pool, now).pool;
}

function at(pool: Pool, now: number): At {
  // Most pools have no such rule.
  if (!pool.rules.some((rule) => rule.includes(" until "))) return { pool, until: undefined };
  const before = known.get(pool);
  const rules = pool.rules.map((text) => ({
    text,
    until: parseRule(text).until ?? Number.POSITIVE_INFINITY,
  }));
  const resting = rules.filter(({ until }) => until <= now).map(({ text }) => text);
  const next = Math.min(...rules.map(({ until }) => until).filter((until) => until > now));
  const isSame =
    before && before.pool.resting?.join("\n") === (resting.length > 0 ? resting.join("\n") : undefined);
  const result: At = {
    pool: isSame ? before.pool : resting.length > 0 ? { ...pool, resting } : pool,
    until: Number.isFinite(next) ? next : undefined,
  };
  known.set(pool, result);
  return result;
}
