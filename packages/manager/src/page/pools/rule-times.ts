import type { Pool } from "@afpools/api/client";
import { hostKey, parseRule } from "@afpools/core";
import { shownSpan } from "../parts/shown-span.js";
import { shownTime } from "../parts/shown-time.js";
import { membersAs, membersOf } from "../server/membership.js";
import { t } from "../texts.js";

/** When a rule begins or ends to count next, in ms since 1970; nothing where it never does. @throws AfpoolsError */
export function nextChange(rule: string, now: number): number | undefined {
  const { during, until } = parseRule(rule);
  if (until !== undefined && until <= now) return undefined;
  const next = Math.min(
    during?.nextChange(now) ?? Number.POSITIVE_INFINITY,
    until ?? Number.POSITIVE_INFINITY,
  );
  return Number.isFinite(next) ? next : undefined;
}

/** A moment as people read it. */
export function shownMoment(ms: number): string {
  return shownTime(new Date(ms).toISOString());
}

/**
 * How many hosts come and leave when rules of a pool begin or end to count, and when: “in 2 h 10 min 6 hosts come”. Nothing where
 * the clock changes none of them.
 */
export function shownChange(pool: Pool, rules: readonly string[], now: number): string | undefined {
  const moments = rules.map((rule) => ({ rule, at: nextChange(rule, now) ?? Number.POSITIVE_INFINITY }));
  const first = Math.min(...moments.map(({ at }) => at));
  if (!Number.isFinite(first)) return undefined;
  const changing = new Set(moments.filter(({ at }) => at === first).map(({ rule }) => rule));
  const resting = new Set(pool.resting);
  const then = pool.rules.filter((rule) => resting.has(rule) !== changing.has(rule));
  const before = keysOf(membersOf(pool));
  const after = keysOf(membersAs({ ...pool, resting: then }));
  const came = [...after].filter((key) => !before.has(key)).length;
  const left = [...before].filter((key) => !after.has(key)).length;
  return t.rules.change(shownSpan(first - now), came, left);
}

function keysOf(members: readonly { readonly name: string }[]): ReadonlySet<string> {
  return new Set(members.map(({ name }) => hostKey(name)));
}
