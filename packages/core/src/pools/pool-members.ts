import type { Farm } from "../farm/farm.js";
import { hostKey } from "../hosts/host-name.js";
import { parseHostPattern } from "../hosts/host-pattern.js";
import { type SpelledHost, withSpellingsOf } from "../hosts/spellings.js";
import type { Pool } from "./pool.js";

/** Why a host is a member of a pool: somebody put its name there, or one of the pool's rules matches it. */
export type Membership = { readonly by: "name" } | { readonly by: "rule"; readonly rule: string };

/** A host that is in a pool. */
export interface PoolMember extends SpelledHost {
  readonly why: Membership;
}

/**
 * The members of a pool: its named hosts in their order, then those hosts of the farm that its rules match. Without a
 * farm rules match nothing. Each host is listed once.
 */
export function poolMembers(pool: Pool, farm?: Farm): PoolMember[] {
  return [...membersByKey(pool, farm).values()];
}

/** The members by their `hostKey`, in the order of {@link poolMembers}. Members that are in alike share their `why`. */
export function membersByKey(pool: Pool, farm?: Farm): Map<string, PoolMember> {
  const members = new Map<string, PoolMember>();
  const byName: Membership = { by: "name" };
  for (const host of pool.hosts) {
    const renders = farm?.find(host.name) ?? [];
    const member = { name: renders[0]?.name ?? host.name, renders, why: byName };
    const key = hostKey(host.name);
    const known = members.get(key);
    members.set(key, known ? withSpellingsOf(known, member) : member);
  }
  for (const rule of pool.rules) {
    const pattern = parseHostPattern(rule);
    const byRule: Membership = { by: "rule", rule };
    for (const { name } of farm?.hosts ?? []) {
      if (!pattern.matches(name)) continue;
      const key = hostKey(name);
      if (members.has(key)) continue;
      const renders = farm?.find(name) ?? [];
      members.set(key, { name: renders[0]?.name ?? name, renders, why: byRule });
    }
  }
  return members;
}
