import { AfpoolsError } from "../errors.js";
import type { Fact } from "../facts/fact-kinds.js";
import { facts } from "../facts/facts.js";
import type { Farm } from "../farm/farm.js";
import { isInNativePool } from "../farm/native-path.js";
import { hostKey } from "../hosts/host-name.js";
import { type HostPattern, namesOfRange, parseHostPattern } from "../hosts/host-pattern.js";
import { heldHosts, holdsAmong } from "../pools/hold.js";
import { namedHosts } from "../pools/named-hosts.js";
import type { Pool } from "../pools/pool.js";
import { cycleError } from "../pools/pool-cycle.js";
import { finderOf, type PoolFinder } from "../pools/pool-finder.js";
import { listedMembers, type Membership } from "../pools/pool-members.js";
import { rulesInSteps, rulesOf } from "../pools/pool-rule.js";
import { walkRules } from "../pools/walk-rules.js";
import { clipText, columnAt } from "../text/show.js";
import type { Budget } from "../work/budget.js";
import { Pace } from "../work/pace.js";
import type { Steps } from "../work/steps.js";
import { formatExpression, type PoolExpression } from "./expression.js";
import { GrowingMeaning, type Meaning, sureOf } from "./meaning.js";
import { nearest } from "./nearest.js";
import { namedPools } from "./rename-pools.js";
import type {
  HostReason,
  HostSet,
  PoolRuleRef,
  RemovedHost,
  ResolvedHost,
  UnknownHost,
} from "./resolution.js";

type PoolOperand = PoolExpression & { readonly kind: "pool" };
type FactOperand = PoolExpression & { readonly kind: "fact" };

/** Works out an expression: how rules that are expressions are. */
export type Resolve = (expression: PoolExpression, operands: OperandHosts) => Steps<Meaning>;

export interface OperandBasis {
  /** The expression as typed, if it was. */
  readonly text?: string | undefined;
  readonly pools: readonly Pool[];
  readonly farm: Farm | undefined;
  readonly budget: Budget;
  readonly resolve: Resolve;
}

/** The hosts of an expression's operands, and which pools it names. For one expression, or all pools of one moment. */
export class OperandHosts {
  readonly #text: string | undefined;
  readonly #pools: readonly Pool[];
  readonly #farm: Farm | undefined;
  readonly #budget: Budget;
  readonly #pace: Pace;
  readonly #resolve: Resolve;
  readonly #finder: PoolFinder;
  /** What pools mean that were worked out, or why they cannot be. */
  readonly #known = new Map<Pool, Meaning | AfpoolsError>();
  /** Those of them that something has named. */
  readonly #used = new Set<Pool>();
  readonly #direct = new Set<Pool>();
  readonly #idleRules: PoolRuleRef[] = [];
  /** The rules that are being worked out, each because the one before names its pool. */
  readonly #within: PoolRuleRef[] = [];

  constructor({ text, pools, farm, budget, resolve }: OperandBasis) {
    this.#text = text;
    this.#pools = pools;
    this.#finder = finderOf(pools);
    this.#farm = farm;
    this.#budget = budget;
    this.#pace = new Pace(budget);
    this.#resolve = resolve;
  }

  /** The pools that the expression itself named so far, each once. */
  get pools(): readonly Pool[] {
    return [...this.#direct];
  }

  /** The rules of these that are expressions and take no host in. */
  get idleRules(): readonly PoolRuleRef[] {
    return this.#idleRules.filter(({ pool }) => this.#direct.has(pool));
  }

  get hasHolds(): boolean {
    return holdsAmong(this.#pools).length > 0;
  }

  /** What an operand means; not to be changed. */
  of(operand: Exclude<PoolExpression, { readonly left: PoolExpression }>): Steps<Meaning> {
    switch (operand.kind) {
      case "pool":
        return this.#ofPool(operand);
      case "hosts":
        return this.#ofPattern(operand.pattern);
      case "native":
        return this.#ofNativePool(operand.path);
      case "fact":
        return this.#ofFact(operand);
    }
  }

  /** The members of the pool of this id or else of this name. */
  *#ofPool(operand: PoolOperand): Steps<Meaning> {
    const pool = this.#finder.find(operand.name);
    if (!pool) throw this.#unknownPool(operand);
    if (this.#within.length === 0) this.#direct.add(pool);
    if (!this.#known.has(pool)) yield* this.#workOut(pool, (each) => this.#note(each));
    const meaning = this.#known.get(pool);
    if (!meaning || meaning instanceof AfpoolsError) throw meaning;
    // What it takes to work it out was spent then.
    if (this.#used.has(pool)) this.#budget.spend("names", meaning.hosts.size);
    this.#used.add(pool);
    return meaning;
  }

  /**
   * The members of a pool, whatever is wrong with its rules: one that cannot be worked out lets nobody in.
   *
   * @throws AfpoolsError `REQUEST_TOO_COSTLY`
   */
  *membersAsFarAsKnown(pool: Pool): Steps<ReadonlyMap<string, ResolvedHost>> {
    const known = this.#known.get(pool);
    if (known && !(known instanceof AfpoolsError)) return known.hosts;
    let members: Meaning = sureOf(new Map());
    const self = this;
    yield* this.#workOut(pool, function* (each) {
      if (each !== pool) return yield* self.#note(each);
      let isWhole = true;
      members = yield* self.#membersOf(pool, () => {
        isWhole = false;
      });
      if (isWhole) self.#known.set(pool, members);
    });
    return members.hosts;
  }

  /** Lets `leave` work out all pools that the rules of `start` lead to, and then `start`: none while one that it names is not known. */
  #workOut(start: Pool, leave: (pool: Pool) => Steps<void>): Steps<void> {
    const [finder, known] = [this.#finder, this.#known];
    return walkRules(start, {
      *namedBy(pool) {
        const expressions = (yield* rulesInSteps(pool)).flatMap((rule) =>
          rule.kind === "expression" ? [rule.expression] : [],
        );
        return expressions.flatMap(namedPools).flatMap((name) => finder.find(name) ?? []);
      },
      isDone: (pool) => known.has(pool),
      leave,
      cycle: (path) => {
        const [last] = path.slice(-2);
        if (last) known.set(last, cycleError(path.map(({ name }) => name)));
      },
    });
  }

  /** Works out what a pool means, once. */
  *#note(pool: Pool): Steps<void> {
    if (this.#known.has(pool)) return;
    try {
      this.#known.set(pool, yield* this.#membersOf(pool));
    } catch (error) {
      if (!isOfRule(error)) throw error;
      this.#known.set(pool, error);
    }
  }

  /** @param skip is told of each rule that cannot be worked out; without it the first one is thrown */
  *#membersOf(pool: Pool, skip?: (error: AfpoolsError) => void): Steps<Meaning> {
    const hosts: HostSet = new Map();
    const reasons = new Map<Membership, HostReason>();
    for (const [key, { why, ...host }] of yield* listedMembers(pool, this.#farm, this.#budget)) {
      const reason = reasons.get(why) ?? { pool: pool.name, ...why };
      reasons.set(why, reason);
      hosts.set(key, { ...host, reason });
      if (this.#pace.isDue()) yield;
    }
    const meaning = yield* GrowingMeaning.from(sureOf(hosts), this.#pace);
    const excepted = new Map<string, RemovedHost>();
    const rules = rulesOf(pool);
    const [takings, exceptions] = [
      rules.filter((it) => !it.isException),
      rules.filter((it) => it.isException),
    ];
    for (const rule of takings) {
      if (rule.kind !== "expression") continue;
      const taken = yield* this.#attempt(this.#ofRule(pool, rule.expression, rule.text), skip);
      if (taken) yield* meaning.apply("union", taken, () => undefined);
    }
    for (const rule of exceptions) {
      const kept =
        rule.kind === "pattern"
          ? yield* this.#matchingIn(meaning, rule.pattern)
          : yield* this.#attempt(this.#ofRule(pool, rule.expression, rule.text), skip);
      // Nobody is in a pool of which it is not known whom it keeps out.
      if (!kept) return sureOf(new Map());
      yield* meaning.apply("difference", kept, (key, host) =>
        excepted.set(key, { ...host, removedBy: rule.text }),
      );
    }
    const { unknown, strangers, otherStrangers } = meaning;
    return { hosts: meaning.hosts, unknown, strangers, otherStrangers, excepted };
  }

  /** What a rule means; nothing where it cannot be worked out and `skip` is told. */
  *#attempt(
    work: Steps<Meaning>,
    skip: ((error: AfpoolsError) => void) | undefined,
  ): Steps<Meaning | undefined> {
    try {
      return yield* work;
    } catch (error) {
      if (!skip || !isOfRule(error)) throw error;
      skip(error);
      return undefined;
    }
  }

  /** The hosts that may be in `meaning` and match a pattern. */
  #matchingIn(meaning: Meaning, pattern: HostPattern): Steps<Meaning> {
    return this.#those(meaning, (key) => pattern.matchesKey(key, this.#budget));
  }

  *#those({ hosts, unknown }: Meaning, test: (key: string) => boolean): Steps<Meaning> {
    const those: HostSet = new Map();
    for (const some of [hosts, unknown]) {
      for (const [key, { name, renders }] of some) {
        if (this.#pace.isDue()) yield;
        if (test(key)) those.set(key, { name, renders, reason: { by: "pattern", pattern: name } });
      }
    }
    return sureOf(those);
  }

  /**
   * Takes out of `meaning` what is held.
   *
   * @param leftOut is told each host that was in, and the hold that keeps it out
   */
  *leaveOutHeld(
    meaning: GrowingMeaning,
    leftOut: (key: string, host: ResolvedHost, hold: Pool) => void,
  ): Steps<void> {
    const { byName, others } = yield* heldHosts(this.#pools);
    const named = yield* this.#those(meaning, (key) => byName.has(key));
    if (named.hosts.size > 0) {
      yield* meaning.apply("difference", named, (key, host) => {
        const hold = byName.get(key);
        if (hold) leftOut(key, host, hold);
      });
    }
    for (const hold of others) {
      const held = yield* this.#heldIn(meaning, hold);
      yield* meaning.apply("difference", held, (key, host) => leftOut(key, host, hold));
    }
  }

  /** Those of `meaning` that are in a hold, whether the farm knows them or not. A rule that cannot be worked out holds nobody. */
  *#heldIn(meaning: Meaning, hold: Pool): Steps<Meaning> {
    const names = new Set(hold.hosts.map(({ name }) => hostKey(name)));
    const held = yield* GrowingMeaning.from(yield* this.#those(meaning, (key) => names.has(key)), this.#pace);
    const ignore = () => undefined;
    for (const isException of [false, true]) {
      for (const rule of rulesOf(hold)) {
        if (rule.isException !== isException) continue;
        const hosts =
          rule.kind === "pattern"
            ? yield* this.#matchingIn(isException ? held : meaning, rule.pattern)
            : yield* this.#attempt(this.#ofRule(hold, rule.expression, rule.text), ignore);
        if (hosts) yield* held.apply(isException ? "difference" : "union", hosts, ignore);
      }
    }
    return held;
  }

  *#ofRule(pool: Pool, expression: PoolExpression, rule: string): Steps<Meaning> {
    const ref = { pool, rule };
    this.#within.push(ref);
    try {
      const meaning = yield* this.#resolve(expression, this);
      if (meaning.hosts.size === 0) this.#idleRules.push(ref);
      this.#budget.spend("names", meaning.hosts.size);
      const reason: HostReason = { pool: pool.name, by: "rule", rule };
      const hosts: HostSet = new Map();
      for (const [key, host] of meaning.hosts) {
        if (this.#pace.isDue()) yield;
        hosts.set(key, { ...host, reason });
      }
      return { ...meaning, hosts };
    } finally {
      this.#within.pop();
    }
  }

  *#ofPattern(text: string): Steps<Meaning> {
    const pattern = parseHostPattern(text);
    const reason: HostReason = { by: "pattern", pattern: pattern.text };
    const hosts: HostSet = new Map();
    const add = (typed: string) => {
      const renders = this.#farm?.find(typed) ?? [];
      const name = renders[0]?.name ?? typed;
      hosts.set(hostKey(name), { name, renders, reason });
    };
    if (!pattern.isGlob) {
      for (const name of namesOfRange(text, this.#budget)) {
        if (this.#pace.isDue()) yield;
        add(name);
      }
      return sureOf(hosts);
    }
    const named = yield* namedHosts(this.#pools);
    for (const key of this.#farm?.keys ?? []) {
      if (this.#pace.isDue()) yield;
      if (pattern.matchesKey(key, this.#budget)) add(key);
    }
    for (const [key, name] of named) {
      if (this.#pace.isDue()) yield;
      if (!this.#farm?.find(key).length && pattern.matchesKey(key, this.#budget)) add(name);
    }
    this.#budget.spend("names", hosts.size);
    return sureOf(hosts);
  }

  /** The hosts in Afanasy's own pool of this path and in those below it. */
  *#ofNativePool(path: string): Steps<Meaning> {
    const hosts: HostSet = new Map();
    for (const [index, key] of (this.#farm?.keys ?? []).entries()) {
      if (this.#pace.isDue()) yield;
      const host = this.#farm?.hosts[index];
      if (!host || hosts.has(key) || !isInNativePool(host.nativePool, path)) continue;
      this.#budget.spend("names", 1);
      const renders =
        this.#farm?.find(host.name).filter((render) => isInNativePool(render.nativePool, path)) ?? [];
      hosts.set(key, { name: host.name, renders, reason: { by: "native", path } });
    }
    return sureOf(hosts);
  }

  /** Of renders whose names differ by case only, one that passes is enough. */
  *#ofFact(operand: FactOperand): Steps<Meaning> {
    const { test }: Fact = facts[operand.fact];
    const passes = test(operand.operator, operand.value);
    const written = formatExpression(operand);
    const reason: HostReason = { by: "fact", fact: written };
    const about = { fact: operand.fact, operand: written };
    const hosts: HostSet = new Map();
    const unknown = new Map<string, UnknownHost>();
    for (const [index, key] of (this.#farm?.keys ?? []).entries()) {
      if (this.#pace.isDue()) yield;
      const host = this.#farm?.hosts[index];
      if (!host) continue;
      const passed = passes(host, this.#budget);
      if (passed === false) continue;
      this.#budget.spend("names", 1);
      if (passed === undefined) {
        if (!hosts.has(key))
          unknown.set(key, { name: host.name, renders: this.#farm?.find(key) ?? [], ...about });
        continue;
      }
      unknown.delete(key);
      const before = hosts.get(key);
      const renders = [...(before?.renders ?? []), host];
      hosts.set(key, { name: before?.name ?? host.name, renders, reason });
    }
    return { hosts, unknown, strangers: about, otherStrangers: new Set() };
  }

  #unknownPool({ name, span }: PoolOperand): AfpoolsError {
    const within = this.#within.at(-1);
    if (within) {
      return new AfpoolsError(
        "POOL_NOT_FOUND",
        `The rule ${JSON.stringify(within.rule)} of the pool ${JSON.stringify(within.pool.name)} names the pool ${JSON.stringify(clipText(name, 80))}, which does not exist. Change the rule.`,
        { details: { pool: name, inPool: within.pool.name, rule: within.rule } },
      );
    }
    const suggestion = nearest(
      name,
      this.#pools.map((pool) => pool.name),
    );
    const hint = suggestion ? ` Did you mean ${JSON.stringify(suggestion)}?` : this.#hostHint(name);
    return new AfpoolsError(
      "POOL_NOT_FOUND",
      `There is no pool ${JSON.stringify(clipText(name, 80))}.${hint}`,
      {
        details: {
          pool: name,
          ...(this.#text !== undefined && {
            expression: this.#text,
            column: columnAt(this.#text, span.start),
          }),
          ...(suggestion && { suggestion }),
        },
      },
    );
  }

  #hostHint(name: string): string {
    const isHost = (this.#farm?.find(name) ?? []).length > 0;
    const isRange = /^[\w.-]*\[\d+-\d+\][\w.-]*$/.test(name);
    return isHost || isRange ? ` For hosts, write host:${name}.` : "";
  }
}

/** Is it what is wrong with a rule, and not with what asks for it? */
function isOfRule(error: unknown): error is AfpoolsError {
  return error instanceof AfpoolsError && error.code !== "REQUEST_TOO_COSTLY";
}
