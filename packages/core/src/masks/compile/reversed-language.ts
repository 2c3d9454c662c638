import type { Language } from "./language-table.js";
import type { StateGraph } from "./state-graph.js";

/** The language of the words of `graph`, read from their ends. */
export function reversedLanguage(graph: StateGraph): Language {
  const ends: number[] = [];
  for (let at = 0; at < graph.states.length; at += 1) {
    if (graph.table.acceptsEmpty(graph.states[at] as Language)) ends.push(at);
  }
  return new Reversal(graph).wordsToAny(ends);
}

/** Follows the edges of a graph backwards, from all states at once to which what was read leads. */
class Reversal {
  readonly #graph: StateGraph;
  readonly #start: number;
  /** For each state the edges that lead to it, and the words that do if they are known. */
  readonly #incoming: number[][] = [];
  readonly #known: (Language | undefined)[] = [];

  constructor(graph: StateGraph) {
    this.#graph = graph;
    this.#start = graph.states.length - 1;
    for (let at = 0; at <= this.#start; at += 1) {
      this.#incoming.push([]);
      this.#known.push(undefined);
      const end = graph.firstEdges[at + 1] as number;
      for (let edge = graph.firstEdges[at] as number; edge < end; edge += 1) {
        const target = graph.edgeTargets[edge] as number;
        this.#incoming[target]?.push(packed(graph.edgeChars[edge] as number, at));
      }
    }
  }

  /** The words that lead from the start to any of the states at `goals`, read from their ends. */
  wordsToAny(goals: readonly number[]): Language {
    if (goals.length === 1) return this.#wordsTo(goals[0] as number);
    const edges: number[] = [];
    for (const goal of goals) for (const edge of this.#incoming[goal] as number[]) edges.push(edge);
    return this.#wordsOver(edges, goals.includes(this.#start));
  }

  #wordsTo(goal: number): Language {
    const words =
      this.#known[goal] ?? this.#wordsOver(this.#incoming[goal] as number[], goal === this.#start);
    this.#known[goal] = words;
    return words;
  }

  #wordsOver(edges: number[], acceptsEmpty: boolean): Language {
    const { table } = this.#graph;
    const draft = table.draft;
    if (edges.length > 1) edges.sort(ascending);
    for (let from = 0, to = 1; from < edges.length; from = to, to += 1) {
      const edge = edges[from] as number;
      const char = charOf(edge);
      while (to < edges.length && charOf(edges[to] as number) === char) to += 1;
      const words =
        to === from + 1
          ? this.#wordsTo(sourceOf(edge))
          : this.wordsToAny(edges.slice(from, to).map(sourceOf));
      table.addEdge(char, words);
    }
    return table.intern(acceptsEmpty, draft);
  }
}

/** An edge as one number; characters are of ASCII, and the order of the numbers is theirs. */
function packed(char: number, source: number): number {
  return (char << 24) | source;
}

function charOf(edge: number): number {
  return edge >> 24;
}

function sourceOf(edge: number): number {
  return edge & 0xff_ffff;
}

function ascending(a: number, b: number): number {
  return a - b;
}
