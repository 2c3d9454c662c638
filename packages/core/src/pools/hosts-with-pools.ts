import type { Farm, FarmHost } from "../farm/farm.js";
import { compareHostNames, hostKey } from "../hosts/host-name.js";
import { sorted } from "../work/sorted.js";
import { finish, type Steps } from "../work/steps.js";
import { isMaskable } from "./maskable.js";
import { membershipsInSteps } from "./memberships.js";
import type { Pool } from "./pool.js";
import type { PoolMember } from "./pool-members.js";

/** A host of the farm, or one that only pools name, and what it is in. */
export interface HostWithPools {
  /** In the farm's own spelling where the farm knows it, else as typed. */
  readonly name: string;
  /** The renders of this name: none when the farm does not know it, several when their names differ only by case. */
  readonly renders: readonly FarmHost[];
  /** Is one of its renders online? `null` when the farm does not know it. */
  readonly online: boolean | null;
  /** The names of the pools that it is in, in the pools' order; none of a host that no mask can hold. */
  readonly pools: readonly string[];
}

/** All hosts of the farm and of the pools, in natural order. */
export function hostsWithPools(pools: readonly Pool[], farm?: Farm): HostWithPools[] {
  return finish(hostsWithPoolsInSteps(pools, farm));
}

/** {@link hostsWithPools} in steps. */
export function* hostsWithPoolsInSteps(pools: readonly Pool[], farm?: Farm): Steps<HostWithPools[]> {
  const hosts = new Map<string, HostWithPools & { readonly pools: string[] }>();
  const entry = ({ name, renders }: Pick<PoolMember, "name" | "renders">) => {
    const known = hosts.get(hostKey(name));
    if (known) return known;
    const added = { name, renders, online: isOnline(renders), pools: [] };
    hosts.set(hostKey(name), added);
    return added;
  };
  for (const { name } of farm?.hosts ?? []) entry({ name, renders: farm?.find(name) ?? [] });
  const membersOf = membershipsInSteps(pools, farm);
  for (const pool of pools) {
    for (const member of yield* membersOf(pool)) {
      if (isMaskable(member)) entry(member).pools.push(pool.name);
    }
    yield;
  }
  return yield* sorted([...hosts.values()], (a, b) => compareHostNames(a.name, b.name));
}

/** Is one of these renders online? `null` where there are none. */
export function isOnline(renders: readonly FarmHost[]): boolean | null {
  return renders.length > 0 ? renders.some((render) => render.online) : null;
}
