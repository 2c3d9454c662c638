import { emptyWord, type Language, type LanguageTable } from "./language-table.js";

/** Operations on the languages of one table; `undefined` is the language without words. */
export class LanguageAlgebra {
  readonly #table: LanguageTable;
  readonly #reversed = new Map<Language, Language>();
  readonly #pairs = { intersection: new PairMap(), difference: new PairMap() };

  constructor(table: LanguageTable) {
    this.#table = table;
  }

  /** The words that lead from `language` to `bottleneck`, which all its words pass. */
  segment(language: Language, bottleneck: Language): Language {
    if (bottleneck === emptyWord) return language;
    // A language before its bottleneck has words.
    return this.before(language, bottleneck) as Language;
  }

  /** What leads from `language` to `state`, one of its automaton's states. */
  before(language: Language, state: Language): Language | undefined {
    const found = new Map<Language, Language | undefined>([[state, emptyWord]]);
    const walk = (current: Language): Language | undefined => {
      // What follows a language has a smaller number, so nothing below `state` leads to it.
      if (current < state) return undefined;
      if (found.has(current)) return found.get(current);
      const before = this.#mapped(false, current, walk);
      found.set(current, before);
      return before;
    };
    return walk(language);
  }

  /** The words that do not pass `state`. */
  without(language: Language, state: Language): Language | undefined {
    const found = new Map<Language, Language | undefined>([[state, undefined]]);
    const walk = (current: Language): Language | undefined => {
      if (current < state) return current;
      if (found.has(current)) return found.get(current);
      const without = this.#mapped(this.#table.acceptsEmpty(current), current, walk);
      found.set(current, without);
      return without;
    };
    return walk(language);
  }

  /** The words of both. */
  intersection(a: Language, b: Language): Language | undefined {
    if (a === b) return a;
    return this.#pairs.intersection.get(a, b, () =>
      this.#mapped(this.#table.acceptsEmpty(a) && this.#table.acceptsEmpty(b), a, (rest, char) => {
        const other = this.#table.after(b, char);
        return other === undefined ? undefined : this.intersection(rest, other);
      }),
    );
  }

  /** The words of `a` that are not in `b`. */
  difference(a: Language, b: Language): Language | undefined {
    if (a === b) return undefined;
    return this.#pairs.difference.get(a, b, () =>
      this.#mapped(this.#table.acceptsEmpty(a) && !this.#table.acceptsEmpty(b), a, (rest, char) => {
        const other = this.#table.after(b, char);
        return other === undefined ? rest : this.difference(rest, other);
      }),
    );
  }

  /** The words read from their ends. */
  reversed(language: Language): Language {
    const known = this.#reversed.get(language);
    if (known !== undefined) return known;
    const reversed = this.#table.fromSorted(this.#table.reversedWords(language).sort());
    this.#reversed.set(language, reversed);
    this.#reversed.set(reversed, language);
    return reversed;
  }

  #mapped(
    acceptsEmpty: boolean,
    language: Language,
    map: (rest: Language, char: number) => Language | undefined,
  ): Language | undefined {
    const chars: number[] = [];
    const rests: Language[] = [];
    const end = this.#table.endEdge(language);
    for (let edge = this.#table.firstEdge(language); edge < end; edge += 1) {
      const char = this.#table.edgeChar(edge);
      const mapped = map(this.#table.edgeRest(edge), char);
      if (mapped === undefined) continue;
      chars.push(char);
      rests.push(mapped);
    }
    return acceptsEmpty || chars.length > 0 ? this.#table.intern(acceptsEmpty, chars, rests) : undefined;
  }
}

/** Results for pairs of languages. */
class PairMap {
  readonly #results = new Map<Language, Map<Language, Language | undefined>>();

  get(a: Language, b: Language, compute: () => Language | undefined): Language | undefined {
    const known = this.#results.get(a) ?? new Map<Language, Language | undefined>();
    if (known.has(b)) return known.get(b);
    const result = compute();
    this.#results.set(a, known.set(b, result));
    return result;
  }
}
