import { Automaton } from "./automaton.js";
import { engineCost, maxEngineStates } from "./engine-cost.js";
import { parseRegex } from "./parse-regex.js";
import { compileProgram } from "./program.js";
import { simulate } from "./simulate.js";
import { isSlow } from "./slow-regex.js";
import { RegexFault, type RegexGrammar } from "./syntax-tree.js";

/** A regular expression as afserver's engine reads it. */
export interface Regex {
  /** Does the whole of `name` match? */
  matches(name: string): boolean;
  /** Could it stall afserver on some names? */
  readonly isSlow: boolean;
  /** How many states libstdc++ needs for it. */
  readonly states: number;
}

const encoder = new TextEncoder();

/**
 * Reads `text`.
 *
 * @throws RegexFault when afserver refuses it (`invalid`, for its size too) or when how it reads it is `uncertain`.
 */
export function readRegex(text: string, grammar: RegexGrammar): Regex {
  const tree = parseRegex(text, grammar);
  const { states } = engineCost(tree);
  if (states > maxEngineStates) {
    const kind = grammar === "common" ? "uncertain" : "invalid";
    throw new RegexFault(
      kind,
      1,
      `it takes ${states} states, and std::regex reads at most ${maxEngineStates}`,
    );
  }
  const program = compileProgram(tree);
  const automaton = program.isContextual ? undefined : new Automaton(program);
  return {
    matches: (name) => {
      const bytes = encoder.encode(name);
      return automaton ? automaton.matches(bytes) : simulate(program, bytes);
    },
    isSlow: isSlow(tree),
    states,
  };
}
