import type { Farm, FarmHost } from "../farm/farm.js";
import { hostKey } from "../hosts/host-name.js";
import type { HostPattern } from "../hosts/host-pattern.js";
import type { SpelledHost } from "../hosts/spellings.js";
import type { Budget } from "../work/budget.js";
import { Pace } from "../work/pace.js";
import type { Steps } from "../work/steps.js";
import type { Pool } from "./pool.js";
import { rulesOf } from "./pool-rule.js";

/** Why a host is a member of a pool: somebody put its name there, or one of the pool's rules matches it. */
export type Membership = { readonly by: "name" } | { readonly by: "rule"; readonly rule: string };

/** A host that is in a pool. */
export interface PoolMember extends SpelledHost {
  readonly why: Membership;
}

/**
 * The members of a pool by their `hostKey`, but for those by rules that are expressions: its named hosts in their order, then
 * those hosts of the farm that its patterns match. Exceptions are not looked at. Without a farm patterns match nothing. Members
 * that are in alike share their `why`.
 *
 * @throws AfpoolsError `REQUEST_TOO_COSTLY`
 */
export function* listedMembers(
  pool: Pool,
  farm: Farm | undefined,
  budget: Budget,
): Steps<Map<string, PoolMember>> {
  const members = new Map<string, PoolMember>();
  const spellings = new Spellings();
  const byName: Membership = { by: "name" };
  budget.spend("names", pool.hosts.length);
  const pace = new Pace(budget);
  for (const host of pool.hosts) {
    if (pace.isDue()) yield;
    const renders = farm?.find(host.name) ?? [];
    const key = hostKey(host.name);
    if (!members.has(key)) members.set(key, { name: renders[0]?.name ?? host.name, renders, why: byName });
    else if (renders.length === 0) spellings.add(key, host.name);
  }
  spellings.addTo(members);
  if (!farm) return members;
  for (const rule of rulesOf(pool)) {
    if (rule.kind !== "pattern" || rule.isException) continue;
    const { pattern, text } = rule;
    const byRule: Membership = { by: "rule", rule: text };
    for (const [index, key] of farm.keys.entries()) {
      if (pace.isDue()) yield;
      if (!pattern.matchesKey(key, budget) || members.has(key)) continue;
      budget.spend("names", 1);
      const { name } = farm.hosts[index] as FarmHost;
      const renders = farm.find(name);
      members.set(key, { name: renders[0]?.name ?? name, renders, why: byRule });
    }
  }
  return members;
}

/** The other spellings of hosts that were typed more than once: a database of the 2019 tool can hold any number of them. */
class Spellings {
  readonly #byKey = new Map<string, Set<string>>();

  add(key: string, name: string): void {
    const others = this.#byKey.get(key) ?? new Set();
    this.#byKey.set(key, others.add(name));
  }

  addTo(members: Map<string, PoolMember>): void {
    for (const [key, others] of this.#byKey) {
      const member = members.get(key);
      if (!member) continue;
      others.delete(member.name);
      if (others.size > 0) members.set(key, { ...member, otherSpellings: [...others] });
    }
  }
}

/** Does a pattern match any host of the farm? */
export function* matchesSome(pattern: HostPattern, farm: Farm | undefined, budget: Budget): Steps<boolean> {
  const pace = new Pace(budget);
  for (const key of farm?.keys ?? []) {
    if (pace.isDue()) yield;
    if (pattern.matchesKey(key, budget)) return true;
  }
  return false;
}
