import { AfpoolsError } from "../../errors.js";
import { Automaton, type AutomatonState } from "../regex/automaton.js";
import type { CharSet } from "../regex/char-set.js";
import { compileProgram } from "../regex/program.js";
import type { RegexTree } from "../regex/syntax-tree.js";
import type { Language, LanguageTable } from "./language-table.js";

/**
 * Proves that `tree` matches the words of `language` and no other text: walks both automata at once and compares them
 * at each pair of states that some text leads to.
 *
 * @throws AfpoolsError `INTERNAL`, with a text that only one of them takes: a defect in this package.
 */
export function proveExact(tree: RegexTree, table: LanguageTable, language: Language): void {
  const automaton = new Automaton(compileProgram(tree));
  const seen = new Map<AutomatonState, Set<Language>>();
  const waiting: { state: AutomatonState; rest: Language; text: string }[] = [];
  const visit = (state: AutomatonState, rest: Language, text: string) => {
    const rests = seen.get(state) ?? new Set();
    if (rests.has(rest)) return;
    seen.set(state, rests.add(rest));
    waiting.push({ state, rest, text });
  };
  visit(automaton.start, language, "");
  for (let pair = waiting.pop(); pair; pair = waiting.pop()) {
    const { state, rest, text } = pair;
    if (state.accepts !== table.acceptsEmpty(rest)) throw inexact(text);
    const edges = edgesOf(table, rest);
    for (const { set } of state.steps) {
      for (const byte of bytesOf(set)) if (!edges.has(byte)) throw inexact(text + String.fromCharCode(byte));
    }
    for (const [char, follower] of edges) {
      visit(automaton.after(state, char), follower, text + String.fromCharCode(char));
    }
  }
}

function edgesOf(table: LanguageTable, language: Language): Map<number, Language> {
  const edges = new Map<number, Language>();
  for (let edge = table.firstEdge(language); edge < table.endEdge(language); edge += 1) {
    edges.set(table.edgeChar(edge), table.edgeRest(edge));
  }
  return edges;
}

const byteLists = new WeakMap<CharSet, number[]>();

function bytesOf(set: CharSet): number[] {
  const known = byteLists.get(set);
  if (known) return known;
  const bytes: number[] = [];
  for (let byte = 0; byte < set.length; byte += 1) if (set[byte]) bytes.push(byte);
  byteLists.set(set, bytes);
  return bytes;
}

function inexact(text: string): AfpoolsError {
  return new AfpoolsError(
    "INTERNAL",
    `The mask is not exact: it and the hosts differ at ${JSON.stringify(text)}.`,
    {
      details: { text },
    },
  );
}
