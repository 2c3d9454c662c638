import type { Farm } from "../farm/farm.js";
import { compareHostNames } from "../hosts/host-name.js";
import type { SpelledHost } from "../hosts/spellings.js";
import { isHold } from "../pools/hold.js";
import type { Pool } from "../pools/pool.js";
import { type Budget, unlimitedBudget } from "../work/budget.js";
import { Pace } from "../work/pace.js";
import { sorted } from "../work/sorted.js";
import { finish, type Steps } from "../work/steps.js";
import { formatExpression, formatOperation, type PoolExpression } from "./expression.js";
import { GrowingMeaning, type Meaning, sureOf } from "./meaning.js";
import { OperandHosts } from "./operand-hosts.js";
import { parseExpression } from "./parse-expression.js";
import type { RemovedHost, Resolution, ResolvedHost } from "./resolution.js";

export type { HostReason, RemovedHost, Resolution, ResolvedHost, UnknownHost } from "./resolution.js";

type Operation = Extract<PoolExpression, { readonly left: PoolExpression }>;

/**
 * The set of hosts that `expression` means. A pool is named by its id or else by its name. A pattern without `*` and `?`
 * names hosts whether the farm knows them or not; one with them takes hosts of the farm and named members of the pools. A
 * host is meant if that is certain: where it hangs on a fact that is not known of it, it is in `unknown`.
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
  const pace = new Pace(budget);
  const operands = new OperandHosts({
    text,
    pools,
    farm,
    budget,
    resolve: (rule, within) => resolve(rule, within, new Map(), pace),
  });
  const removed = new Map<string, RemovedHost>();
  const meant = yield* resolve(parsed, operands, removed, pace);
  const { hosts, unknown } = yield* withoutHeld(meant, operands, pace, (key, host, hold) =>
    removed.set(key, { ...host, removedBy: hold.name }),
  );
  for (const key of [...hosts.keys(), ...unknown.keys()]) removed.delete(key);
  return {
    expression: formatExpression(parsed),
    hosts: yield* inOrder(hosts),
    removed: yield* inOrder(removed),
    unknown: yield* inOrder(unknown),
    pools: operands.pools,
    idleRules: operands.idleRules,
  };
}

/** `meant` itself where nothing is held. */
function* withoutHeld(
  meant: Meaning,
  operands: OperandHosts,
  pace: Pace,
  leftOut: (key: string, host: ResolvedHost, hold: Pool) => void,
): Steps<Meaning> {
  if (!operands.hasHolds) return meant;
  const meaning = yield* GrowingMeaning.from(meant, pace);
  yield* operands.leaveOutHeld(meaning, leftOut);
  return meaning;
}

/**
 * The members of each of `pools` by `hostKey`, as far as known and not held; of a hold, whom it holds: a rule that cannot be worked out, since it names a pool that is
 * not there or one whose rules lead back to it, lets nobody in.
 */
export function membersOfPools(
  pools: readonly Pool[],
  farm: Farm | undefined,
): (pool: Pool) => Steps<ReadonlyMap<string, ResolvedHost>> {
  const budget = unlimitedBudget();
  const pace = new Pace(budget);
  const operands = new OperandHosts({
    pools,
    farm,
    budget,
    resolve: (rule, within) => resolve(rule, within, new Map(), pace),
  });
  return function* (pool) {
    const members = yield* operands.membersAsFarAsKnown(pool);
    if (isHold(pool)) return members;
    return (yield* withoutHeld(sureOf(members), operands, pace, () => undefined)).hosts;
  };
}

/** What `expression` means, not to be changed; what is left out on the way is put in `removed`. */
function* resolve(
  expression: PoolExpression,
  operands: OperandHosts,
  removed: Map<string, RemovedHost>,
  pace: Pace,
): Steps<Meaning> {
  const [first, operations] = leftmost(expression);
  const begin = yield* operands.of(first);
  for (const [key, host] of begin.excepted ?? []) removed.set(key, host);
  if (operations.length === 0) return begin;
  const meaning = yield* GrowingMeaning.from(begin, pace);
  for (const { kind, right: operand } of operations) {
    // What the right side of another operator leaves out within itself never was in the set.
    const right = yield* resolve(operand, operands, kind === "union" ? removed : new Map(), pace);
    const removedBy = formatOperation(kind, operand);
    yield* meaning.apply(kind, right, (key, host) => removed.set(key, { ...host, removedBy }));
  }
  return meaning;
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

function inOrder<T extends SpelledHost>(hosts: ReadonlyMap<string, T>): Steps<T[]> {
  return sorted([...hosts.values()], (a, b) => compareHostNames(a.name, b.name));
}
