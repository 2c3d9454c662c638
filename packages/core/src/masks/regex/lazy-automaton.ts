import type { Budget } from "../../work/budget.js";
import { type CharSet, classes } from "./char-set.js";

/** What assertions see of a place in a name, as bits. */
export const places = { start: 1, end: 2, boundary: 4 } as const;

/** What is known at a place in a name. */
export interface Reached {
  /** The `set` steps that may read the next byte, each once. */
  readonly readers: readonly number[];
  /** Does the name match if it is read to its end here? */
  readonly accepts: boolean;
  /** How many steps were looked at. */
  readonly visited: number;
}

/** How an automaton of a program goes on from byte to byte, in the direction in which it reads names. */
export interface Direction {
  readonly isBackward: boolean;
  /** The bits of {@link places} that matter to it. */
  readonly placeMask: number;
  /** What `set` steps read, by their numbers. */
  readonly sets: readonly (CharSet | undefined)[];
  /** What is known where a name is begun to be read, or behind the byte that the steps `read` have read. */
  reach(read: readonly number[] | undefined, place: number): Reached;
}

interface State extends Reached {
  /** By the byte that is read and the place behind it. */
  readonly next: Map<number, State>;
}

/** How many numbers the states of all automata hold before they are forgotten and made anew: some tens of megabytes. */
const maxKept = 1 << 22;

/** The automata that keep states, and how many numbers these hold. */
const keeping = new Set<LazyAutomaton>();
let kept = 0;

/** How many numbers all automata keep now. For tests. */
export function numbersKept(): number {
  return kept;
}

/** The deterministic automaton of a program. Its states are made as names are read, and kept. */
export class LazyAutomaton {
  readonly #direction: Direction;
  readonly #first = new Map<number, State>();
  readonly #byHash = new Map<number, State[]>();
  readonly #marks: Uint32Array;
  #mark = 0;

  constructor(direction: Direction) {
    this.#direction = direction;
    this.#marks = new Uint32Array(direction.sets.length);
  }

  /**
   * Does the whole of `bytes` match? For each byte, a state that is not known yet is made: that looks at each step of the
   * program at most twice, once whether it reads the byte and once whether it is reached.
   *
   * @throws AfpoolsError `REQUEST_TOO_COSTLY` when the budget has not enough steps left.
   */
  matches(bytes: ArrayLike<number>, budget: Budget): boolean {
    const { isBackward } = this.#direction;
    const { length } = bytes;
    const before = budget.spent("steps");
    let state = this.#begin(this.#placeAt(bytes, isBackward ? length : 0), budget);
    for (let count = 0; count < length; count += 1) {
      if (state.readers.length === 0) return false;
      const at = isBackward ? length - 1 - count : count;
      const byte = bytes[at] as number;
      state = this.#after(state, byte, this.#placeAt(bytes, isBackward ? at : at + 1), budget);
      budget.checkAtOnce(budget.spent("steps") - before);
    }
    return state.accepts;
  }

  /** What assertions see between the bytes before and behind `position`. */
  #placeAt(bytes: ArrayLike<number>, position: number): number {
    const { placeMask } = this.#direction;
    if (placeMask === 0) return 0;
    let place = 0;
    if (position === 0) place |= places.start;
    if (position === bytes.length) place |= places.end;
    if (isWord(bytes[position - 1]) !== isWord(bytes[position])) place |= places.boundary;
    return place & placeMask;
  }

  #begin(place: number, budget: Budget): State {
    const known = this.#first.get(place);
    if (known) return known;
    const state = this.#state(undefined, place, budget);
    this.#first.set(place, state);
    return state;
  }

  #after(state: State, byte: number, place: number, budget: Budget): State {
    const key = (byte << 3) | place;
    const known = state.next.get(key);
    if (known) {
      budget.spend("steps", 1);
      return known;
    }
    budget.spend("steps", state.readers.length);
    const { sets } = this.#direction;
    const read = state.readers.filter((step) => sets[step]?.[byte] === 1);
    const next = this.#state(read, place, budget);
    state.next.set(key, next);
    this.#keep(1);
    return next;
  }

  #state(read: readonly number[] | undefined, place: number, budget: Budget): State {
    const { readers, accepts, visited } = this.#direction.reach(read, place);
    budget.spend("steps", visited);
    const hash = hashOf(readers, accepts);
    const alike = this.#byHash.get(hash) ?? [];
    const known = alike.find((state) => state.accepts === accepts && this.#isSame(state.readers, readers));
    if (known) return known;
    const state = { readers, accepts, visited, next: new Map() };
    alike.push(state);
    this.#byHash.set(hash, alike);
    this.#keep(readers.length + 1);
    return state;
  }

  /** Do both hold the same steps, in whatever order? */
  #isSame(a: readonly number[], b: readonly number[]): boolean {
    if (a.length !== b.length) return false;
    this.#mark += 1;
    for (const step of a) this.#marks[step] = this.#mark;
    return b.every((step) => this.#marks[step] === this.#mark);
  }

  /** A name that is being read goes on with what it has reached. */
  #keep(numbers: number): void {
    keeping.add(this);
    kept += numbers;
    if (kept <= maxKept) return;
    for (const automaton of keeping) automaton.#forget();
    keeping.clear();
    kept = 0;
  }

  #forget(): void {
    this.#first.clear();
    this.#byHash.clear();
  }
}

/** The same for steps in whatever order. */
function hashOf(steps: readonly number[], accepts: boolean): number {
  let hash = accepts ? 1 : 0;
  for (const step of steps) hash = (hash + Math.imul(step + 1, 0x9e3779b1)) | 0;
  return hash;
}

function isWord(byte: number | undefined): boolean {
  return byte !== undefined && classes.w?.[byte] === 1;
}
