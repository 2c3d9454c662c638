import { type SpelledHost, withSpellingsOf } from "../hosts/spellings.js";
import type { Pace } from "../work/pace.js";
import type { Steps } from "../work/steps.js";
import type { HostSet, RemovedHost, ResolvedHost, UnknownHost } from "./resolution.js";

/**
 * What a part of an expression means: of each host, that it is in, that it is out, or that nobody knows, since a fact is not
 * known. By `hostKey`.
 */
export interface Meaning {
  /** Those that are in. */
  readonly hosts: ReadonlyMap<string, ResolvedHost>;
  /** Those of which it is not known. */
  readonly unknown: ReadonlyMap<string, UnknownHost>;
  /**
   * Of a host that the farm does not know no fact is known. If this is there, all of these are unknown that are neither in
   * `hosts` nor in `otherStrangers`, which are out.
   */
  readonly strangers?: Doubt | undefined;
  readonly otherStrangers: ReadonlySet<string>;
  /** Of a pool: the hosts that its exceptions keep out. */
  readonly excepted?: ReadonlyMap<string, RemovedHost> | undefined;
}

/** The fact that is not known, and where the expression asks for it. */
type Doubt = Pick<UnknownHost, "fact" | "operand">;

/** What hangs on no fact. */
export function sureOf(hosts: ReadonlyMap<string, ResolvedHost>): Meaning {
  return { hosts, unknown: new Map(), otherStrangers: new Set() };
}

type Operator = "union" | "difference" | "intersection";

/** A meaning in the making: operations are done to it one after another. */
export class GrowingMeaning implements Meaning {
  readonly hosts: HostSet = new Map();
  readonly unknown = new Map<string, UnknownHost>();
  readonly otherStrangers = new Set<string>();
  strangers: Doubt | undefined;
  readonly #pace: Pace;

  private constructor(pace: Pace) {
    this.#pace = pace;
  }

  /** Begins as a copy of `begin`. */
  static *from(begin: Meaning, pace: Pace): Steps<GrowingMeaning> {
    const growing = new GrowingMeaning(pace);
    for (const [key, host] of begin.hosts) {
      if (pace.isDue()) yield;
      growing.hosts.set(key, host);
    }
    for (const [key, host] of begin.unknown) {
      if (pace.isDue()) yield;
      growing.unknown.set(key, host);
    }
    for (const key of begin.otherStrangers) {
      if (pace.isDue()) yield;
      growing.otherStrangers.add(key);
    }
    growing.strangers = begin.strangers;
    return growing;
  }

  /** @param leftOut is told each host that was in and is out now */
  *apply(
    operator: Operator,
    right: Meaning,
    leftOut: (key: string, host: ResolvedHost) => void,
  ): Steps<void> {
    const strangers = strangersOf(operator, this.strangers, right.strangers);
    const changes: [key: string, before: Inclusion, after: Inclusion][] = [];
    for (const key of this.#touched(operator, right)) {
      if (this.#pace.isDue()) yield;
      const before = inclusionIn(this, key, right);
      const after = combined(operator, before, inclusionIn(right, key, this));
      if (before !== after) changes.push([key, before, after]);
    }
    this.strangers = strangers;
    for (const [key, before, after] of changes) {
      if (this.#pace.isDue()) yield;
      this.#put(key, after);
      if (before.is === "in" && after.is === "out") leftOut(key, before.host);
    }
    if (!strangers) this.otherStrangers.clear();
  }

  /** The hosts that an operation can move. */
  *#touched(operator: Operator, right: Meaning): Iterable<string> {
    const own = [this.hosts, this.unknown, this.otherStrangers];
    const others = [right.hosts, right.unknown, right.otherStrangers];
    const seen = new Set<string>();
    const sets =
      operator === "union" ? [...others, this.otherStrangers] : this.strangers ? [...own, ...others] : own;
    for (const set of sets) {
      for (const key of set.keys()) {
        if (seen.has(key)) continue;
        seen.add(key);
        yield key;
      }
    }
  }

  #put(key: string, inclusion: Inclusion): void {
    this.hosts.delete(key);
    this.unknown.delete(key);
    this.otherStrangers.delete(key);
    if (inclusion.is === "in") this.hosts.set(key, inclusion.host);
    else if (inclusion.is === "out" && inclusion.isStranger) this.otherStrangers.add(key);
    else if (inclusion.is === "unknown" && inclusion.host) {
      this.unknown.set(key, { ...inclusion.host, ...inclusion.doubt });
    }
  }
}

/** How one host stands. */
type Inclusion =
  | { readonly is: "in"; readonly host: ResolvedHost }
  /** Without `host`: one that the farm does not know, and of which nothing is known but its key. */
  | { readonly is: "unknown"; readonly doubt: Doubt; readonly host: SpelledHost | undefined }
  /** `isStranger`: the farm does not know it. */
  | { readonly is: "out"; readonly isStranger: boolean };

/** @param other where the host may stand as well: by that it is told whether the farm knows it */
function inclusionIn(meaning: Meaning, key: string, other: Meaning): Inclusion {
  const host = meaning.hosts.get(key);
  if (host) return { is: "in", host };
  const unknown = meaning.unknown.get(key);
  if (unknown) return { is: "unknown", doubt: doubtOf(unknown), host: unknown };
  const elsewhere = other.hosts.get(key) ?? other.unknown.get(key);
  const isStranger = !elsewhere || elsewhere.renders.length === 0;
  const { strangers, otherStrangers } = meaning;
  if (!isStranger || !strangers || otherStrangers.has(key)) return { is: "out", isStranger };
  return { is: "unknown", doubt: strangers, host: elsewhere && spelledOnly(elsewhere) };
}

/** `left` itself where it stays as it is. */
function combined(operator: Operator, left: Inclusion, right: Inclusion): Inclusion {
  if (operator === "union") return united(left, right);
  if (left.is === "out" || right.is === (operator === "intersection" ? "in" : "out")) return left;
  if (right.is === "unknown") {
    return left.is === "unknown" ? left : { is: "unknown", doubt: right.doubt, host: spelledOnly(left.host) };
  }
  return { is: "out", isStranger: !left.host || left.host.renders.length === 0 };
}

function united(left: Inclusion, right: Inclusion): Inclusion {
  if (right.is === "out") return left;
  if (left.is === "in") {
    const host = right.is === "in" ? withSpellingsOf(left.host, right.host) : left.host;
    return host === left.host ? left : { is: "in", host };
  }
  return left.is === "unknown" && right.is === "unknown" ? left : right;
}

function doubtOf({ fact, operand }: UnknownHost): Doubt {
  return { fact, operand };
}

function spelledOnly({ name, renders, otherSpellings }: SpelledHost): SpelledHost {
  return { name, renders, ...(otherSpellings && { otherSpellings }) };
}

/** Of which fact it hangs whether a host is in that the farm does not know and that is named nowhere. */
function strangersOf(
  operator: Operator,
  left: Doubt | undefined,
  right: Doubt | undefined,
): Doubt | undefined {
  if (operator === "union") return left ?? right;
  return operator === "difference" || right ? left : undefined;
}
