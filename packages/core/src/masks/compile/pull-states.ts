import type { Language, LanguageTable } from "./language-table.js";

/** The most states for which the gain is estimated. */
const maxCandidates = 6;

/** How much longer the estimate may become: it cannot see what the parts gain by being written in other ways. */
const tolerance = 1.05;

/**
 * States of the automaton that are worth being written once. An expression that only branches by first characters
 * writes what follows a state anew for each way that leads to it; "pulling" the state writes
 * `(ways to it)what follows|(all other words)` instead, and repeats what the ways share with the others. The most
 * promising come first; a state whose pulling makes the estimate much longer does not come at all.
 */
export function statesToPull(table: LanguageTable, language: Language): Language[] {
  const graph = new PlainGraph(table, language);
  const lengths = graph.lengths();
  const times = graph.times();
  const whole = lengths[0] ?? 0;
  return graph.states
    .map((state, at) => ({ state, at, saved: ((times[at] ?? 0) - 1) * (lengths[at] ?? 0) }))
    .filter(({ saved }) => saved > 2)
    .sort((a, b) => b.saved - a.saved)
    .slice(0, maxCandidates)
    .map(({ state, at }) => {
      const before = graph.length({ goal: at });
      const others = graph.length({ without: at });
      return { state, length: before + (lengths[at] ?? 0) + 1 + others };
    })
    .filter(({ length }) => length < whole * tolerance)
    .sort((a, b) => a.length - b.length)
    .map(({ state }) => state);
}

/** Positions of states. */
interface Wanted {
  readonly goal?: number;
  readonly without?: number;
}

/** The states of one language as a graph by indices, each state before those that follow it. */
class PlainGraph {
  readonly states: readonly Language[];
  readonly #accepts: boolean[] = [];
  readonly #firstEdge: number[] = [];
  readonly #edgeLengths: number[] = [];
  readonly #edgeTargets: number[] = [];
  readonly #scratch: Float64Array;

  constructor(table: LanguageTable, language: Language) {
    // What follows a language has a smaller number.
    this.states = reachable(table, language).sort((a, b) => b - a);
    const positions = new Map<Language, number>();
    for (const state of this.states) positions.set(state, positions.size);
    this.#scratch = new Float64Array(this.states.length);
    for (const state of this.states) {
      this.#firstEdge.push(this.#edgeTargets.length);
      this.#accepts.push(table.acceptsEmpty(state));
      for (const { set, rest } of table.branches(state)) {
        this.#edgeLengths.push(set.text.length);
        this.#edgeTargets.push(positions.get(rest) ?? 0);
      }
    }
  }

  /** In how many ways each state is reached, which is how often what follows it is written. */
  times(): Float64Array {
    const times = new Float64Array(this.states.length);
    times[0] = 1;
    for (let at = 0; at < times.length; at += 1) {
      for (let edge = this.#firstEdge[at] as number; edge < this.#edgeEnd(at); edge += 1) {
        const target = this.#edgeTargets[edge] as number;
        times[target] = (times[target] as number) + (times[at] as number);
      }
    }
    return times;
  }

  /** The length of the plain expression of what follows each state. */
  lengths(): Float64Array {
    return this.#lengths({}).slice();
  }

  /**
   * The length of the plain expression of all, or of what leads to `goal`, or of what does not pass `without`. `NaN` when
   * there is none.
   */
  length(wanted: Wanted): number {
    return this.#lengths(wanted)[0] ?? 0;
  }

  #lengths({ goal, without }: Wanted): Float64Array {
    const lengths = this.#scratch;
    for (let at = lengths.length - 1; at >= 0; at -= 1) {
      lengths[at] =
        at === goal ? 0 : at === without ? Number.NaN : this.#length(at, lengths, goal === undefined);
    }
    return lengths;
  }

  #length(at: number, lengths: Float64Array, toEnd: boolean): number {
    let length = 0;
    let branches = 0;
    for (let edge = this.#firstEdge[at] as number; edge < this.#edgeEnd(at); edge += 1) {
      const after = lengths[this.#edgeTargets[edge] as number] as number;
      if (Number.isNaN(after)) continue;
      length += (this.#edgeLengths[edge] as number) + after;
      branches += 1;
    }
    const ends = toEnd && this.#accepts[at] === true;
    if (branches === 0) return ends ? 0 : Number.NaN;
    if (branches > 1) length += branches + 1;
    return ends ? length + (branches > 1 || length === 1 ? 1 : 3) : length;
  }

  #edgeEnd(at: number): number {
    return this.#firstEdge[at + 1] ?? this.#edgeTargets.length;
  }
}

/** `language` and all that follow some of its words' beginnings. */
function reachable(table: LanguageTable, language: Language): Language[] {
  const states = new Set([language]);
  for (const state of states) {
    const end = table.endEdge(state);
    for (let edge = table.firstEdge(state); edge < end; edge += 1) states.add(table.edgeRest(edge));
  }
  return [...states];
}
