import { hostKey, isHostName } from "../hosts/host-name.js";
import type { PoolEdit } from "../service/pools.js";
import { finish, type Steps } from "../work/steps.js";
import type { Pool, PoolHost } from "./pool.js";
import { allRulesInSteps, exceptionFor, type PoolRule, rulesInSteps } from "./pool-rule.js";

/** What the names of holds begin with. */
const holdPrefix = "hold:";

/** Is the pool a hold? Its hosts are in no other pool, and render no job that is on pools. */
export function isHold({ name }: Pick<Pool, "name">): boolean {
  return name.slice(0, holdPrefix.length).toLowerCase() === holdPrefix;
}

/** The name of the hold that is called so. */
export function holdName(name: string): string {
  return `${holdPrefix}${name}`;
}

interface Held {
  readonly hosts: readonly unknown[];
  readonly rules: readonly string[];
}

function holdingRules({ rules }: Pick<Held, "rules">): readonly PoolRule[] {
  return finish(allRulesInSteps({ rules })).filter(({ isException }) => !isException);
}

/**
 * When the last host of a hold comes back by itself, in ms since 1970: 0 where it holds nobody; nothing where somebody is held until
 * released.
 */
export function endOfHold(hold: Held): number | undefined {
  if (hold.hosts.length > 0) return undefined;
  const end = Math.max(0, ...holdingRules(hold).map(({ until = Number.POSITIVE_INFINITY }) => until));
  return Number.isFinite(end) ? end : undefined;
}

/**
 * Is nobody held any more, for good, since the time of all that was held is over? Where the rules of the hold are resting, the
 * server's clock has said so.
 */
export function isHoldOver(pool: Pick<Pool, "name" | "rules" | "resting"> & Held, now: number): boolean {
  const holding = holdingRules(pool);
  if (!isHold(pool) || pool.hosts.length > 0 || holding.length === 0) return false;
  return holding.every(
    ({ text, until = Number.POSITIVE_INFINITY, during }) =>
      until <= now || (until < Number.POSITIVE_INFINITY && !during && pool.resting?.includes(text)),
  );
}

/** What a hold holds, as people wrote it: names, patterns, expressions. */
export function heldBy(hold: Pick<Pool, "hosts" | "rules">): readonly string[] {
  return [...hold.hosts.map(({ name }) => name), ...holdingRules(hold).map(({ about }) => about)];
}

/**
 * What releases these hosts, which the hold holds, and no others; nothing where it then holds nobody and can be deleted. A host that
 * a pattern or an expression takes in becomes an exception.
 */
export function releaseEdit(
  hold: Pick<Pool, "rules"> & { readonly hosts: readonly (string | PoolHost)[] },
  hosts: readonly string[],
): PoolEdit | undefined {
  const released = new Set(hosts.map(hostKey));
  const isReleased = (name: string) => released.has(hostKey(name));
  const names = hold.hosts.map((host) => (typeof host === "string" ? host : host.name));
  const holding = holdingRules(hold);
  const isOfOne = ({ kind, about }: PoolRule) => kind === "pattern" && !/[*?[]/.test(about);
  const removed = holding.filter((rule) => isOfOne(rule) && isReleased(rule.about));
  const staying = holding.filter((rule) => !removed.includes(rule));
  if (staying.length === 0 && names.every(isReleased)) return undefined;
  return {
    removeHosts: names.filter(isReleased),
    removeRules: removed.map(({ text }) => text),
    addRules: staying.every(isOfOne) ? [] : hosts.map(exceptionFor),
  };
}

const known = new WeakMap<readonly Pool[], readonly Pool[]>();

/** Those of the pools that are holds. */
export function holdsAmong(pools: readonly Pool[]): readonly Pool[] {
  const holds = known.get(pools) ?? pools.filter(isHold);
  known.set(pools, holds);
  return holds;
}

/** Which holds keep which hosts out. */
interface HeldHosts {
  /** By `hostKey`: the hosts that holds name one by one, each with the first hold that does. */
  readonly byName: ReadonlyMap<string, Pool>;
  /** The holds that have other rules, too: whom they hold is worked out for each host. */
  readonly others: readonly Pool[];
}

const held = new WeakMap<readonly Pool[], HeldHosts>();

/** How many names are looked at in one step. */
const namesAtOnce = 1_000;

/** Whom the holds among these pools hold. Kept with the list: there may be thousands of holds, each of a few hosts. */
export function* heldHosts(pools: readonly Pool[]): Steps<HeldHosts> {
  const before = held.get(pools);
  if (before) return before;
  const byName = new Map<string, Pool>();
  const others: Pool[] = [];
  let looked = 0;
  for (const hold of holdsAmong(pools)) {
    const rules = yield* rulesInSteps(hold);
    const names = namesIn(rules);
    if (!names) others.push(hold);
    for (const name of names ? [...hold.hosts.map((host) => host.name), ...names] : []) {
      const key = hostKey(name);
      if (!byName.has(key)) byName.set(key, hold);
      looked += 1;
      if (looked % namesAtOnce === 0) yield;
    }
  }
  const found = { byName, others };
  held.set(pools, found);
  return found;
}

/** How many rules of a hold are compared with every host: all, where one is more than the name of a host. */
export function costlyRules(pool: Pick<Pool, "name" | "rules">): number {
  if (!isHold(pool) || namesIn(finish(allRulesInSteps(pool)))) return 0;
  return pool.rules.length;
}

/** The hosts that rules name, where they do nothing else. */
function namesIn(rules: readonly PoolRule[]): readonly string[] | undefined {
  const isName = ({ kind, about, isException }: PoolRule) =>
    kind === "pattern" && !isException && isHostName(about);
  return rules.every(isName) ? rules.map(({ about }) => about) : undefined;
}
