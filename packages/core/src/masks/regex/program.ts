import type { CharSet } from "./char-set.js";
import type { Assertion, RegexTree } from "./syntax-tree.js";

/** One step of a non-deterministic automaton; the numbers are those of the steps that follow. */
export type Step =
  | { readonly kind: "set"; readonly set: CharSet; readonly next: number }
  | { readonly kind: "fork"; readonly next: readonly number[] }
  | { readonly kind: "assert"; readonly what: Assertion; readonly next: number }
  | { readonly kind: "look"; readonly program: Program; readonly negative: boolean; readonly next: number }
  | { readonly kind: "match" };

/** A regular expression as an automaton (Thompson's construction). */
export interface Program {
  readonly steps: readonly Step[];
  readonly start: number;
  /** Does it hold assertions or look-aheads, so that what it matches depends on where it stands? */
  readonly isContextual: boolean;
}

/** The automaton of `tree`. Repetitions are written out, so it has about as many steps as the engine has states. */
export function compileProgram(tree: RegexTree): Program {
  const steps: Step[] = [{ kind: "match" }];
  const start = new Compiler(steps).compile(tree, 0);
  const isContextual = steps.some((step) => step.kind === "assert" || step.kind === "look");
  return { steps, start, isContextual };
}

class Compiler {
  readonly #steps: Step[];

  constructor(steps: Step[]) {
    this.#steps = steps;
  }

  /** Adds the steps of `tree`, after which `next` follows, and gives the first one's number. */
  compile(tree: RegexTree, next: number): number {
    switch (tree.kind) {
      case "set":
        return this.#add({ kind: "set", set: tree.set, next });
      case "sequence":
        return tree.items.reduceRight((follower, item) => this.compile(item, follower), next);
      case "choice":
        return this.#add({ kind: "fork", next: tree.items.map((item) => this.compile(item, next)) });
      case "group":
        return this.compile(tree.item, next);
      case "assert":
        return this.#add({ kind: "assert", what: tree.what, next });
      case "look":
        return this.#add({ kind: "look", program: compileProgram(tree.item), negative: tree.negative, next });
      case "repeat":
        return this.#repeat(tree.item, tree.min, tree.max, next);
    }
  }

  #repeat(item: RegexTree, min: number, max: number, next: number): number {
    if (max === Number.POSITIVE_INFINITY) return this.#loop(item, min, next);
    let start = next;
    for (let count = min; count < max; count += 1) {
      start = this.#add({ kind: "fork", next: [this.compile(item, start), next] });
    }
    for (let count = 0; count < min; count += 1) start = this.compile(item, start);
    return start;
  }

  /** One copy of the item for each time that it must come, at least one; after the last it may come again. */
  #loop(item: RegexTree, min: number, next: number): number {
    // The loop's own number stands in its branches, so it takes its place before they are there.
    const loop = this.#add({ kind: "fork", next: [] });
    const last = this.compile(item, loop);
    this.#steps[loop] = { kind: "fork", next: [last, next] };
    let start = min === 0 ? loop : last;
    for (let count = 1; count < min; count += 1) start = this.compile(item, start);
    return start;
  }

  #add(step: Step): number {
    this.#steps.push(step);
    return this.#steps.length - 1;
  }
}
