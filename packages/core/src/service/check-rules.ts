import { AfpoolsError } from "../errors.js";
import { namedPools } from "../expressions/rename-pools.js";
import { findPool } from "../pools/find-pool.js";
import type { Pool } from "../pools/pool.js";
import { cycleError } from "../pools/pool-cycle.js";
import { parseRule } from "../pools/pool-rule.js";
import { poolNotFoundError } from "../store/store-errors.js";

/** A write to one pool, as far as it matters to rules. */
export interface RuleChange {
  readonly poolId: string;
  /** Nothing for a pool that is deleted. */
  readonly after: Pool | undefined;
  /** Rules that the pool did not have before. */
  readonly added: readonly string[];
}

/** Does this write need {@link checkRules}? It reads all pools. */
export function touchesRules(before: Pool | undefined, { after, added }: RuleChange): boolean {
  const goesByName = before !== undefined && before.name !== after?.name;
  return goesByName || added.some((rule) => namesIn(rule).length > 0);
}

/**
 * Checks that the pools that rules name are there once a write is done, and that no pool is in itself by them.
 *
 * @param pools all pools before the write
 * @throws AfpoolsError `POOL_NOT_FOUND` for a new rule that names no pool; `POOL_CYCLE`; `POOL_IN_USE` when rules of other pools
 * name a pool that would be there no more under its name
 */
export function checkRules(pools: readonly Pool[], { poolId, after, added }: RuleChange): void {
  const others = pools.filter(({ id }) => id !== poolId);
  const now = after ? [...others, after] : others;
  for (const name of added.flatMap(namesIn)) if (!findPool(now, name)) throw poolNotFoundError(name);
  const before = pools.find(({ id }) => id === poolId);
  if (before) {
    const users = others.filter((pool) =>
      pool.rules.some((rule) => namesIn(rule).some((name) => isLost(name, pools, now, poolId))),
    );
    if (users.length > 0) throw inUseError(before, users, after);
  }
  const path = after && pathBack(after, now);
  if (path) throw cycleError(path.map(({ name }) => name));
}

/** Did `name` mean the pool, and does no more? */
function isLost(name: string, before: readonly Pool[], after: readonly Pool[], poolId: string): boolean {
  return findPool(before, name)?.id === poolId && findPool(after, name)?.id !== poolId;
}

/** The pools by whose rules `start` is in itself, with itself at both ends. */
function pathBack(start: Pool, pools: readonly Pool[]): readonly Pool[] | undefined {
  const seen = new Set<Pool>();
  const search = (path: readonly Pool[]): readonly Pool[] | undefined => {
    for (const name of path.at(-1)?.rules.flatMap(namesIn) ?? []) {
      const pool = findPool(pools, name);
      if (pool === start) return [...path, start];
      if (!pool || seen.has(pool)) continue;
      seen.add(pool);
      const found = search([...path, pool]);
      if (found) return found;
    }
    return undefined;
  };
  return search([start]);
}

function namesIn(text: string): readonly string[] {
  const rule = parseRule(text);
  return rule.kind === "expression" ? namedPools(rule.expression) : [];
}

function inUseError({ name }: Pool, users: readonly Pool[], after: Pool | undefined): AfpoolsError {
  const names = users.map((pool) => pool.name);
  const what = after ? "renamed" : "deleted";
  return new AfpoolsError(
    "POOL_IN_USE",
    `The pool ${JSON.stringify(name)} cannot be ${what}: rules of ${names.map((each) => JSON.stringify(each)).join(", ")} name it. Change those rules first.`,
    { details: { pool: name, usedBy: names } },
  );
}
