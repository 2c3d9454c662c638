import type { Branch, Branches } from "./branches.js";
import { setOf } from "./character-set.js";
import { LanguageAlgebra } from "./language-algebra.js";
import type { Language, LanguageTable } from "./language-table.js";
import type { PlainLengths } from "./plain-lengths.js";

/** Branches that together are a language, and about how long the expression is that writes one after the other. */
export interface BranchList {
  readonly branches: readonly Branch[];
  readonly length: number;
}

/** All pairs of branches are compared, so only small choices are looked at, and only so many letters of words in all. */
const limits = { branches: 12, letters: 2_000, lettersInAll: 40_000 };

/** Takes what two branches have in common out of both, as a branch of its own. */
export class CommonParts {
  readonly #table: LanguageTable;
  readonly #branches: Branches;
  readonly #plainLengths: PlainLengths;
  readonly #algebra: LanguageAlgebra;
  #lettersLeft = limits.lettersInAll;

  constructor(table: LanguageTable, branches: Branches, plainLengths: PlainLengths) {
    this.#table = table;
    this.#branches = branches;
    this.#plainLengths = plainLengths;
    this.#algebra = new LanguageAlgebra(table);
  }

  /** The branches of `language` with common parts taken out as long as that makes them shorter, if it does at all. */
  takenOut(language: Language): BranchList | undefined {
    const letters = this.#table.letters(language);
    if (letters > limits.letters) return undefined;
    const whole = this.#list(this.#branches.of(language));
    const shortest = this.#shortened(whole, letters);
    return shortest === whole ? undefined : shortest;
  }

  #shortened(list: BranchList, letters: number): BranchList {
    const shorter = this.#withCommonPart(list, letters);
    return shorter ? this.#shortened(shorter, letters) : list;
  }

  /** The shortest of all lists in which one pair of branches has its common part taken out. */
  #withCommonPart({ branches, length }: BranchList, letters: number): BranchList | undefined {
    if (branches.length > limits.branches) return undefined;
    let best: BranchList | undefined;
    for (let second = 1; second < branches.length; second += 1) {
      for (let first = 0; first < second; first += 1) {
        this.#lettersLeft -= letters;
        if (this.#lettersLeft < 0) return best;
        const candidate = this.#joined(branches, first, second);
        if (candidate && candidate.length < (best?.length ?? length)) best = candidate;
      }
    }
    return best;
  }

  /** `branches` with the common part of two of them taken out. */
  #joined(branches: readonly Branch[], first: number, second: number): BranchList | undefined {
    const a = branches[first] as Branch;
    const b = branches[second] as Branch;
    const common = this.#algebra.intersection(a.rest, b.rest);
    if (common === undefined) return undefined;
    const list: Branch[] = [{ set: setOf(a.set.chars + b.set.chars), rest: common }];
    for (const branch of branches) {
      const rest = branch === a || branch === b ? this.#algebra.difference(branch.rest, common) : branch.rest;
      if (rest !== undefined) list.push({ set: branch.set, rest });
    }
    return this.#list(list.sort(byFirstCharacter));
  }

  #list(branches: readonly Branch[]): BranchList {
    let length = branches.length + 1;
    for (const { set, rest } of branches) length += set.length + this.#plainLengths.of(rest);
    return { branches, length };
  }
}

function byFirstCharacter(a: Branch, b: Branch): number {
  return a.set.chars.charCodeAt(0) - b.set.chars.charCodeAt(0);
}
