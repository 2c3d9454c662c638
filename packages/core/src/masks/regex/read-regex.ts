import type { Budget } from "../../work/budget.js";
import type { Steps } from "../../work/steps.js";
import { engineCost, maxEngineStates, tooManyStates } from "./engine-cost.js";
import { matcherOf } from "./matcher.js";
import { parseRegex } from "./parse-regex.js";
import { isSlow } from "./slow-regex.js";
import type { RegexGrammar } from "./syntax-tree.js";

/** A regular expression as afserver's engine reads it. */
export interface Regex {
  /**
   * Does the whole of `name` match? Takes at most two steps for each state of {@link states} and each place in the name,
   * look-aheads included: nothing is read twice, and nothing is tried that is given up again.
   *
   * @param budget what the steps are spent from
   * @throws AfpoolsError `REQUEST_TOO_COSTLY` when the budget has not enough steps left.
   */
  matches(name: string, budget: Budget): boolean;
  /** Could it stall afserver on some names? */
  readonly isSlow: boolean;
  /** How many states libstdc++ needs for it. */
  readonly states: number;
}

const encoder = new TextEncoder();

/**
 * Reads `text` in steps; its states are spent from `budget`.
 *
 * @throws RegexFault when afserver refuses it (`invalid`, `too-large`) or when how it reads it is `uncertain`.
 */
export function* readRegex(text: string, grammar: RegexGrammar, budget: Budget): Steps<Regex> {
  const tree = yield* parseRegex(text, grammar);
  yield;
  const { states } = engineCost(tree);
  if (states > maxEngineStates) throw tooManyStates(String(states));
  budget.spend("states", states);
  const matches = yield* matcherOf(tree);
  return {
    matches: (name, steps) => matches(bytesOf(name), steps),
    isSlow: isSlow(tree),
    states,
  };
}

/** In UTF-8. Nearly all names are in ASCII, which is read much faster here than by an encoder. */
function bytesOf(name: string): Uint8Array {
  const bytes = new Uint8Array(name.length);
  for (let index = 0; index < name.length; index += 1) {
    const unit = name.charCodeAt(index);
    if (unit > 0x7f) return encoder.encode(name);
    bytes[index] = unit;
  }
  return bytes;
}
