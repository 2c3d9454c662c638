import { type Pool, type Render, toCorePool, toFarm } from "@afpools/api/client";
import {
  compareHostNames,
  type Farm,
  hostKey,
  type Membership,
  type PoolMember,
  poolMembers,
} from "@afpools/core";
import { computed } from "@preact/signals";
import { countGroups, type GroupCounts, groupOf } from "./host-groups.js";
import { pools, state } from "./live.js";

/** Which hosts are in which pools. Worked out anew where names, rules or members change, not when a host goes busy. */

const noHosts: ReadonlyMap<string, Render> = new Map();

/** The hosts that the farm knows, by their names. */
export const hosts = computed(() => state.value?.hosts ?? noHosts);

let lastFarm: { readonly names: ReadonlySet<string>; readonly farm: Farm } | undefined;

/** The farm, the same value while its hosts have the same names. */
const farm = computed<Farm | undefined>(() => {
  const { value } = hosts;
  if (!state.value?.status.farm.known) return undefined;
  const last = lastFarm;
  if (last && last.names.size === value.size && [...value.keys()].every((name) => last.names.has(name))) {
    return last.farm;
  }
  lastFarm = { names: new Set(value.keys()), farm: toFarm(value.values()) };
  return lastFarm.farm;
});

interface Members {
  readonly farm: Farm | undefined;
  readonly list: readonly PoolMember[];
  readonly byKey: ReadonlyMap<string, PoolMember>;
}

const known = new WeakMap<Pool, Members>();

function readMembers(pool: Pool): Members {
  const at = farm.value;
  const before = known.get(pool);
  if (before && before.farm === at) return before;
  const list = poolMembers(toCorePool(pool), at).sort((a, b) => compareHostNames(a.name, b.name));
  const members = { farm: at, list, byKey: new Map(list.map((member) => [hostKey(member.name), member])) };
  known.set(pool, members);
  return members;
}

/** The members of a pool in natural order, by name and by rule. */
export function membersOf(pool: Pool): readonly PoolMember[] {
  return readMembers(pool).list;
}

/** Why a host is in a pool; nothing where it is not. */
export function membershipOf(hostName: string, pool: Pool): Membership | undefined {
  return readMembers(pool).byKey.get(hostKey(hostName))?.why;
}

/** The names of the farm's hosts and of those that only pools name, in natural order. */
export const hostNames = computed<readonly string[]>(() => {
  const names = new Map((farm.value?.hosts ?? []).map(({ name }) => [hostKey(name), name]));
  for (const pool of pools.value) {
    for (const name of pool.hosts) if (!names.has(hostKey(name))) names.set(hostKey(name), name);
  }
  return [...names.values()].sort(compareHostNames);
});

/** The pools of each host by its key, in the pools' order. */
export const poolsByHost = computed<ReadonlyMap<string, readonly Pool[]>>(() => {
  const byHost = new Map<string, Pool[]>();
  for (const pool of pools.value) {
    for (const { name } of membersOf(pool)) {
      const key = hostKey(name);
      const known = byHost.get(key);
      if (known) known.push(pool);
      else byHost.set(key, [pool]);
    }
  }
  return byHost;
});

/** How many hosts render each job now, by the job's name, which afserver keeps unique. */
export const hostsAtWork = computed<ReadonlyMap<string, number>>(() => {
  const counts = new Map<string, number>();
  for (const { jobs } of hosts.value.values()) {
    for (const name of jobs ?? []) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
});

/** How many hosts a pool has in all, and in each group. */
export interface PoolCounts extends GroupCounts {
  readonly all: number;
}

export function countsOf(pool: Pool): PoolCounts {
  const members = membersOf(pool);
  return { ...countGroups(members.map((member) => groupOf(renderOf(member)))), all: members.length };
}

/** How many hosts of the farm are in each group. */
export const farmCounts = computed<GroupCounts>(() => countGroups([...hosts.value.values()].map(groupOf)));

/** The render of a member that shows how it is: one that is online rather than one that is not. Nothing where the farm knows none. */
export function renderOf({ renders }: Pick<PoolMember, "renders">): Render | undefined {
  const { value } = hosts;
  const now = renders.flatMap(({ name }) => value.get(name) ?? []);
  return now.find(({ online }) => online) ?? now[0];
}
