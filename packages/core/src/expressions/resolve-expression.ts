import { AfpoolsError } from "../errors.js";
import type { Farm, FarmHost } from "../farm/farm.js";
import { compareHostNames, hostKey } from "../hosts/host-name.js";
import { expandHostRange, parseHostPattern } from "../hosts/host-pattern.js";
import type { Pool } from "../pools/pool.js";
import { type Membership, poolMembers } from "../pools/pool-members.js";
import { poolNameKey } from "../pools/pool-name.js";
import { formatExpression, type PoolExpression } from "./expression.js";
import { nearest } from "./nearest.js";
import { parseExpression } from "./parse-expression.js";

/** Why a host is in the set that an expression means. */
export type HostReason =
  | ({ readonly pool: string } & Membership)
  | { readonly by: "pattern"; readonly pattern: string };

export interface ResolvedHost {
  /** In the farm's own spelling where the farm knows it, else as typed. */
  readonly name: string;
  /** The renders of this name: none when the farm does not know it, several when their names differ only by case. */
  readonly renders: readonly FarmHost[];
  readonly reason: HostReason;
}

/** A host that one part of the expression took in and another one left out. */
export interface RemovedHost extends ResolvedHost {
  /** The operator and operand that left it out, as text: `- nuke`, `& gpu`. */
  readonly removedBy: string;
}

/** The hosts that an expression means, with the reasons. */
export interface Resolution {
  /** The expression in its normal form. */
  readonly expression: string;
  /** In natural order of their names. */
  readonly hosts: readonly ResolvedHost[];
  readonly removed: readonly RemovedHost[];
  /** The pools that the expression names, each once. */
  readonly pools: readonly Pool[];
}

/**
 * The set of hosts that `expression` means. A pattern without `*` and `?` names hosts whether the farm knows them or
 * not; one with them takes hosts of the farm and named members of the pools.
 *
 * @throws AfpoolsError `INVALID_EXPRESSION` when it cannot be read; `POOL_NOT_FOUND`, with the column and a near name,
 * when it names a pool that is not there.
 */
export function resolveExpression(
  expression: string | PoolExpression,
  pools: readonly Pool[],
  farm?: Farm,
): Resolution {
  const parsed = typeof expression === "string" ? parseExpression(expression) : expression;
  const text = typeof expression === "string" ? expression : formatExpression(parsed);
  const resolver = new Resolver(text, pools, farm);
  const hosts = resolver.resolve(parsed);
  const byName = (a: ResolvedHost, b: ResolvedHost) => compareHostNames(a.name, b.name);
  return {
    expression: formatExpression(parsed),
    hosts: [...hosts.values()].sort(byName),
    removed: [...resolver.removed.values()].filter((host) => !hosts.has(hostKey(host.name))).sort(byName),
    pools: [...resolver.used.values()],
  };
}

type HostSet = Map<string, ResolvedHost>;

class Resolver {
  readonly used = new Map<string, Pool>();
  readonly removed = new Map<string, RemovedHost>();
  readonly #text: string;
  readonly #pools: readonly Pool[];
  readonly #farm: Farm | undefined;

  constructor(text: string, pools: readonly Pool[], farm: Farm | undefined) {
    this.#text = text;
    this.#pools = pools;
    this.#farm = farm;
  }

  resolve(expression: PoolExpression): HostSet {
    switch (expression.kind) {
      case "pool":
        return this.#poolHosts(expression);
      case "hosts":
        return this.#patternHosts(expression.pattern);
      case "union": {
        const left = this.resolve(expression.left);
        return new Map([...this.resolve(expression.right), ...left]);
      }
      case "difference":
      case "intersection": {
        const left = this.resolve(expression.left);
        const right = this.resolve(expression.right);
        const wanted = expression.kind === "intersection";
        const removedBy = `${wanted ? "&" : "-"} ${formatExpression(expression.right)}`;
        const kept: HostSet = new Map();
        for (const [key, host] of left) {
          if (right.has(key) === wanted) kept.set(key, host);
          else this.removed.set(key, { ...host, removedBy });
        }
        return kept;
      }
    }
  }

  #poolHosts({ name, span }: PoolExpression & { kind: "pool" }): HostSet {
    const key = poolNameKey(name);
    const pool =
      this.#pools.find((candidate) => poolNameKey(candidate.name) === key) ??
      this.#pools.find((candidate) => candidate.id === name);
    if (!pool) throw this.#unknownPool(name, span.start);
    this.used.set(pool.id, pool);
    return new Map(
      poolMembers(pool, this.#farm).map(({ name, renders, why }) => [
        hostKey(name),
        { name, renders, reason: { pool: pool.name, ...why } },
      ]),
    );
  }

  #patternHosts(text: string): HostSet {
    const pattern = parseHostPattern(text);
    const names = pattern.isGlob
      ? this.#knownNames().filter((name) => pattern.matches(name))
      : expandHostRange(text);
    return new Map(
      names.map((typed) => {
        const renders = this.#farm?.find(typed) ?? [];
        const name = renders[0]?.name ?? typed;
        return [hostKey(name), { name, renders, reason: { by: "pattern", pattern: pattern.text } }];
      }),
    );
  }

  #knownNames(): string[] {
    const named = this.#pools.flatMap((pool) => pool.hosts.map((host) => host.name));
    return [...named, ...(this.#farm?.hosts ?? []).map((host) => host.name)];
  }

  #unknownPool(name: string, column: number): AfpoolsError {
    const suggestion = nearest(
      name,
      this.#pools.map((pool) => pool.name),
    );
    const isHost = (this.#farm?.find(name) ?? []).length > 0;
    const hint = suggestion
      ? ` Did you mean ${JSON.stringify(suggestion)}?`
      : isHost
        ? ` It is a host; write host:${name}.`
        : "";
    return new AfpoolsError("POOL_NOT_FOUND", `There is no pool ${JSON.stringify(name)}.${hint}`, {
      details: { pool: name, expression: this.#text, column, ...(suggestion && { suggestion }) },
    });
  }
}
