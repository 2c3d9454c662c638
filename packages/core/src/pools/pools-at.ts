import { finish, type Steps } from "../work/steps.js";
import type { Pool } from "./pool.js";
import { allRulesInSteps, type PoolRule } from "./pool-rule.js";

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

/** How many rules are looked at in one step. */
const lookedAtOnce = 10;

const known = new WeakMap<Pool, PoolAt>();

/**
 * These pools at a moment, in ms since 1970: the rules that do not count then are `resting`. What is the same as before stays the
 * same value (`===`).
 */
export function poolsAt(pools: readonly Pool[], now: number): PoolsAt {
  return finish(poolsAtInSteps(pools, now));
}

/** {@link poolsAt} in steps: at eight o'clock, the rules of many pools may begin to count. */
export function* poolsAtInSteps(pools: readonly Pool[], now: number): Steps<PoolsAt> {
  const all: PoolAt[] = [];
  for (const pool of pools) all.push(knownAt(pool, now) ?? (yield* at(pool, now)));
  const isSame = all.every(({ pool }, index) => pool === pools[index]);
  return {
    pools: isSame ? pools : all.map(({ pool }) => pool),
    until: earliest(all.map(({ until }) => until)),
  };
}

/** The pool at a moment. */
export function poolAt(pool: Pool, now: number): Pool {
  return (knownAt(pool, now) ?? finish(at(pool, now))).pool;
}

function knownAt(pool: Pool, now: number): PoolAt | undefined {
  const before = known.get(pool);
  return before && before.since <= now && now < (before.until ?? Number.POSITIVE_INFINITY)
    ? before
    : undefined;
}

function* at(pool: Pool, now: number): Steps<PoolAt> {
  const found = yield* lookedAt(pool, now);
  known.set(pool, found);
  return found;
}

function* lookedAt(pool: Pool, now: number): Steps<PoolAt> {
  // Most pools have no such rule.
  if (!pool.rules.some((rule) => / (?:until|during) /.test(rule)))
    return { pool, since: Number.NEGATIVE_INFINITY, until: undefined };
  const before = known.get(pool);
  const resting: string[] = [];
  const changes: (number | undefined)[] = [];
  for (const rule of yield* allRulesInSteps(pool)) {
    if (changes.length % lookedAtOnce === lookedAtOnce - 1) yield;
    if (!counts(rule, now)) resting.push(rule.text);
    changes.push(nextChange(rule, now));
  }
  const isSame = (each: Pool) => (each.resting ?? []).join("\n") === resting.join("\n");
  return {
    pool: [before?.pool, pool].find((each) => each && isSame(each)) ?? withResting(pool, resting),
    since: now,
    until: earliest(changes),
  };
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
  let first: number | undefined;
  for (const moment of moments) if (moment !== undefined && moment < (first ?? moment + 1)) first = moment;
  return first;
}
