import type { Steps } from "../../work/steps.js";
import { emptyWord, type Language, type LanguageTable } from "./language-table.js";

/** How many states are looked at in one step. */
const statesAtOnce = 1_000;

/** Stands for the language without words, which no table holds. */
const none = -1;

/** The states of one language by positions, each behind those that follow it, up to one that all words pass. */
export class StateGraph {
  readonly table: LanguageTable;
  readonly states: Language[] = [];
  /** Where the edges of each state start; one more than there are states. */
  readonly firstEdges: number[] = [0];
  readonly edgeChars: number[] = [];
  /** The positions to which the edges lead. */
  readonly edgeTargets: number[] = [];
  /** The positions of the states' bottlenecks. */
  readonly bottlenecks: number[] = [];
  readonly #most: number;

  /** @param most when there are more states, some are missing */
  constructor(table: LanguageTable, language: Language, end = emptyWord, most = Number.POSITIVE_INFINITY) {
    this.table = table;
    this.#most = most;
    const positions = table.scratch();
    this.#append(end, positions);
    this.#add(language, positions);
    for (const state of this.states) positions[state] = 0;
  }

  /** The states of `language` if there are at most `most`. */
  static upTo(most: number, table: LanguageTable, language: Language): StateGraph | undefined {
    const graph = new StateGraph(table, language, emptyWord, most);
    return graph.states.length > most ? undefined : graph;
  }

  /** The words that lead to the state at `goal`. */
  *before(goal: number): Steps<Language | undefined> {
    const before: Language[] = [];
    for (let at = 0; at < this.states.length; at += 1) {
      if (at % statesAtOnce === 0) yield;
      before.push(at < goal ? none : at === goal ? emptyWord : this.#mapped(at, before, false));
    }
    return this.#last(before);
  }

  /** The characters with which all words reach the last state, if those are the same wherever a word comes from. */
  lastStep(): string | undefined {
    let step: string | undefined;
    for (let at = 1; at < this.states.length; at += 1) {
      if (this.table.acceptsEmpty(this.states[at] as Language)) return undefined;
      const chars = this.#charsToEnd(at);
      if (chars === "") continue;
      if (step !== undefined && step !== chars) return undefined;
      step = chars;
    }
    return step;
  }

  /** The words that lead to the last state, without their last characters: what stands before {@link lastStep}. */
  *beforeLastStep(): Steps<Language> {
    const before: Language[] = [none];
    for (let at = 1; at < this.states.length; at += 1) {
      if (at % statesAtOnce === 0) yield;
      before.push(this.#mapped(at, before, this.#charsToEnd(at) !== ""));
    }
    return this.#last(before) as Language;
  }

  /** The words that do not pass the state at `goal`. */
  without(goal: number): Language | undefined {
    const without = this.states.slice(0, goal);
    without.push(none);
    for (let at = goal + 1; at < this.states.length; at += 1) {
      without.push(this.#mapped(at, without, this.table.acceptsEmpty(this.states[at] as Language)));
    }
    return this.#last(without);
  }

  /** The characters with which the last state follows the one at `at`. */
  #charsToEnd(at: number): string {
    let chars = "";
    const end = this.firstEdges[at + 1] as number;
    for (let edge = this.firstEdges[at] as number; edge < end; edge += 1) {
      if (this.edgeTargets[edge] === 0) chars += String.fromCharCode(this.edgeChars[edge] as number);
    }
    return chars;
  }

  /** What the state at `at` becomes when those behind it become `mapped`. */
  #mapped(at: number, mapped: readonly Language[], acceptsEmpty: boolean): Language {
    const draft = this.table.draft;
    const end = this.firstEdges[at + 1] as number;
    for (let edge = this.firstEdges[at] as number; edge < end; edge += 1) {
      const rest = mapped[this.edgeTargets[edge] as number] as Language;
      if (rest !== none) this.table.addEdge(this.edgeChars[edge] as number, rest);
    }
    const hasWords = acceptsEmpty || this.table.draft > draft;
    return hasWords ? this.table.intern(acceptsEmpty, draft) : none;
  }

  #last(mapped: readonly Language[]): Language | undefined {
    const language = mapped[this.states.length - 1];
    return language === none ? undefined : language;
  }

  #add(language: Language, positions: Int32Array): void {
    if (positions[language] !== 0 || this.states.length > this.#most) return;
    const { table } = this;
    const first = table.firstEdge(language);
    const end = table.endEdge(language);
    for (let edge = first; edge < end; edge += 1) this.#add(table.edgeRest(edge), positions);
    for (let edge = first; edge < end; edge += 1) {
      this.edgeChars.push(table.edgeChar(edge));
      this.edgeTargets.push((positions[table.edgeRest(edge)] as number) - 1);
    }
    this.#append(language, positions);
  }

  /** @param positions of the states that are there, from 1 */
  #append(state: Language, positions: Int32Array): void {
    this.bottlenecks.push(Math.max((positions[this.table.bottleneck(state)] as number) - 1, 0));
    this.states.push(state);
    positions[state] = this.states.length;
    this.firstEdges.push(this.edgeTargets.length);
  }
}
