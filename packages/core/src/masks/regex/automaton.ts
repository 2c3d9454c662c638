import type { Program, Step } from "./program.js";

/** A state of the deterministic automaton: the steps that may come next. */
interface AutomatonState {
  readonly accepts: boolean;
  /** Steps that read one character. */
  readonly steps: readonly Extract<Step, { kind: "set" }>[];
  readonly next: Map<number, AutomatonState>;
}

/** How many states are kept before all are forgotten, so that no expression takes the memory. */
const maxStates = 20_000;

/** The deterministic automaton of a program without assertions, made state by state as names are read. */
export class Automaton {
  readonly #program: Program;
  readonly #states = new Map<string, AutomatonState>();
  #start: AutomatonState;

  constructor(program: Program) {
    this.#program = program;
    this.#start = this.#state([program.start]);
  }

  /** Does the whole of `bytes` match? */
  matches(bytes: ArrayLike<number>): boolean {
    if (this.#states.size > maxStates) {
      this.#states.clear();
      this.#start = this.#state([this.#program.start]);
    }
    let state = this.#start;
    for (let at = 0; at < bytes.length; at += 1) {
      state = this.#after(state, bytes[at] as number);
      if (!state.accepts && state.steps.length === 0) return false;
    }
    return state.accepts;
  }

  #after(state: AutomatonState, byte: number): AutomatonState {
    const known = state.next.get(byte);
    if (known) return known;
    const next = this.#state(state.steps.filter((step) => step.set[byte]).map((step) => step.next));
    state.next.set(byte, next);
    return next;
  }

  #state(from: readonly number[]): AutomatonState {
    const reached = new Set<number>();
    const waiting = [...from];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (reached.has(at)) continue;
      reached.add(at);
      const step = this.#program.steps[at];
      if (step?.kind === "fork") waiting.push(...step.next);
    }
    const ends: number[] = [];
    const steps: AutomatonState["steps"][number][] = [];
    let accepts = false;
    for (const at of [...reached].sort((a, b) => a - b)) {
      const step = this.#program.steps[at];
      if (step?.kind === "match") accepts = true;
      else if (step?.kind === "set") {
        steps.push(step);
        ends.push(at);
      }
    }
    const key = `${accepts ? "+" : ""}${ends.join(",")}`;
    const known = this.#states.get(key);
    if (known) return known;
    const state: AutomatonState = { accepts, steps, next: new Map() };
    this.#states.set(key, state);
    return state;
  }
}
