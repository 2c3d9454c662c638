import type { FactName } from "../facts/facts.js";
import type { SpelledHost } from "../hosts/spellings.js";
import type { Pool } from "../pools/pool.js";
import type { Membership } from "../pools/pool-members.js";

/** Why a host is in the set that an expression means. */
export type HostReason =
  | ({ readonly pool: string } & Membership)
  | { readonly by: "pattern"; readonly pattern: string }
  | { readonly by: "native"; readonly path: string }
  /** A fact as it stands in the expression: `ram>=64G`. */
  | { readonly by: "fact"; readonly fact: string };

export interface ResolvedHost extends SpelledHost {
  /** That of the leftmost part of the expression that takes the host in. */
  readonly reason: HostReason;
}

/** A host that the expression took in first and left out then: one of `a` in `a - b` or `a & b`. */
export interface RemovedHost extends ResolvedHost {
  /** The operator and operand that left it out, as text: `- nuke`, `& (gpu + ws)`. */
  readonly removedBy: string;
}

/** A host of which it is not known whether the expression means it, since a fact is not known. It does not count as meant. */
export interface UnknownHost extends SpelledHost {
  readonly fact: FactName;
  /** Where the expression asks for it: `ram>=64G`. */
  readonly operand: string;
}

/** A rule of a pool. */
export interface PoolRuleRef {
  readonly pool: Pool;
  readonly rule: string;
}

/** The hosts that an expression means, with the reasons. */
export interface Resolution {
  /** The expression in its normal form. */
  readonly expression: string;
  /** In natural order of their names. */
  readonly hosts: readonly ResolvedHost[];
  readonly removed: readonly RemovedHost[];
  readonly unknown: readonly UnknownHost[];
  /** The pools that the expression names, each once, in the order in which it names them. */
  readonly pools: readonly Pool[];
  /** The rules of these pools that are expressions and take no host in. */
  readonly idleRules: readonly PoolRuleRef[];
}

/** Hosts by their `hostKey`. */
export type HostSet = Map<string, ResolvedHost>;
