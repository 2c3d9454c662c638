import { AfpoolsError } from "../errors.js";
import type { Farm } from "../farm/farm.js";
import { isInNativePool } from "../farm/native-path.js";
import { hostKey } from "../hosts/host-name.js";
import { expandHostRange, parseHostPattern } from "../hosts/host-pattern.js";
import { findPool } from "../pools/find-pool.js";
import { namedHosts } from "../pools/named-hosts.js";
import type { Pool } from "../pools/pool.js";
import { type Membership, membersByKey } from "../pools/pool-members.js";
import { clipText, columnAt } from "../text/show.js";
import type { PoolExpression } from "./expression.js";
import { nearest } from "./nearest.js";
import type { HostReason, HostSet, ReadonlyHostSet } from "./resolution.js";

type PoolOperand = PoolExpression & { readonly kind: "pool" };

/** The hosts of an expression's operands, and which pools it names. For one expression. */
export class OperandHosts {
  readonly #text: string | undefined;
  readonly #pools: readonly Pool[];
  readonly #farm: Farm | undefined;
  readonly #hosts = new Map<Pool, ReadonlyHostSet>();

  /** `text` is the expression as typed, if it was. */
  constructor(text: string | undefined, pools: readonly Pool[], farm: Farm | undefined) {
    this.#text = text;
    this.#pools = pools;
    this.#farm = farm;
  }

  /** The pools asked for so far, each once. */
  get pools(): readonly Pool[] {
    return [...this.#hosts.keys()];
  }

  /** The members of the pool of this id or else of this name. */
  ofPool(operand: PoolOperand): ReadonlyHostSet {
    const pool = findPool(this.#pools, operand.name);
    if (!pool) throw this.#unknownPool(operand);
    const known = this.#hosts.get(pool);
    if (known) return known;
    const hosts: HostSet = new Map();
    const reasons = new Map<Membership, HostReason>();
    for (const [key, { why, ...host }] of membersByKey(pool, this.#farm)) {
      const reason = reasons.get(why) ?? { pool: pool.name, ...why };
      reasons.set(why, reason);
      hosts.set(key, { ...host, reason });
    }
    this.#hosts.set(pool, hosts);
    return hosts;
  }

  ofPattern(text: string): HostSet {
    const pattern = parseHostPattern(text);
    const names = pattern.isGlob ? this.#knownNames().filter(pattern.matches) : expandHostRange(text);
    return new Map(
      names.map((typed) => {
        const renders = this.#farm?.find(typed) ?? [];
        const name = renders[0]?.name ?? typed;
        return [hostKey(name), { name, renders, reason: { by: "pattern", pattern: pattern.text } }];
      }),
    );
  }

  /** The hosts in Afanasy's own pool of this path and in those below it. */
  ofNativePool(path: string): HostSet {
    const hosts: HostSet = new Map();
    for (const { name, nativePool } of this.#farm?.hosts ?? []) {
      const key = hostKey(name);
      if (hosts.has(key) || !isInNativePool(nativePool, path)) continue;
      const renders =
        this.#farm?.find(name).filter((render) => isInNativePool(render.nativePool, path)) ?? [];
      hosts.set(key, { name, renders, reason: { by: "native", path } });
    }
    return hosts;
  }

  #knownNames(): string[] {
    const inFarm = (this.#farm?.hosts ?? []).map((host) => host.name);
    return [...inFarm, ...namedHosts(this.#pools)];
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
