import { emptyWord, type Language, type LanguageTable } from "./language-table.js";

/** Operations on the languages of one table; `undefined` is the language without words. */
export class LanguageAlgebra {
  readonly #table: LanguageTable;
  readonly #memo = new Map<string, Language | undefined>();
  readonly #reversed = new Map<Language, Language>();

  constructor(table: LanguageTable) {
    this.#table = table;
  }

  /** The words that lead from `language` to `bottleneck`, which all its words pass. */
  segment(language: Language, bottleneck: Language): Language {
    if (bottleneck === emptyWord) return language;
    if (language === bottleneck) return emptyWord;
    const segment = this.#memoized(`${language}>${bottleneck}`, () =>
      this.#mapped(false, language, (rest) => this.segment(rest, bottleneck)),
    );
    // A language before its bottleneck has words.
    return segment as Language;
  }

  /** The words of both. */
  intersection(a: Language, b: Language): Language | undefined {
    if (a === b) return a;
    return this.#memoized(a < b ? `${a}&${b}` : `${b}&${a}`, () =>
      this.#mapped(this.#table.acceptsEmpty(a) && this.#table.acceptsEmpty(b), a, (rest, char) => {
        const other = this.#table.after(b, char);
        return other === undefined ? undefined : this.intersection(rest, other);
      }),
    );
  }

  /** The words of `a` that are not in `b`. */
  difference(a: Language, b: Language): Language | undefined {
    if (a === b) return undefined;
    return this.#memoized(`${a}-${b}`, () =>
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
    const words = this.#table.words(language).map((word) => [...word].reverse().join(""));
    const reversed = this.#table.fromSorted(words.sort());
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
    for (const [char, rest] of this.#table.edges(language)) {
      const mapped = map(rest, char);
      if (mapped === undefined) continue;
      chars.push(char);
      rests.push(mapped);
    }
    return acceptsEmpty || chars.length > 0 ? this.#table.intern(acceptsEmpty, chars, rests) : undefined;
  }

  #memoized(key: string, compute: () => Language | undefined): Language | undefined {
    if (this.#memo.has(key)) return this.#memo.get(key);
    const result = compute();
    this.#memo.set(key, result);
    return result;
  }
}
