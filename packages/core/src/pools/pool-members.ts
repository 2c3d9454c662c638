import type { Farm, FarmHost } from "../farm/farm.js";
import { hostKey } from "../hosts/host-name.js";
import { parseHostPattern } from "../hosts/host-pattern.js";
import type { Pool } from "./pool.js";

/** Why a host is a member of a pool: somebody put its name there, or one of the pool's rules matches it. */
export type Membership = { readonly by: "name" } | { readonly by: "rule"; readonly rule: string };

/** A host that is in a pool. */
export interface PoolMember {
  /** In the farm's own spelling where the farm knows it, else as typed. */
  readonly name: string;
  /** The renders of this name: none when the farm does not know it, several when their names differ only by case. */
  readonly renders: readonly FarmHost[];
  readonly why: Membership;
}

/**
 * The members of a pool: its named hosts in their order, then those hosts of the farm that its rules match. Without a
 * farm rules match nothing. Each host is listed once.
 */
export function poolMembers(pool: Pool, farm?: Farm): PoolMember[] {
  const members = new Map<string, PoolMember>();
  for (const host of pool.hosts) {
    const renders = farm?.find(host.name) ?? [];
    members.set(hostKey(host.name), { name: renders[0]?.name ?? host.name, renders, why: { by: "name" } });
  }
  for (const rule of pool.rules) {
    const pattern = parseHostPattern(rule);
    for (const host of farm?.hosts ?? []) {
      if (!pattern.matches(host.name)) continue;
      const key = hostKey(host.name);
      if (members.has(key)) continue;
      members.set(key, { name: host.name, renders: farm?.find(host.name) ?? [], why: { by: "rule", rule } });
    }
  }
  return [...members.values()];
}
