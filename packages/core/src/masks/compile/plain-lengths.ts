import type { Language, LanguageTable } from "./language-table.js";

/**
 * About how long the expression of each language is that only branches by first characters and writes what all words
 * pass once. It takes a few steps a language, so that ways of writing one can be compared before any is written.
 */
export class PlainLengths {
  readonly #table: LanguageTable;
  readonly #lengths: number[] = [0];

  constructor(table: LanguageTable) {
    this.#table = table;
  }

  of(language: Language): number {
    // What follows a language has a smaller number, so its length is there.
    while (this.#lengths.length <= language) this.#lengths.push(this.#measure(this.#lengths.length));
    return this.#lengths[language] as number;
  }

  #measure(language: Language): number {
    const table = this.#table;
    const common = this.#lengths[table.bottleneck(language)] as number;
    const first = table.firstEdge(language);
    const end = table.endEdge(language);
    let length = 0;
    let branches = 0;
    for (let edge = first; edge < end; edge += 1) {
      if (this.#joinsEarlier(first, edge)) continue;
      length += this.#setLength(edge, end) + (this.#lengths[table.edgeRest(edge)] as number) - common;
      branches += 1;
    }
    const isOption = table.acceptsEmpty(language);
    if (branches > 1) length += branches + 1;
    if (isOption) length += branches > 1 || length === 1 ? 1 : 3;
    return length + common;
  }

  /** Does `edge` lead where an edge before it does? */
  #joinsEarlier(first: number, edge: number): boolean {
    const rest = this.#table.edgeRest(edge);
    for (let other = first; other < edge; other += 1) if (this.#table.edgeRest(other) === rest) return true;
    return false;
  }

  /** The length of the set of all characters that lead where `first` does. */
  #setLength(first: number, end: number): number {
    const rest = this.#table.edgeRest(first);
    let length = 1;
    let last = this.#table.edgeChar(first);
    let run = 1;
    for (let edge = first + 1; edge < end; edge += 1) {
      if (this.#table.edgeRest(edge) !== rest) continue;
      const char = this.#table.edgeChar(edge);
      run = char === last + 1 ? run + 1 : 1;
      last = char;
      if (run <= 3) length += 1;
    }
    return length === 1 ? 1 : length + 2;
  }
}
