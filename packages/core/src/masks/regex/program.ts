import type { CharSet } from "./char-set.js";
import type { Assertion, RegexTree } from "./syntax-tree.js";

/**
 * What a step does: `set` reads one byte of a set; `fork` goes on in two ways; the assertions hold at some places; `look`
 * and `notLook` go on where another program, which begins at `other`, matches from here on or does not; `match` ends.
 */
export const stepKinds = {
  match: 0,
  set: 1,
  fork: 2,
  start: 3,
  end: 4,
  boundary: 5,
  noBoundary: 6,
  look: 7,
  notLook: 8,
} as const;

/** A regular expression as a non-deterministic automaton (Thompson's construction): steps, by their numbers. */
export interface Program {
  readonly kinds: Uint8Array;
  /** The step that follows; of a `match` none, -1. */
  readonly next: Int32Array;
  /** Of a `fork` the other step that follows, of a look-ahead the first step of its program; else -1. */
  readonly other: Int32Array;
  /** What a `set` reads. */
  readonly sets: readonly (CharSet | undefined)[];
  /** In how many look-aheads a step stands. */
  readonly depths: Uint16Array;
  readonly start: number;
  /** Does it hold assertions or look-aheads, so that what it matches depends on what stands around? */
  readonly isContextual: boolean;
}

/** The program of `tree`. Repetitions are written out, so it has about as many steps as the engine has states. */
export function compileProgram(tree: RegexTree): Program {
  const compiler = new Compiler();
  const start = compiler.compile(tree, compiler.addMatch());
  return compiler.program(start);
}

class Compiler {
  readonly #kinds: number[] = [];
  readonly #next: number[] = [];
  readonly #other: number[] = [];
  readonly #sets: (CharSet | undefined)[] = [];
  readonly #depths: number[] = [];
  #depth = 0;

  addMatch(): number {
    return this.#add(stepKinds.match, -1);
  }

  program(start: number): Program {
    const kinds = Uint8Array.from(this.#kinds);
    return {
      kinds,
      next: Int32Array.from(this.#next),
      other: Int32Array.from(this.#other),
      sets: this.#sets,
      depths: Uint16Array.from(this.#depths),
      start,
      isContextual: kinds.some((kind) => kind > stepKinds.fork),
    };
  }

  /** Adds the steps of `tree`, after which `next` follows, and gives the first one's number. */
  compile(tree: RegexTree, next: number): number {
    switch (tree.kind) {
      case "set":
        return this.#add(stepKinds.set, next, -1, tree.set);
      case "sequence":
        return tree.items.reduceRight((follower, item) => this.compile(item, follower), next);
      case "choice":
        return this.#fork(
          tree.items.map((item) => this.compile(item, next)),
          0,
          tree.items.length,
        );
      case "group":
        return this.compile(tree.item, next);
      case "assert":
        return this.#add(assertions[tree.what], next);
      case "look":
        return this.#look(tree.item, tree.negative, next);
      case "repeat":
        return this.#repeat(tree.item, tree.min, tree.max, next);
    }
  }

  /** In halves: so each of many alternatives is few forks away. */
  #fork(starts: readonly number[], from: number, to: number): number {
    if (to === from + 1) return starts[from] as number;
    const middle = (from + to) >> 1;
    return this.#add(stepKinds.fork, this.#fork(starts, from, middle), this.#fork(starts, middle, to));
  }

  #look(item: RegexTree, negative: boolean, next: number): number {
    this.#depth += 1;
    const start = this.compile(item, this.addMatch());
    this.#depth -= 1;
    return this.#add(negative ? stepKinds.notLook : stepKinds.look, next, start);
  }

  #repeat(item: RegexTree, min: number, max: number, next: number): number {
    if (max === Number.POSITIVE_INFINITY) return this.#loop(item, min, next);
    let start = next;
    for (let count = min; count < max; count += 1) {
      start = this.#add(stepKinds.fork, this.compile(item, start), next);
    }
    for (let count = 0; count < min; count += 1) start = this.compile(item, start);
    return start;
  }

  /** One copy of the item for each time that it must come, at least one; after the last it may come again. */
  #loop(item: RegexTree, min: number, next: number): number {
    // The loop's own number stands in its branches, so it takes its place before they are there.
    const loop = this.#add(stepKinds.fork, next, next);
    const last = this.compile(item, loop);
    this.#next[loop] = last;
    let start = min === 0 ? loop : last;
    for (let count = 1; count < min; count += 1) start = this.compile(item, start);
    return start;
  }

  #add(kind: number, next: number, other = -1, set?: CharSet): number {
    this.#next.push(next);
    this.#other.push(other);
    this.#sets.push(set);
    this.#depths.push(this.#depth);
    return this.#kinds.push(kind) - 1;
  }
}

const assertions: Readonly<Record<Assertion, number>> = {
  start: stepKinds.start,
  end: stepKinds.end,
  "word-boundary": stepKinds.boundary,
  "no-word-boundary": stepKinds.noBoundary,
};
