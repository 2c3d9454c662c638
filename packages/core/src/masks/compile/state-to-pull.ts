import { finish } from "../../work/steps.js";
import type { Language } from "./language-table.js";
import type { PlainLengths } from "./plain-lengths.js";
import type { StateGraph } from "./state-graph.js";

/** A state that is written once: `(ways to it)what follows|(all other words)`. */
export interface PulledState {
  readonly state: Language;
  /** The words that lead to the state. */
  readonly before: Language;
  /** The words that do not pass it. */
  readonly others: Language;
  /** About how long the expression is. */
  readonly length: number;
}

/**
 * The state of the automaton that is most worth being written once. An expression that only branches by first characters
 * writes what follows a state anew for each way that leads to it; one with the state "pulled" writes it once, and
 * repeats what the ways share with the others.
 */
export function stateToPull(graph: StateGraph, plainLengths: PlainLengths): PulledState | undefined {
  const times = timesWritten(graph);
  let pulled = 0;
  // A state that is not worth its parentheses and "|" is none.
  let mostRepeated = 2;
  for (let at = 0; at < times.length; at += 1) {
    const repeated = ((times[at] as number) - 1) * plainLengths.of(graph.states[at] as Language);
    if (repeated > mostRepeated) [pulled, mostRepeated] = [at, repeated];
  }
  if (pulled === 0) return undefined;
  const state = graph.states[pulled] as Language;
  const before = finish(graph.before(pulled));
  const others = graph.without(pulled);
  if (before === undefined || others === undefined) return undefined;
  const length = plainLengths.of(before) + plainLengths.of(state) + 1 + plainLengths.of(others);
  return { state, before, others, length };
}

/** How often the plain expression writes what leads from each state to its bottleneck. */
function timesWritten(graph: StateGraph): number[] {
  const { states, firstEdges, edgeTargets, bottlenecks } = graph;
  const start = states.length - 1;
  const times = states.map(() => 0);
  times[start] = 1;
  for (let at = start; at > 0; at -= 1) {
    const first = firstEdges[at] as number;
    const end = firstEdges[at + 1] as number;
    for (let edge = first; edge < end; edge += 1) {
      const target = edgeTargets[edge] as number;
      if (edgeTargets.indexOf(target, first) < edge) continue;
      for (let next = target; next !== bottlenecks[at]; next = bottlenecks[next] as number) {
        times[next] = (times[next] as number) + (times[at] as number);
      }
    }
  }
  return times;
}
