import { AfpoolsError } from "../errors.js";
import type { Farm } from "../farm/farm.js";
import { hostKey, isHostName } from "../hosts/host-name.js";
import { quoted } from "../text/show.js";
import type { Pool } from "./pool.js";
import { PoolFinder } from "./pool-finder.js";
import { parseRule } from "./pool-rule.js";

/**
 * Where hosts are named, `gpu` is the host of that name. Refuses it where there is no such host, neither on the farm nor in a pool,
 * but a pool of this name: whoever wrote it meant the pool.
 *
 * @param farm a farm that is not known has no hosts
 * @throws AfpoolsError `INVALID_ARGUMENT`
 */
export function assertNoPoolsForHosts(
  hosts: readonly string[],
  pools: readonly Pool[],
  farm: Farm | undefined,
): void {
  const found = firstPool(hosts, pools, farm);
  if (!found) return;
  throw new AfpoolsError(
    "INVALID_ARGUMENT",
    `${quoted(found)} is a pool, and no host of the farm or of a pool has this name. Name the hosts of the pool. If a host is to have this name, add it to a pool first.`,
    { details: { pool: found } },
  );
}

/**
 * The same for rules, which can say what they mean.
 *
 * @param rules those that name one host each
 * @throws AfpoolsError `INVALID_ARGUMENT` with how to write the pool, and how to write the host
 */
export function assertNoPoolsInRules(
  rules: readonly string[],
  pools: readonly Pool[],
  farm: Farm | undefined,
): void {
  const found = firstPool(rules.map(hostOf), pools, farm);
  if (!found) return;
  throw new AfpoolsError(
    "INVALID_ARGUMENT",
    `${quoted(found)} is a pool, and no host of the farm or of a pool has this name. For the hosts of the pool, write '"${found}"', with both kinds of quotes in a shell; for a host of this name, write host:${found}.`,
    { details: { pool: found } },
  );
}

/** Is the rule the name of one host, with or without times? */
export function namesOneHost(rule: string): boolean {
  return isHostName(hostOf(rule));
}

/** Those of these rules, each of which names one host, that have the name of a pool, too. */
export function poolsForHosts(rules: readonly string[], pools: readonly Pool[]): readonly string[] {
  const finder = new PoolFinder(pools);
  return rules.filter((rule) => finder.find(hostOf(rule)));
}

function hostOf(rule: string): string {
  return parseRule(rule).about;
}

/** The first pool whose name stands among these hosts, where there is no such host. */
function firstPool(
  hosts: readonly string[],
  pools: readonly Pool[],
  farm: Farm | undefined,
): string | undefined {
  const finder = new PoolFinder(pools);
  const strangers = hosts.filter((host) => finder.find(host) && !farm?.find(host).length);
  if (strangers.length === 0) return undefined;
  const members = new Set(pools.flatMap((pool) => pool.hosts.map(({ name }) => hostKey(name))));
  const stranger = strangers.find((host) => !members.has(hostKey(host)));
  return stranger === undefined ? undefined : finder.find(stranger)?.name;
}
