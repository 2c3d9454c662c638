import type { Steps } from "../../work/steps.js";
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

/** So many steps are added in one step of the work. */
const addedAtOnce = 3_000;

/** The program of `tree`. Repetitions are written out, so it has about as many steps as the engine has states. */
export function* compileProgram(tree: RegexTree): Steps<Program> {
  const compiler = new Compiler();
  const start = yield* compiler.compile(tree, compiler.addMatch());
  return compiler.program(start);
}

type Leaf = Extract<RegexTree, { kind: "set" | "assert" }>;

function isLeaf(tree: RegexTree): tree is Leaf {
  return tree.kind === "set" || tree.kind === "assert";
}

class Compiler {
  readonly #kinds: number[] = [];
  readonly #next: number[] = [];
  readonly #other: number[] = [];
  readonly #sets: (CharSet | undefined)[] = [];
  readonly #depths: number[] = [];
  #depth = 0;
  /** With how many steps the work is interrupted next. */
  #pauseAt = addedAtOnce;

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
  *compile(tree: RegexTree, next: number): Steps<number> {
    if (this.#kinds.length >= this.#pauseAt) {
      this.#pauseAt = this.#kinds.length + addedAtOnce;
      yield;
    }
    switch (tree.kind) {
      case "set":
      case "assert":
        return this.#leaf(tree, next);
      case "sequence": {
        let follower = next;
        for (const item of tree.items.toReversed()) {
          follower = isLeaf(item) ? this.#leaf(item, follower) : yield* this.compile(item, follower);
        }
        return follower;
      }
      case "choice": {
        const starts: number[] = [];
        for (const item of tree.items) starts.push(yield* this.compile(item, next));
        return this.#fork(starts, 0, starts.length);
      }
      case "group":
        return yield* this.compile(tree.item, next);
      case "look":
        return yield* this.#look(tree.item, tree.negative, next);
      case "repeat":
        return yield* this.#repeat(tree.item, tree.min, tree.max, next);
    }
  }

  #leaf(tree: Leaf, next: number): number {
    return tree.kind === "set"
      ? this.#add(stepKinds.set, next, -1, tree.set)
      : this.#add(assertions[tree.what], next);
  }

  /** In halves: so each of many alternatives is few forks away. */
  #fork(starts: readonly number[], from: number, to: number): number {
    if (to === from + 1) return starts[from] as number;
    const middle = (from + to) >> 1;
    return this.#add(stepKinds.fork, this.#fork(starts, from, middle), this.#fork(starts, middle, to));
  }

  *#look(item: RegexTree, negative: boolean, next: number): Steps<number> {
    this.#depth += 1;
    const start = yield* this.compile(item, this.addMatch());
    this.#depth -= 1;
    return this.#add(negative ? stepKinds.notLook : stepKinds.look, next, start);
  }

  *#repeat(item: RegexTree, min: number, max: number, next: number): Steps<number> {
    if (max === Number.POSITIVE_INFINITY) return yield* this.#loop(item, min, next);
    let start = next;
    for (let count = min; count < max; count += 1) {
      start = this.#add(stepKinds.fork, yield* this.compile(item, start), next);
    }
    for (let count = 0; count < min; count += 1) start = yield* this.compile(item, start);
    return start;
  }

  /** One copy of the item for each time that it must come, at least one; after the last it may come again. */
  *#loop(item: RegexTree, min: number, next: number): Steps<number> {
    // The loop's own number stands in its branches, so it takes its place before they are there.
    const loop = this.#add(stepKinds.fork, next, next);
    const last = yield* this.compile(item, loop);
    this.#next[loop] = last;
    let start = min === 0 ? loop : last;
    for (let count = 1; count < min; count += 1) start = yield* this.compile(item, start);
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
