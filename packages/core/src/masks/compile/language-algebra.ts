import type { Language, LanguageTable } from "./language-table.js";

/** Operations on the languages of one table; `undefined` is the language without words. */
export class LanguageAlgebra {
  readonly #table: LanguageTable;
  readonly #known = { union: new PairMap(), intersection: new PairMap(), difference: new PairMap() };

  constructor(table: LanguageTable) {
    this.#table = table;
  }

  /** The words of either. */
  union(a: Language, b: Language): Language {
    if (a === b) return a;
    const known = this.#known.union.get(a, b);
    if (known !== undefined) return known;
    const union = this.#union(a, b);
    this.#known.union.set(a, b, union);
    return union;
  }

  /** The words of both. */
  intersection(a: Language, b: Language): Language | undefined {
    if (a === b) return a;
    const { intersection } = this.#known;
    if (intersection.has(a, b)) return intersection.get(a, b);
    const common = this.#mapped(
      this.#table.acceptsEmpty(a) && this.#table.acceptsEmpty(b),
      a,
      (rest, char) => {
        const other = this.#table.after(b, char);
        return other === undefined ? undefined : this.intersection(rest, other);
      },
    );
    intersection.set(a, b, common);
    return common;
  }

  /** The words of `a` that are not in `b`. */
  difference(a: Language, b: Language): Language | undefined {
    if (a === b) return undefined;
    const { difference } = this.#known;
    if (difference.has(a, b)) return difference.get(a, b);
    const left = this.#mapped(
      this.#table.acceptsEmpty(a) && !this.#table.acceptsEmpty(b),
      a,
      (rest, char) => {
        const other = this.#table.after(b, char);
        return other === undefined ? rest : this.difference(rest, other);
      },
    );
    difference.set(a, b, left);
    return left;
  }

  #union(a: Language, b: Language): Language {
    const table = this.#table;
    const draft = table.draft;
    const [endA, endB] = [table.endEdge(a), table.endEdge(b)];
    let edgeA = table.firstEdge(a);
    let edgeB = table.firstEdge(b);
    while (edgeA < endA || edgeB < endB) {
      const charA = edgeA < endA ? table.edgeChar(edgeA) : Number.POSITIVE_INFINITY;
      const charB = edgeB < endB ? table.edgeChar(edgeB) : Number.POSITIVE_INFINITY;
      if (charA < charB) table.addEdge(charA, table.edgeRest(edgeA));
      else if (charB < charA) table.addEdge(charB, table.edgeRest(edgeB));
      else table.addEdge(charA, this.union(table.edgeRest(edgeA), table.edgeRest(edgeB)));
      if (charA <= charB) edgeA += 1;
      if (charB <= charA) edgeB += 1;
    }
    return table.intern(table.acceptsEmpty(a) || table.acceptsEmpty(b), draft);
  }

  #mapped(
    acceptsEmpty: boolean,
    language: Language,
    map: (rest: Language, char: number) => Language | undefined,
  ): Language | undefined {
    const draft = this.#table.draft;
    const end = this.#table.endEdge(language);
    for (let edge = this.#table.firstEdge(language); edge < end; edge += 1) {
      const char = this.#table.edgeChar(edge);
      const mapped = map(this.#table.edgeRest(edge), char);
      if (mapped !== undefined) this.#table.addEdge(char, mapped);
    }
    const hasWords = acceptsEmpty || this.#table.draft > draft;
    return hasWords ? this.#table.intern(acceptsEmpty, draft) : undefined;
  }
}

/** Results for pairs of languages. */
class PairMap {
  readonly #results = new Map<number, Language | undefined>();

  has(a: Language, b: Language): boolean {
    return this.#results.has(pair(a, b));
  }

  get(a: Language, b: Language): Language | undefined {
    return this.#results.get(pair(a, b));
  }

  set(a: Language, b: Language, result: Language | undefined): void {
    this.#results.set(pair(a, b), result);
  }
}

/** One number for two, which are below 2^26. */
function pair(a: Language, b: Language): number {
  return a * 0x4000000 + b;
}
