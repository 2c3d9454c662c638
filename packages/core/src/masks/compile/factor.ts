import { LanguageAlgebra } from "./language-algebra.js";
import { type Branch, emptyWord, type Language, type LanguageTable } from "./language-table.js";
import { choice, type MaskExpression, mirror, nothing, option, sequence, setOf } from "./mask-expression.js";
import { statesToPull } from "./pull-states.js";

/**
 * How many letters of words the attempts beyond the plain expression may look at: `start`, and `reward` more for each
 * character that an attempt saves, in all `reserve` more. So sets in which nothing is to be gained cost little, and none
 * takes long. Found on farms of up to 500 hosts (`bench/masks`).
 */
const effort = { start: 3_000, reward: 150, reserve: 24_000, commonParts: 10_000 };

/** How much longer an expression may be before it is mirrored: runs may then be found in other places. */
const mirrorTolerance = 1.25;

/** Looking for common parts compares all pairs of branches, so only small choices are worth it. */
const commonParts = { maxBranches: 12, maxLetters: 2_000 };

/**
 * Finds a short expression for a language.
 *
 * Where all words pass one state of the automaton, the expression is cut into parts that stand one after the other.
 * A part between two such states is a choice, and is written in several ways, of which the shortest is kept: by the
 * first characters; by the last ones (the reversed language); with a state that many ways lead to written once; with
 * what two branches have in common written once.
 */
export class Factorizer {
  readonly #table: LanguageTable;
  readonly #algebra: LanguageAlgebra;
  readonly #expressions = new Map<Language, Shortest>();
  readonly #choices = new Map<Language, Shortest>();
  #lettersLeft = effort.start;
  #reserve = effort.reserve;
  #commonLettersLeft = effort.commonParts;
  #isPlain = false;

  constructor(table: LanguageTable) {
    this.#table = table;
    this.#algebra = new LanguageAlgebra(table);
  }

  /** The shortest expression found for where it stands `alone` or as an `operand`. */
  expression(language: Language, place: Place = "alone"): MaskExpression {
    const known = this.#expressions.get(language);
    if (known) return known[place];
    const parts: Shortest[] = [];
    for (let at = language; at !== emptyWord; at = this.#table.bottleneck(at)) parts.push(this.#part(at));
    const [first = same(nothing), ...more] = parts;
    const expression = more.length === 0 ? first : same(sequence(parts.map((part) => part.operand)));
    this.#expressions.set(language, expression);
    return expression[place];
  }

  /** What leads from `language` to its bottleneck. */
  #part(language: Language): Shortest {
    const step = this.#table.step(language);
    if (step !== undefined) return same(setOf(step));
    if (!this.#table.acceptsEmpty(language)) {
      return this.#choice(this.#algebra.segment(language, this.#table.bottleneck(language)));
    }
    const others = this.#table.fromBranches(false, this.#table.branches(language));
    return same(option(this.expression(others)));
  }

  /** A language whose words have no state in common but the first and the last. */
  #choice(language: Language): Shortest {
    const known = this.#choices.get(language);
    if (known) return known;
    let best = same(this.#byFirst(this.#table.branches(language)));
    if (!this.#isPlain) {
      const plain = best.operand.text.length;
      for (const candidate of this.#byLast(language, plain)) best = shorter(best, candidate);
      for (const candidate of this.#byState(language)) best = shorter(best, candidate);
      this.#reward(plain - best.operand.text.length);
      for (const candidate of this.#byCommonPart(language, best)) best = shorter(best, candidate);
    }
    this.#choices.set(language, best);
    return best;
  }

  /** One branch after the other; branches that end alike are tried together too. */
  #byFirst(branches: readonly Branch[]): MaskExpression {
    const groups = new Map<Language, Branch[]>();
    for (const branch of branches) {
      const end = this.#table.lastBottleneck(branch.rest);
      const group = groups.get(end);
      if (group) group.push(branch);
      else groups.set(end, [branch]);
    }
    return choice(
      [...groups].map(([end, group]) => {
        const apart = choice(group.map(({ set, rest }) => sequence([set, this.expression(rest, "operand")])));
        if (group.length === 1 || end === emptyWord) return apart;
        const together = this.expression(this.#table.fromBranches(false, group));
        return together.text.length < apart.text.length ? together : apart;
      }),
    );
  }

  *#byLast(language: Language, best: number): Generator<MaskExpression> {
    if (!this.#mayTry(language)) return;
    const reversed = this.#algebra.reversed(language);
    const found =
      this.#table.bottleneck(reversed) === emptyWord && !this.#table.acceptsEmpty(reversed)
        ? [this.#byFirst(this.#table.branches(reversed))]
        : [this.expression(reversed, "alone"), this.expression(reversed, "operand")];
    for (const expression of new Set(found)) {
      if (expression.text.length < best * mirrorTolerance) yield mirror(expression);
    }
  }

  *#byState(language: Language): Generator<MaskExpression> {
    if (this.#table.letters(language) > this.#lettersLeft) return;
    const [state] = statesToPull(this.#table, language);
    if (state === undefined || !this.#mayTry(language)) return;
    const before = this.#algebra.before(language, state);
    const others = this.#algebra.without(language, state);
    if (before === undefined || others === undefined) return;
    const through = sequence([this.expression(before, "operand"), this.expression(state, "operand")]);
    yield choice([through, this.expression(others)]);
  }

  /** Takes what two branches have in common out of both and writes it once for both, as long as that is shorter. */
  *#byCommonPart(language: Language, best: Shortest): Generator<MaskExpression> {
    if (this.#table.letters(language) > commonParts.maxLetters) return;
    let shortest = best.alone;
    let branches: readonly Branch[] | undefined = this.#table.branches(language);
    while (branches) {
      const candidates: readonly Branch[][] = this.#withCommonPart(branches, language);
      branches = undefined;
      for (const candidate of candidates) {
        const expression = this.#plainly(() => this.#byFirst(candidate));
        if (expression.text.length >= shortest.text.length) continue;
        yield expression;
        [shortest, branches] = [expression, candidate];
        break;
      }
    }
  }

  /** `branches` with the common part of a pair as a branch of its own: one list for each pair. */
  #withCommonPart(branches: readonly Branch[], language: Language): Branch[][] {
    if (branches.length > commonParts.maxBranches) return [];
    const lists: Branch[][] = [];
    for (const [index, a] of branches.entries()) {
      for (const b of branches.slice(index + 1)) {
        this.#commonLettersLeft -= this.#table.letters(language);
        if (this.#commonLettersLeft < 0) return lists;
        const common = this.#algebra.intersection(a.rest, b.rest);
        if (common === undefined || common === emptyWord) continue;
        const list = branches.filter((branch) => branch !== a && branch !== b);
        for (const { set, rest } of [a, b]) {
          const left = this.#algebra.difference(rest, common);
          if (left !== undefined) list.push({ set, rest: left });
        }
        lists.push([{ set: setOf(a.set.chars + b.set.chars), rest: common }, ...list]);
      }
    }
    return lists;
  }

  #mayTry(language: Language): boolean {
    const letters = this.#table.letters(language);
    if (letters > this.#lettersLeft) return false;
    this.#lettersLeft -= letters;
    return true;
  }

  #reward(saved: number): void {
    const letters = Math.min(saved * effort.reward, this.#reserve);
    this.#reserve -= letters;
    this.#lettersLeft += letters;
  }

  /** Without attempts of its own: an attempt for each pair of branches would use up what others may look at. */
  #plainly<Result>(write: () => Result): Result {
    const before = this.#isPlain;
    this.#isPlain = true;
    const result = write();
    this.#isPlain = before;
    return result;
  }
}

/** Does an expression stand by itself, where a choice needs no parentheses, or among others? */
type Place = "alone" | "operand";
type Shortest = Readonly<Record<Place, MaskExpression>>;

function same(expression: MaskExpression): Shortest {
  return { alone: expression, operand: expression };
}

function shorter({ alone, operand }: Shortest, candidate: MaskExpression): Shortest {
  return {
    alone: candidate.text.length < alone.text.length ? candidate : alone,
    operand: candidate.operand.length < operand.operand.length ? candidate : operand,
  };
}
