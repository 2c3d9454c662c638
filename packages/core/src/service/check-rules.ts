import { AfpoolsError } from "../errors.js";
import { namedPools } from "../expressions/rename-pools.js";
import { isHoldOver } from "../pools/hold.js";
import type { Pool } from "../pools/pool.js";
import { cycleError } from "../pools/pool-cycle.js";
import { finderOf, PoolFinder } from "../pools/pool-finder.js";
import { parseRule } from "../pools/pool-rule.js";
import { walkRules } from "../pools/walk-rules.js";
import { poolNotFoundError } from "../store/store-errors.js";
import { clipText, quoted } from "../text/show.js";
import { unlimitedBudget } from "../work/budget.js";
import { Pace } from "../work/pace.js";
import type { Steps } from "../work/steps.js";

/** A write to one pool, as far as it matters to rules. */
export interface RuleChange {
  /** Nothing for a pool that is made. */
  readonly before: Pool | undefined;
  /** Nothing for a pool that is deleted. */
  readonly after: Pool | undefined;
  /** Rules that the pool did not have before. */
  readonly added: readonly string[];
}

/** How many pools an error names that stand in the way. */
const mostTold = 20;

/** Does this write need {@link checkRules}? It reads all pools. */
export function touchesRules({ before, after, added }: RuleChange): boolean {
  return (before !== undefined && before.name !== after?.name) || added.some(mayNamePools);
}

/**
 * Checks that the pools that rules name are there once writes are done, and that no rule that is written leads to a pool that is in
 * itself. Each rule of the written pools, and of those to which they lead, is read once; those of all pools where a name goes. Holds
 * that are over keep no pool.
 *
 * @param pools all pools before the writes
 * @param at in ms since 1970
 * @throws AfpoolsError `POOL_NOT_FOUND` for a new rule that names no pool; `POOL_CYCLE`; `POOL_IN_USE` when rules of other pools
 * name a pool that would be there no more under its name
 */
export function* checkRules(pools: readonly Pool[], changes: readonly RuleChange[], at: number): Steps<void> {
  const written = new Set(changes.flatMap(({ before, after }) => [before?.id, after?.id]));
  const others = pools.filter(({ id }) => !written.has(id));
  const now = [...others, ...changes.flatMap(({ after }) => after ?? [])];
  const finder = new PoolFinder(now);
  const pace = new Pace(unlimitedBudget());
  for (const { added } of changes) {
    for (const rule of added) {
      if (pace.isDue(costOf(rule))) yield;
      for (const name of namesIn(rule)) if (!finder.find(name)) throw poolNotFoundError(name);
    }
  }
  yield* checkUsers({ pools, now, finder, at }, changes, pace);
  yield* checkCycles(finder, changes, pace);
}

/** Pools before and after writes. */
interface PoolsThen {
  readonly pools: readonly Pool[];
  readonly now: readonly Pool[];
  /** Of those afterwards. */
  readonly finder: PoolFinder;
  readonly at: number;
}

/** Checks that rules name no pool whose name goes. */
function* checkUsers(
  { pools, now, finder, at }: PoolsThen,
  changes: readonly RuleChange[],
  pace: Pace,
): Steps<void> {
  const going = changes.filter(({ before, after }) => before !== undefined && before.name !== after?.name);
  if (going.length === 0) return;
  const users = new Map(going.map(({ before }) => [before?.id, new Set<Pool>()]));
  const former = finderOf(pools);
  for (const pool of now) {
    for (const name of yield* namesInRules(pool, pace)) {
      const meant = former.find(name);
      if (!meant || meant.id === pool.id || finder.find(name)?.id === meant.id) continue;
      if (!isHoldOver(pool, at)) users.get(meant.id)?.add(pool);
    }
  }
  for (const { before, after } of going) {
    const found = users.get(before?.id);
    if (before && found && found.size > 0) {
      const isIt = (name: string) => former.find(name)?.id === before.id;
      throw inUseError(before, [...found], { after, ruleOf: (user) => ruleWith(user, isIt) });
    }
  }
}

function* checkCycles(finder: PoolFinder, changes: readonly RuleChange[], pace: Pace): Steps<void> {
  const done = new Set<Pool>();
  for (const { after } of changes) {
    if (!after || done.has(after)) continue;
    yield* walkRules(after, {
      *namedBy(pool) {
        return (yield* namesInRules(pool, pace)).flatMap((name) => finder.find(name) ?? []);
      },
      isDone: (pool) => done.has(pool),
      // biome-ignore lint/correctness/useYield: there is nothing to do but to note it.
      *leave(pool) {
        done.add(pool);
      },
      cycle(path) {
        throw cycleError(path.map(({ name }) => name));
      },
    });
  }
}

const known = new WeakMap<Pool, readonly string[]>();

/** The pools that all rules of a pool name, those that are resting, too; read once. */
function* namesInRules(pool: Pool, pace: Pace): Steps<readonly string[]> {
  if (pace.isDue()) yield;
  const before = known.get(pool);
  if (before) return before;
  const names = new Set<string>();
  for (const rule of pool.rules) {
    if (pace.isDue(costOf(rule))) yield;
    for (const name of namesIn(rule)) names.add(name);
  }
  const found = [...names];
  known.set(pool, found);
  return found;
}

/** For how many looks at a host reading a rule counts. */
function costOf(rule: string): number {
  return mayNamePools(rule) ? 1 + rule.length / 10 : 1;
}

/** Patterns of hosts have none of what an expression or its times need. */
function mayNamePools(rule: string): boolean {
  return /[\s"]/.test(rule);
}

function namesIn(text: string): readonly string[] {
  if (!mayNamePools(text)) return [];
  const rule = parseRule(text);
  return rule.kind === "expression" ? namedPools(rule.expression) : [];
}

/** The first rule of a pool that names such a pool. */
function ruleWith({ rules }: Pool, isIt: (name: string) => boolean): string {
  return rules.find((rule) => namesIn(rule).some(isIt)) ?? "";
}

interface InUse {
  readonly after: Pool | undefined;
  ruleOf(user: Pool): string;
}

function inUseError({ name }: Pool, users: readonly Pool[], { after, ruleOf }: InUse): AfpoolsError {
  const names = users.slice(0, mostTold).map((pool) => pool.name);
  const others = users.length > names.length ? ` and ${users.length - names.length} other pools` : "";
  const what = after ? "renamed" : "deleted";
  const [first] = users;
  const rule = first ? ruleOf(first) : "";
  const where = first ? ` (the rule ${clipText(rule, 200)} of ${quoted(first.name)})` : "";
  return new AfpoolsError(
    "POOL_IN_USE",
    `The pool ${JSON.stringify(name)} cannot be ${what}: rules of ${names.map((each) => JSON.stringify(each)).join(", ")}${others} name it${where}. Change those rules first: "afpools pool remove POOL --rule RULE" takes one out.`,
    { details: { pool: name, usedBy: names } },
  );
}
