import { type Pool, type Render, toCorePool, toFarm } from "@afpools/api/client";
import {
  compareHostNames,
  type Farm,
  hostKey,
  type Membership,
  type Memberships,
  memberships,
  type PoolMember,
  parseRule,
  resolveExpression,
} from "@afpools/core";
import { countGroups, type GroupCounts, groupOf, isHold, isMaskable } from "@afpools/core/internal";
import { computed } from "@preact/signals";
import { pools, state } from "./live.js";

/** Which hosts are in which pools. Worked out anew where names, rules or members change, not when a host goes busy. */

const noHosts: ReadonlyMap<string, Render> = new Map();

/** The hosts that the farm knows, by their names. */
export const hosts = computed(() => state.value?.hosts ?? noHosts);

/** Does the server know which hosts the farm has? */
export const isFarmKnown = computed(() => state.value?.status.farm.known === true);

/** The keys of the hosts that the farm knows. */
export const hostKeys = computed<ReadonlySet<string>>(() => new Set([...hosts.value.keys()].map(hostKey)));

let lastFarm: { readonly keys: ReadonlyMap<string, string>; readonly farm: Farm } | undefined;

/** The farm, the same value while its hosts have the same names and facts. */
const farm = computed<Farm | undefined>(() => {
  const { value } = hosts;
  if (!isFarmKnown.value) return undefined;
  const last = lastFarm;
  if (
    last &&
    last.keys.size === value.size &&
    [...value].every(([name, host]) => last.keys.get(name) === keyOf(host))
  ) {
    return last.farm;
  }
  const keys = new Map([...value].map(([name, host]) => [name, keyOf(host)]));
  lastFarm = { keys, farm: toFarm(value.values()) };
  return lastFarm.farm;
});

const keys = new WeakMap<Render, string>();

/** What rules ask of a host; each entry is written out once. */
function keyOf(host: Render): string {
  const known = keys.get(host);
  if (known !== undefined) return known;
  const { address, engine, nativePool, facts } = host;
  const key = JSON.stringify([address, engine, nativePool, facts]);
  keys.set(host, key);
  return key;
}

interface Members {
  /** What they were worked out by. */
  readonly by: Memberships;
  readonly list: readonly PoolMember[];
  readonly byKey: ReadonlyMap<string, PoolMember>;
}

const known = new WeakMap<Pool, Members>();

/** For pools whose members follow from the farm alone. */
const alone = computed<Memberships>(() => memberships([], farm.value));

const corePools = computed(() => pools.value.map(toCorePool));

/** Holds take hosts out of all other pools. */
const hasHolds = computed(() => pools.value.some(isHold));

/** For pools whose rules can name other pools. */
const together = computed<Memberships>(() => memberships(corePools.value, farm.value));

/** As they would be if nobody were held. */
const unheld = computed<Memberships>(() =>
  hasHolds.value
    ? memberships(
        corePools.value.map((pool) => (isHold(pool) ? { ...pool, hosts: [], rules: [] } : pool)),
        farm.value,
      )
    : together.value,
);

function readMembers(pool: Pool): Members {
  const by = (hasHolds.value || pool.rules.some(isExpression) ? together : alone).value;
  return read(known, pool, by);
}

function read(kept: WeakMap<Pool, Members>, pool: Pool, by: Memberships): Members {
  const before = kept.get(pool);
  if (before && before.by === by) return before;
  const list = by(toCorePool(pool)).sort((a, b) => compareHostNames(a.name, b.name));
  const members = { by, list, byKey: new Map(list.map((member) => [hostKey(member.name), member])) };
  kept.set(pool, members);
  return members;
}

const knownUnheld = new WeakMap<Pool, Members>();

/** The members of a pool as if nobody were held; of a hold those that it holds. */
function readUnheld(pool: Pool): Members {
  return hasHolds.value && !isHold(pool) ? read(knownUnheld, pool, unheld.value) : readMembers(pool);
}

/** The members of a pool and the hosts that are none because they are held, in natural order. */
export function membersAndHeld(pool: Pool): readonly PoolMember[] {
  return readUnheld(pool).list;
}

/** Why a host is in a pool, or would be if it were not held; nothing where it is not. */
export function membershipOrHeld(hostName: string, pool: Pool): Membership | undefined {
  return readUnheld(pool).byKey.get(hostKey(hostName))?.why;
}

function isExpression(rule: string): boolean {
  return parseRule(rule).kind === "expression";
}

/**
 * The names of the hosts that a rule takes now, or that it keeps out if it is an exception, in natural order.
 *
 * @throws AfpoolsError what is wrong with it
 */
export function hostsOfRule(text: string): {
  readonly names: readonly string[];
  readonly isException: boolean;
} {
  const rule = parseRule(text);
  const names =
    rule.kind === "expression"
      ? resolveExpression(rule.expression, corePools.value, farm.value).hosts.map(({ name }) => name)
      : [...hosts.value.keys()].filter((name) => rule.pattern.matches(name)).sort(compareHostNames);
  return { names, isException: rule.isException };
}

/**
 * The names of the hosts that a pool expression means now.
 *
 * @throws AfpoolsError what is wrong with it
 */
export function hostsOfExpression(text: string): readonly string[] {
  return resolveExpression(text, corePools.value, farm.value).hosts.map(({ name }) => name);
}

/** The keys of the hosts that the rules of a pool take in, those with names in it and those that are held, too. */
export function hostsByRule(pool: Pool): ReadonlySet<string> {
  const members = (isHold(pool) ? together : unheld).value(toCorePool({ ...pool, hosts: [] }));
  return new Set(members.map(({ name }) => hostKey(name)));
}

/** The members of a pool in natural order, by name and by rule. */
export function membersOf(pool: Pool): readonly PoolMember[] {
  return readMembers(pool).list;
}

/** The members that a pool would have if it were like this. */
export function membersAs(pool: Pool): readonly PoolMember[] {
  return together.value(toCorePool(pool));
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

/** How many hosts that a mask can hold a pool has in all, those that are held out of it too, and in each group. */
export interface PoolCounts extends GroupCounts {
  readonly all: number;
}

export function countsOf(pool: Pool): PoolCounts {
  const members = membersAndHeld(pool).filter(isMaskable);
  const { byKey } = readMembers(pool);
  const isHeld = ({ name }: PoolMember) => isHold(pool) || !byKey.has(hostKey(name));
  return {
    ...countGroups(members.map((member) => groupOf(renderOf(member), isHeld(member)))),
    all: members.length,
  };
}

/** The render of a member that shows how it is: one that is online rather than one that is not. Nothing where the farm knows none. */
export function renderOf({ renders }: Pick<PoolMember, "renders">): Render | undefined {
  const { value } = hosts;
  const now = renders.flatMap(({ name }) => value.get(name) ?? []);
  return now.find(({ online }) => online) ?? now[0];
}
