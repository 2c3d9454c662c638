import { type Direction, places, type Reached } from "./lazy-automaton.js";
import { type Program, stepKinds } from "./program.js";

/**
 * Reads names from their end, by any program: at each place it finds the steps from which what follows matches. So what a
 * look-ahead says of a place is known before it is asked for, whatever stands in it, and is found once for all who ask.
 */
export class Backward implements Direction {
  readonly isBackward = true;
  readonly placeMask: number;
  readonly sets;
  readonly #program: Program;
  /** The steps that each step follows: from `#firstBefore[step]` up to that of the next one. */
  readonly #before: Int32Array;
  readonly #firstBefore: Int32Array;
  /** The `match` steps of look-aheads, by how deep they stand in each other. */
  readonly #matches: readonly (readonly number[])[];
  readonly #marks: Uint32Array;
  #mark = 0;

  constructor(program: Program) {
    this.#program = program;
    this.sets = program.sets;
    this.placeMask = placesOf(program);
    [this.#before, this.#firstBefore] = stepsBefore(program);
    this.#matches = matchesByDepth(program);
    this.#marks = new Uint32Array(program.kinds.length);
  }

  reach(read: readonly number[] | undefined, place: number): Reached {
    const { depths, start } = this.#program;
    this.#mark += 1;
    // A look-ahead may end anywhere, the name only at its end.
    const waiting = this.#matches.map((matches, depth) => (depth > 0 || !read ? [...matches] : []));
    for (const step of read ?? []) waiting[depths[step] as number]?.push(step);
    const readers: number[] = [];
    let visited = 0;
    // What a look-ahead says is known when the steps around it are looked at.
    for (let depth = waiting.length - 1; depth >= 0; depth -= 1) {
      visited += this.#spread(waiting[depth] as number[], readers, place);
    }
    return { readers, accepts: this.#marks[start] === this.#mark, visited };
  }

  /** Marks what matches because `waiting` do; adds to `readers` what may read the byte before. */
  #spread(waiting: number[], readers: number[], place: number): number {
    const { kinds } = this.#program;
    let visited = 0;
    for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
      if (this.#marks[step] === this.#mark) continue;
      this.#marks[step] = this.#mark;
      visited += 1;
      const end = this.#firstBefore[step + 1] as number;
      for (let at = this.#firstBefore[step] as number; at < end; at += 1) {
        const before = this.#before[at] as number;
        if (kinds[before] === stepKinds.set) readers.push(before);
        else if (this.#holds(before, place)) waiting.push(before);
      }
    }
    return visited;
  }

  /** Does a step that reads nothing let through here? */
  #holds(step: number, place: number): boolean {
    const { kinds, other } = this.#program;
    switch (kinds[step]) {
      case stepKinds.start:
        return (place & places.start) !== 0;
      case stepKinds.end:
        return (place & places.end) !== 0;
      case stepKinds.boundary:
        return (place & places.boundary) !== 0;
      case stepKinds.noBoundary:
        return (place & places.boundary) === 0;
      case stepKinds.look:
        return this.#marks[other[step] as number] === this.#mark;
      case stepKinds.notLook:
        return this.#marks[other[step] as number] !== this.#mark;
      default:
        return true;
    }
  }
}

/** By their numbers: the steps that each step follows, and where those of each step begin. */
function stepsBefore({ kinds, next, other }: Program): [before: Int32Array, first: Int32Array] {
  const first = new Int32Array(kinds.length + 1);
  const each = (visit: (before: number, step: number) => void) => {
    for (let step = 0; step < kinds.length; step += 1) {
      if (kinds[step] !== stepKinds.match) visit(step, next[step] as number);
      if (kinds[step] === stepKinds.fork) visit(step, other[step] as number);
    }
  };
  each((_, step) => {
    first[step + 1] = (first[step + 1] as number) + 1;
  });
  for (let step = 0; step < kinds.length; step += 1) {
    first[step + 1] = (first[step + 1] as number) + (first[step] as number);
  }
  const before = new Int32Array(first[kinds.length] as number);
  const filled = first.slice();
  each((step, following) => {
    before[filled[following] as number] = step;
    filled[following] = (filled[following] as number) + 1;
  });
  return [before, first];
}

function matchesByDepth({ kinds, depths }: Program): number[][] {
  const matches: number[][] = [];
  for (let step = 0; step < kinds.length; step += 1) {
    const depth = depths[step] as number;
    while (matches.length <= depth) matches.push([]);
    if (kinds[step] === stepKinds.match) matches[depth]?.push(step);
  }
  return matches;
}

function placesOf({ kinds }: Program): number {
  let mask = 0;
  for (const kind of kinds) {
    if (kind === stepKinds.start) mask |= places.start;
    if (kind === stepKinds.end) mask |= places.end;
    if (kind === stepKinds.boundary || kind === stepKinds.noBoundary) mask |= places.boundary;
  }
  return mask;
}
