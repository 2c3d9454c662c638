import type { Fact } from "../facts/fact-kinds.js";
import { facts } from "../facts/facts.js";
import { changesMembership, type Farm, type FarmHost } from "../farm/farm.js";
import { isInNativePool } from "../farm/native-path.js";
import { compareHostNames, hostKey } from "../hosts/host-name.js";
import { parseHostPattern } from "../hosts/host-pattern.js";
import { holdsAmong } from "../pools/hold.js";
import type { Pool } from "../pools/pool.js";
import { finderOf } from "../pools/pool-finder.js";
import { rulesOf } from "../pools/pool-rule.js";
import { unlimitedBudget } from "../work/budget.js";
import { formatExpression, type PoolExpression } from "./expression.js";

/** The hosts of one name, disregarding case, before and after the farm changed. */
interface HostChange {
  readonly key: string;
  readonly before: readonly FarmHost[];
  readonly after: readonly FarmHost[];
}

/** A pool, pattern, path or fact, of whose hosts none has changed since it was asked for first. */
interface Input {
  sees(change: HostChange): boolean;
  /** How many inputs had been asked for when this one was asked for last. */
  usedAt: number;
}

/** Inputs are forgotten when so many times as many as there are were asked for after them. */
const keptFor = 4;

/** How many times a changed host is compared with an input before all inputs are taken for changed. */
const maxComparisons = 200_000;

/**
 * Tells which expressions mean the same as before when a large farm changes a little, without resolving them: a host that comes
 * concerns those alone whose pools name it, or whose rules or patterns match it.
 */
export class ExpressionInputs {
  readonly #inputs = new Map<Pool | string, Input>();
  #farm: Farm | undefined;
  #generation = 0;
  #asked = 0;

  /**
   * A number that changes when hosts of some input changed. While it stays the same, so do the answers for the same expression and
   * pools: there is no need to ask for them.
   */
  generation(farm: Farm | undefined): number {
    this.#follow(farm);
    return this.#generation;
  }

  /**
   * What the hosts of `expression` are worked out from. As long as each value is the same (`===`) as that of an earlier
   * answer, the expression means the same hosts, and their renders have the same names; which are online may differ.
   *
   * @param poolOf Finds the pool that an expression's name stands for among `pools`.
   */
  of(
    expression: PoolExpression,
    pools: readonly Pool[],
    farm: Farm | undefined,
    poolOf: (name: string) => Pool | undefined,
  ): readonly unknown[] {
    this.#follow(farm);
    const seen = new Set<Pool>(holdsAmong(pools));
    const own = this.#of(expression, pools, poolOf, seen);
    const inputs: unknown[] = [];
    const finder = finderOf(pools);
    // Rules name pools as they are called now. What they name is added behind those that are seen already, and looked at in its turn.
    const named = (name: string) => finder.find(name);
    for (const pool of seen) {
      inputs.push(this.#input(pool, () => seesOfPool(pool)));
      for (const rule of rulesOf(pool)) {
        if (rule.kind === "expression") inputs.push(...this.#of(rule.expression, pools, named, seen));
      }
    }
    return [...inputs, ...own];
  }

  /** @param seen the pools whose inputs are asked for, too: those that it names are added */
  #of(
    expression: PoolExpression,
    pools: readonly Pool[],
    poolOf: (name: string) => Pool | undefined,
    seen: Set<Pool>,
  ): readonly unknown[] {
    switch (expression.kind) {
      case "pool": {
        const pool = poolOf(expression.name);
        // The error for a missing pool names one that is called alike.
        if (!pool) return [pools];
        seen.add(pool);
        return [];
      }
      case "hosts": {
        const pattern = parseHostPattern(expression.pattern);
        const budget = unlimitedBudget();
        const input = this.#input(
          `host:${pattern.text}`,
          () => (change) => pattern.matchesKey(change.key, budget) && isSeen(change, () => true),
        );
        // Members of all pools are compared with a pattern that holds wildcards.
        return pattern.isGlob ? [pools, input] : [input];
      }
      case "native": {
        const { path } = expression;
        const isIn = ({ nativePool }: FarmHost) => isInNativePool(nativePool, path);
        return [this.#input(`native:${path}`, () => (change) => isSeen(change, isIn))];
      }
      case "fact": {
        const { test }: Fact = facts[expression.fact];
        const passes = test(expression.operator, expression.value);
        const budget = unlimitedBudget();
        return [
          this.#input(
            formatExpression(expression),
            () => (change) => isSeen(change, (host) => passes(host, budget)),
          ),
        ];
      }
      default:
        return [expression.left, expression.right].flatMap((side) => this.#of(side, pools, poolOf, seen));
    }
  }

  #input(of: Pool | string, seesOf: () => Input["sees"]): Input {
    this.#asked += 1;
    const input = this.#inputs.get(of) ?? { sees: seesOf(), usedAt: 0 };
    input.usedAt = this.#asked;
    this.#inputs.set(of, input);
    return input;
  }

  #follow(farm: Farm | undefined): void {
    if (farm === this.#farm) return;
    const changes = this.#farm && farm && hostChanges(this.#farm, farm);
    this.#farm = farm;
    if (!changes || changes.length * this.#inputs.size > maxComparisons) {
      this.#inputs.clear();
      this.#generation += 1;
      return;
    }
    const changed = [...this.#inputs].filter(([, input]) => changes.some((change) => input.sees(change)));
    if (changed.length === 0) return;
    this.#generation += 1;
    for (const [of] of changed) this.#inputs.delete(of);
    this.#forget();
  }

  /** Forgets inputs that nobody asks for any more, such as pools as they were before an edit. */
  #forget(): void {
    const oldest = this.#asked - keptFor * this.#inputs.size;
    for (const [of, { usedAt }] of this.#inputs) if (usedAt < oldest) this.#inputs.delete(of);
  }
}

/** Its rules that are expressions have inputs of their own. */
function seesOfPool(pool: Pool): Input["sees"] {
  const named = new Set(pool.hosts.map(({ name }) => hostKey(name)));
  const patterns = rulesOf(pool).flatMap((rule) =>
    // An exception concerns those alone that something else takes in.
    rule.kind === "pattern" && !rule.isException ? [rule.pattern] : [],
  );
  const budget = unlimitedBudget();
  const isOf = (key: string) => named.has(key) || patterns.some((pattern) => pattern.matchesKey(key, budget));
  return (change) => isOf(change.key) && isSeen(change, () => true);
}

/** Does a change matter to what asks `test` of hosts? To that a host that fails is as good as none. */
function isSeen({ before, after }: HostChange, test: (host: FarmHost) => boolean | undefined): boolean {
  const [had, has] = [before.filter(mayPass), after.filter(mayPass)];
  return had.length !== has.length || had.some((host, at) => !isAlike(host, has[at], test));

  function mayPass(host: FarmHost): boolean {
    return test(host) !== false;
  }
}

function isAlike(
  a: FarmHost,
  b: FarmHost | undefined,
  test: (host: FarmHost) => boolean | undefined,
): boolean {
  return b !== undefined && a.name === b.name && test(a) === test(b);
}

function hostChanges(before: Farm, after: Farm): HostChange[] {
  return [...changedKeys(before.hosts, after.hosts)].flatMap((key) => {
    const [had, has] = [before.find(key), after.find(key)];
    const isSame = had.length === has.length && had.every((host, at) => !changesMembership(host, has[at]));
    return isSame ? [] : { key, before: had, after: has };
  });
}

/** The names of hosts that are not the same value in both. Both are in order, so that most are found by a look at each. */
function changedKeys(before: readonly FarmHost[], after: readonly FarmHost[]): Set<string> {
  const keys = new Set<string>();
  for (let from = 0, to = 0; from < before.length || to < after.length; ) {
    const [had, has] = [before[from], after[to]];
    const order = had && has ? (had === has ? 0 : compareHostNames(had.name, has.name)) : had ? -1 : 1;
    if (had && had !== has && order <= 0) keys.add(hostKey(had.name));
    if (has && had !== has && order >= 0) keys.add(hostKey(has.name));
    if (order <= 0) from += 1;
    if (order >= 0) to += 1;
  }
  return keys;
}
