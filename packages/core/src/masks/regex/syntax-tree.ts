import type { CharSet } from "./char-set.js";

/** A regular expression, read. */
export type RegexTree =
  | { readonly kind: "set"; readonly set: CharSet }
  | { readonly kind: "sequence"; readonly items: readonly RegexTree[] }
  | { readonly kind: "choice"; readonly items: readonly RegexTree[] }
  | { readonly kind: "group"; readonly item: RegexTree; readonly captures: boolean }
  | {
      readonly kind: "repeat";
      readonly item: RegexTree;
      readonly min: number;
      readonly max: number;
      readonly braces: boolean;
    }
  | { readonly kind: "assert"; readonly what: Assertion }
  | { readonly kind: "look"; readonly item: RegexTree; readonly negative: boolean };

export type Assertion = "start" | "end" | "word-boundary" | "no-word-boundary";

/**
 * Which engine's grammar: `ecmascript` is std::regex's as libstdc++ reads it (afserver 3.4); `common` is what that and
 * POSIX extended expressions read alike (afservers up to 3.3 have either, without regard to case).
 */
export type RegexGrammar = "ecmascript" | "common";

/**
 * Why an expression could not be read. `invalid`: afserver refuses it; `too-large`: std::regex refuses it for its size.
 * `uncertain`: afserver reads it, but in a way that depends on its version or build, or that is not the same for a part and
 * a whole (back references).
 */
export class RegexFault extends Error {
  readonly kind: "invalid" | "too-large" | "uncertain";
  /** From 1. */
  readonly column: number;

  constructor(kind: RegexFault["kind"], column: number, reason: string) {
    super(reason);
    this.kind = kind;
    this.column = column;
  }
}
