import { emptyWord, type Language, type LanguageTable } from "./language-table.js";

/** Operations on the languages of one table; `undefined` is the language without words. */
export class LanguageAlgebra {
  readonly #table: LanguageTable;
  readonly #memos: Readonly<Record<Operation, Map<number, Language | undefined>>> = {
    segment: new Map(),
    before: new Map(),
    without: new Map(),
    intersection: new Map(),
    difference: new Map(),
  };
  readonly #reversed = new Map<Language, Language>();
  #steps = 0;

  constructor(table: LanguageTable) {
    this.#table = table;
  }

  /** How many states all operations have visited so far. */
  get steps(): number {
    return this.#steps;
  }

  /** The words that lead from `language` to `bottleneck`, which all its words pass. */
  segment(language: Language, bottleneck: Language): Language {
    if (bottleneck === emptyWord) return language;
    if (language === bottleneck) return emptyWord;
    const segment = this.#memoized("segment", language, bottleneck, () =>
      this.#mapped(false, language, (rest) => this.segment(rest, bottleneck)),
    );
    // A language before its bottleneck has words.
    return segment as Language;
  }

  /** What leads from `language` to `state`, one of its automaton's states. */
  before(language: Language, state: Language): Language | undefined {
    if (language === state) return emptyWord;
    if (language < state) return undefined;
    return this.#memoized("before", language, state, () =>
      this.#mapped(false, language, (rest) => this.before(rest, state)),
    );
  }

  /** The words that do not pass `state`. */
  without(language: Language, state: Language): Language | undefined {
    if (language === state) return undefined;
    if (language < state) return language;
    return this.#memoized("without", language, state, () =>
      this.#mapped(this.#table.acceptsEmpty(language), language, (rest) => this.without(rest, state)),
    );
  }

  /** The words of both. */
  intersection(a: Language, b: Language): Language | undefined {
    if (a === b) return a;
    return this.#memoized("intersection", Math.min(a, b), Math.max(a, b), () =>
      this.#mapped(this.#table.acceptsEmpty(a) && this.#table.acceptsEmpty(b), a, (rest, char) => {
        const other = this.#table.after(b, char);
        return other === undefined ? undefined : this.intersection(rest, other);
      }),
    );
  }

  /** The words of `a` that are not in `b`. */
  difference(a: Language, b: Language): Language | undefined {
    if (a === b) return undefined;
    return this.#memoized("difference", a, b, () =>
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
    this.#steps += this.#table.letters(language);
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
    this.#steps += 1;
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

  #memoized(
    operation: Operation,
    a: Language,
    b: Language,
    compute: () => Language | undefined,
  ): Language | undefined {
    const memo = this.#memos[operation];
    const key = a * maxLanguages + b;
    const known = memo.get(key);
    if (known !== undefined || memo.has(key)) return known;
    const result = compute();
    memo.set(key, result);
    return result;
  }
}

type Operation = "segment" | "before" | "without" | "intersection" | "difference";

/** Two languages are one key of a map: numbers are exact up to 2^53. */
const maxLanguages = 2 ** 26;
