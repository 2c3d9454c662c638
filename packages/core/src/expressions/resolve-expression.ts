import type { Farm } from "../farm/farm.js";
import { compareHostNames } from "../hosts/host-name.js";
import { withSpellingsOf } from "../hosts/spellings.js";
import type { Pool } from "../pools/pool.js";
import { type Budget, unlimitedBudget } from "../work/budget.js";
import { Pace } from "../work/pace.js";
import { sorted } from "../work/sorted.js";
import { finish, type Steps } from "../work/steps.js";
import { formatExpression, formatOperation, type PoolExpression } from "./expression.js";
import { OperandHosts } from "./operand-hosts.js";
import { parseExpression } from "./parse-expression.js";
import type { HostSet, ReadonlyHostSet, RemovedHost, Resolution, ResolvedHost } from "./resolution.js";

export type { HostReason, RemovedHost, Resolution, ResolvedHost } from "./resolution.js";

type Operation = Extract<PoolExpression, { readonly left: PoolExpression }>;

/**
 * The set of hosts that `expression` means. A pool is named by its id or else by its name. A pattern without `*` and `?`
 * names hosts whether the farm knows them or not; one with them takes hosts of the farm and named members of the pools.
 *
 * `pools` and `farm` are taken as immutable.
 *
 * @throws AfpoolsError `INVALID_EXPRESSION` when it cannot be read; `POOL_NOT_FOUND`, with a near name and, for a text,
 * the column, when it names a pool that is not there.
 */
export function resolveExpression(
  expression: string | PoolExpression,
  pools: readonly Pool[],
  farm?: Farm,
): Resolution {
  return finish(resolveInSteps(expression, { pools, farm, budget: unlimitedBudget() }));
}

/** What an expression is resolved on, and what it may cost. */
export interface ResolutionBasis {
  readonly pools: readonly Pool[];
  readonly farm?: Farm | undefined;
  readonly budget: Budget;
}

/**
 * {@link resolveExpression} in steps.
 *
 * @throws AfpoolsError the same, and `REQUEST_TOO_COSTLY`.
 */
export function* resolveInSteps(
  expression: string | PoolExpression,
  { pools, farm, budget }: ResolutionBasis,
): Steps<Resolution> {
  const text = typeof expression === "string" ? expression : undefined;
  const parsed = typeof expression === "string" ? parseExpression(expression) : expression;
  const operands = new OperandHosts(text, pools, farm, budget);
  const removed = new Map<string, RemovedHost>();
  const hosts = yield* resolve(parsed, operands, removed, new Pace(budget));
  for (const key of hosts.keys()) removed.delete(key);
  return {
    expression: formatExpression(parsed),
    hosts: yield* inOrder(hosts),
    removed: yield* inOrder(removed),
    pools: operands.pools,
  };
}

/** The hosts of `expression`, not to be changed; what is left out on the way is put in `removed`. */
function* resolve(
  expression: PoolExpression,
  operands: OperandHosts,
  removed: Map<string, RemovedHost>,
  pace: Pace,
): Steps<ReadonlyHostSet> {
  const [first, operations] = leftmost(expression);
  const begin = yield* operands.of(first);
  if (operations.length === 0) return begin;
  const hosts: HostSet = new Map(begin);
  for (const operation of operations) {
    // What the right side leaves out within itself never was in the set.
    const right = yield* resolve(operation.right, operands, new Map(), pace);
    yield* operation.kind === "union"
      ? addAll(hosts, right, pace)
      : leaveOut(hosts, right, operation, removed, pace);
  }
  return hosts;
}

/** The leftmost operand of `expression`, and what is done to it one after another. */
function leftmost(
  expression: PoolExpression,
): [first: Exclude<PoolExpression, Operation>, operations: Operation[]] {
  const operations: Operation[] = [];
  let at = expression;
  while ("left" in at) {
    operations.push(at);
    at = at.left;
  }
  return [at, operations.reverse()];
}

function* addAll(hosts: HostSet, others: ReadonlyHostSet, pace: Pace): Steps<void> {
  for (const [key, host] of others) {
    if (pace.isDue()) yield;
    const known = hosts.get(key);
    hosts.set(key, known ? withSpellingsOf(known, host) : host);
  }
}

function* leaveOut(
  hosts: HostSet,
  right: ReadonlyHostSet,
  { kind, right: operand }: Operation,
  removed: Map<string, RemovedHost>,
  pace: Pace,
): Steps<void> {
  const wanted = kind === "intersection";
  const removedBy = formatOperation(kind, operand);
  for (const [key, host] of hosts) {
    if (pace.isDue()) yield;
    if (right.has(key) === wanted) continue;
    hosts.delete(key);
    removed.set(key, { ...host, removedBy });
  }
}

function inOrder<T extends ResolvedHost>(hosts: ReadonlyMap<string, T>): Steps<T[]> {
  return sorted([...hosts.values()], (a, b) => compareHostNames(a.name, b.name));
}
