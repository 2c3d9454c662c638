import { AfpoolsError } from "../errors.js";
import { namedPools } from "../expressions/rename-pools.js";
import { findPool } from "../pools/find-pool.js";
import type { Pool } from "../pools/pool.js";
import { cycleError } from "../pools/pool-cycle.js";
import { parseRule } from "../pools/pool-rule.js";
import { poolNotFoundError } from "../store/store-errors.js";

/** A write to one pool, as far as it matters to rules. */
export interface RuleChange {
  /** Nothing for a pool that is made. */
  readonly before: Pool | undefined;
  /** Nothing for a pool that is deleted. */
  readonly after: Pool | undefined;
  /** Rules that the pool did not have before. */
  readonly added: readonly string[];
}

/** Does this write need {@link checkRules}? It reads all pools. */
export function touchesRules({ before, after, added }: RuleChange): boolean {
  const goesByName = before !== undefined && before.name !== after?.name;
  return goesByName || added.some((rule) => namesIn(rule).length > 0);
}

/**
 * Checks that the pools that rules name are there once writes are done, and that no pool is in itself by them.
 *
 * @param pools all pools before the writes
 * @throws AfpoolsError `POOL_NOT_FOUND` for a new rule that names no pool; `POOL_CYCLE`; `POOL_IN_USE` when rules of other pools
 * name a pool that would be there no more under its name
 */
export function checkRules(pools: readonly Pool[], changes: readonly RuleChange[]): void {
  const written = new Set(changes.flatMap(({ before, after }) => [before?.id, after?.id]));
  const others = pools.filter(({ id }) => !written.has(id));
  const now = [...others, ...changes.flatMap(({ after }) => after ?? [])];
  for (const name of changes.flatMap(({ added }) => added.flatMap(namesIn))) {
    if (!findPool(now, name)) throw poolNotFoundError(name);
  }
  for (const { before, after } of changes) {
    const users = before
      ? now.filter(
          (pool) =>
            pool.id !== before.id &&
            pool.rules.some((rule) => namesIn(rule).some((name) => isLost(name, pools, now, before.id))),
        )
      : [];
    if (before && users.length > 0) throw inUseError(before, users, after);
    const path = after && pathBack(after, now);
    if (path) throw cycleError(path.map(({ name }) => name));
  }
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
