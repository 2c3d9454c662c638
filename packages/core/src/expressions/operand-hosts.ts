import { AfpoolsError } from "../errors.js";
import type { Fact } from "../facts/fact-kinds.js";
import { facts } from "../facts/facts.js";
import type { Farm } from "../farm/farm.js";
import { isInNativePool } from "../farm/native-path.js";
import { hostKey } from "../hosts/host-name.js";
import { namesOfRange, parseHostPattern } from "../hosts/host-pattern.js";
import { findPool } from "../pools/find-pool.js";
import { namedHosts } from "../pools/named-hosts.js";
import type { Pool } from "../pools/pool.js";
import { type Membership, membersByKey } from "../pools/pool-members.js";
import { clipText, columnAt } from "../text/show.js";
import type { Budget } from "../work/budget.js";
import { Pace } from "../work/pace.js";
import type { Steps } from "../work/steps.js";
import { formatExpression, type PoolExpression } from "./expression.js";
import { type Meaning, sureOf } from "./meaning.js";
import { nearest } from "./nearest.js";
import type { HostReason, HostSet, UnknownHost } from "./resolution.js";

type PoolOperand = PoolExpression & { readonly kind: "pool" };
type FactOperand = PoolExpression & { readonly kind: "fact" };

/** The hosts of an expression's operands, and which pools it names. For one expression. */
export class OperandHosts {
  readonly #text: string | undefined;
  readonly #pools: readonly Pool[];
  readonly #farm: Farm | undefined;
  readonly #budget: Budget;
  readonly #pace: Pace;
  readonly #named = new Map<string, Pool>();
  readonly #hosts = new Map<Pool, Meaning>();

  /** `text` is the expression as typed, if it was. */
  constructor(text: string | undefined, pools: readonly Pool[], farm: Farm | undefined, budget: Budget) {
    this.#text = text;
    this.#pools = pools;
    this.#farm = farm;
    this.#budget = budget;
    this.#pace = new Pace(budget);
  }

  /** The pools asked for so far, each once. */
  get pools(): readonly Pool[] {
    return [...this.#hosts.keys()];
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
    const pool = this.#named.get(operand.name) ?? findPool(this.#pools, operand.name);
    // Comparing a name with those of all pools takes its time where they differ by case.
    yield;
    if (!pool) throw this.#unknownPool(operand);
    this.#named.set(operand.name, pool);
    const known = this.#hosts.get(pool);
    if (known) {
      this.#budget.spend("names", known.hosts.size);
      return known;
    }
    const hosts: HostSet = new Map();
    const reasons = new Map<Membership, HostReason>();
    for (const [key, { why, ...host }] of yield* membersByKey(pool, this.#farm, this.#budget)) {
      const reason = reasons.get(why) ?? { pool: pool.name, ...why };
      reasons.set(why, reason);
      hosts.set(key, { ...host, reason });
      if (this.#pace.isDue()) yield;
    }
    const meaning = sureOf(hosts);
    this.#hosts.set(pool, meaning);
    return meaning;
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
