import { AfpoolsError } from "../errors.js";
import { costlyRules } from "../pools/hold.js";
import type { Pool } from "../pools/pool.js";
import type { PoolContent } from "../pools/pool-diff.js";
import type { PoolDraft, PoolEdit } from "./pools.js";

/** How many pools there may be, and how large each may become. What is larger already stays, and may be made smaller. */
export interface PoolCaps {
  readonly pools: number;
  /** Hosts of a pool by name. */
  readonly hosts: number;
  /** Rules of a pool: each is compared with every host of the farm. */
  readonly rules: number;
}

/** Several times what a farm of 10,000 hosts needs. */
export const defaultPoolCaps: PoolCaps = { pools: 10_000, hosts: 20_000, rules: 200 };

/** What each cap counts, and the setting of the server and the command line that changes it. */
const capped = {
  pools: { what: "pools", setting: "limits.pools" },
  hosts: { what: "hosts", setting: "limits.poolHosts" },
  rules: { what: "rules", setting: "limits.poolRules" },
} as const satisfies Record<keyof PoolCaps, object>;

/**
 * Refuses what asks for more than a pool may have before anything of it is done.
 *
 * @throws AfpoolsError `REQUEST_TOO_COSTLY`
 */
export function checkAdditions(asked: PoolDraft | PoolEdit, caps: PoolCaps): void {
  const { addHosts, addRules } = asked as PoolEdit;
  const { hosts = addHosts, rules = addRules } = asked as PoolDraft;
  check("hosts", hosts?.length ?? 0, caps);
  check("rules", rules?.length ?? 0, caps);
}

/**
 * Refuses to look for more than a pool has or may have.
 *
 * @throws AfpoolsError `REQUEST_TOO_COSTLY`
 */
export function checkRemovals(
  { removeHosts, removeRules }: PoolEdit,
  before: PoolContent,
  caps: PoolCaps,
): void {
  const hosts = removeHosts?.length ?? 0;
  const rules = removeRules?.length ?? 0;
  if (hosts > before.hosts.length) check("hosts", hosts, caps);
  if (rules > before.rules.length) check("rules", rules, caps);
}

/** @throws AfpoolsError `REQUEST_TOO_COSTLY` where a pool would grow beyond a cap */
export function checkPoolSize(before: PoolContent, after: PoolContent, caps: PoolCaps): void {
  if (after.hosts.length > before.hosts.length) check("hosts", after.hosts.length, caps);
  if (after.rules.length > before.rules.length) check("rules", after.rules.length, caps);
}

/**
 * Refuses more rules of holds than a pool may have: every plan compares its hosts with those of all holds. Holds of hosts by name
 * cost nothing worth naming.
 *
 * @param written the pools whose rules or names are written, as they are afterwards
 * @param others all other pools
 * @throws AfpoolsError `REQUEST_TOO_COSTLY`
 */
export function checkHolds(
  written: readonly Pool[],
  others: readonly Pool[],
  { rules: limit }: PoolCaps,
): void {
  const added = sumOf(written);
  const count = added === 0 ? 0 : added + sumOf(others);
  if (count <= limit) return;
  const { setting } = capped.rules;
  throw new AfpoolsError(
    "REQUEST_TOO_COSTLY",
    `All holds together may have at most ${limit} rules, not counting holds of host names alone; these would be ${count}. Hold hosts by name or by a fact such as rack:B2 in one hold, or release holds. The setting ${setting} allows more.`,
    { details: { cost: "rules of holds", limit, count, setting } },
  );
}

function sumOf(pools: readonly Pool[]): number {
  return pools.reduce((sum, pool) => sum + costlyRules(pool), 0);
}

/** @throws AfpoolsError `REQUEST_TOO_COSTLY` where there would be too many pools */
export function checkPoolCount(count: number, caps: PoolCaps): void {
  check("pools", count, caps);
}

function check(cap: keyof PoolCaps, count: number, caps: PoolCaps): void {
  const limit = caps[cap];
  if (count <= limit) return;
  const { what, setting } = capped[cap];
  const of = cap === "pools" ? "There may be" : "A pool may have";
  throw new AfpoolsError(
    "REQUEST_TOO_COSTLY",
    `${of} at most ${limit} ${what}, not ${count}. The setting ${setting} allows more.`,
    { details: { cost: what, limit, count, setting } },
  );
}
