import type { Direction, Reached } from "./lazy-automaton.js";
import { type Program, stepKinds } from "./program.js";

/** Reads names from their beginning, by a program without assertions and look-aheads: follows all its ways at once. */
export class Forward implements Direction {
  readonly isBackward = false;
  readonly placeMask = 0;
  readonly sets;
  readonly #program: Program;
  readonly #marks: Uint32Array;
  #mark = 0;

  constructor(program: Program) {
    this.#program = program;
    this.sets = program.sets;
    this.#marks = new Uint32Array(program.kinds.length);
  }

  reach(read: readonly number[] | undefined): Reached {
    const { kinds, next, other, start } = this.#program;
    this.#mark += 1;
    const waiting = read ? read.map((step) => next[step] as number) : [start];
    const readers: number[] = [];
    let accepts = false;
    let visited = 0;
    for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
      if (this.#marks[step] === this.#mark) continue;
      this.#marks[step] = this.#mark;
      visited += 1;
      if (kinds[step] === stepKinds.set) readers.push(step);
      else if (kinds[step] === stepKinds.match) accepts = true;
      else waiting.push(other[step] as number, next[step] as number);
    }
    return { readers, accepts, visited };
  }
}
