import { LanguageAlgebra } from "./language-algebra.js";
import { type Branch, emptyWord, type Language, type LanguageTable } from "./language-table.js";
import {
  choice,
  type MaskExpression,
  mirror,
  nothing,
  option,
  sequence,
  setOf,
} from "./mask-expression.js";

/** How many letters of words all attempts beyond the plain one may look at: bounds the time of large irregular sets. */
const attemptLimit = 400_000;

/**
 * Finds a short expression for a language.
 *
 * Where all words pass one state of the automaton, the expression is cut into parts that stand one after the other.
 * A part between two such states is a choice, and every way to write it is tried: by its first characters, by
 * its last ones (the reversed language), and with what two branches have in common written once. The shortest is kept.
 */
export class Factorizer {
  readonly #table: LanguageTable;
  readonly #algebra: LanguageAlgebra;
  readonly #expressions = new Map<Language, MaskExpression>();
  readonly #choices = new Map<Language, MaskExpression>();
  #attempts = 0;

  constructor(table: LanguageTable) {
    this.#table = table;
    this.#algebra = new LanguageAlgebra(table);
  }

  expression(language: Language): MaskExpression {
    const known = this.#expressions.get(language);
    if (known) return known;
    const parts: MaskExpression[] = [];
    for (let at = language; at !== emptyWord; ) {
      const next = this.#table.bottleneck(at);
      if (this.#table.acceptsEmpty(at)) {
        parts.push(option(this.expression(this.#table.fromBranches(false, this.#table.branches(at)))));
      } else if (this.#table.isStep(at)) {
        parts.push(setOf(this.#table.branches(at)[0]?.chars ?? ""));
      } else {
        parts.push(this.#choice(this.#algebra.segment(at, next)));
      }
      at = next;
    }
    const expression = parts.length === 0 ? nothing : sequence(parts);
    this.#expressions.set(language, expression);
    return expression;
  }

  /** A language whose words have no state in common but the first and the last. */
  #choice(language: Language): MaskExpression {
    const known = this.#choices.get(language);
    if (known) return known;
    const candidates = [this.#byFirst(this.#table.branches(language))];
    if (this.#mayTry(this.#table.letters(language))) candidates.push(this.#byLast(language));
    const merged = this.#byCommon(language, shortest(candidates));
    if (merged) candidates.push(merged);
    const best = shortest(candidates);
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
        const apart = choice(group.map(({ chars, rest }) => sequence([setOf(chars), this.expression(rest)])));
        if (group.length === 1 || end === emptyWord) return apart;
        return shortest([apart, this.expression(this.#table.fromBranches(false, group))]);
      }),
    );
  }

  #byLast(language: Language): MaskExpression {
    const reversed = this.#algebra.reversed(language);
    const isChoice = this.#table.bottleneck(reversed) === emptyWord && !this.#table.acceptsEmpty(reversed);
    return mirror(
      isChoice ? this.#byFirst(this.#table.branches(reversed)) : this.expression(reversed),
    );
  }

  /** Takes what two branches have in common out of both and writes it once for both, as long as that is shorter. */
  #byCommon(language: Language, best: MaskExpression): MaskExpression | undefined {
    let branches = this.#table.branches(language);
    let found: MaskExpression | undefined;
    for (let improved = true; improved; ) {
      improved = false;
      for (const candidate of this.#withCommonPart(branches, language)) {
        const expression = this.#byFirst(candidate);
        if (expression.text.length >= (found ?? best).text.length) continue;
        [found, branches, improved] = [expression, candidate, true];
        break;
      }
    }
    return found;
  }

  *#withCommonPart(branches: readonly Branch[], language: Language): Generator<Branch[]> {
    if (branches.length > 12) return;
    for (const [index, a] of branches.entries()) {
      for (const b of branches.slice(index + 1)) {
        if (!this.#mayTry(this.#table.letters(language))) return;
        const common = this.#algebra.intersection(a.rest, b.rest);
        if (common === undefined || common === emptyWord) continue;
        const rest = branches.filter((branch) => branch !== a && branch !== b);
        for (const { chars, rest: whole } of [a, b]) {
          const left = this.#algebra.difference(whole, common);
          if (left !== undefined) rest.push({ chars, rest: left });
        }
        yield [{ chars: a.chars + b.chars, rest: common }, ...rest];
      }
    }
  }

  #mayTry(letters: number): boolean {
    if (this.#attempts + letters > attemptLimit) return false;
    this.#attempts += letters;
    return true;
  }
}

function shortest(candidates: readonly MaskExpression[]): MaskExpression {
  return candidates.reduce((best, next) => (next.operand.length < best.operand.length ? next : best));
}
