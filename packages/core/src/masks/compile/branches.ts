import { setOf, single } from "./character-set.js";
import type { Language, LanguageTable } from "./language-table.js";
import type { MaskExpression } from "./mask-expression.js";

/** One language after some first characters: all of `set` lead to `rest`. */
export interface Branch {
  readonly set: MaskExpression;
  readonly rest: Language;
}

/** The branches of a table's languages. */
export class Branches {
  readonly #table: LanguageTable;
  readonly #known = new Map<Language, readonly Branch[]>();

  constructor(table: LanguageTable) {
    this.#table = table;
  }

  /** The branches of `language`, those with equal rests joined, in the order of their first characters. */
  of(language: Language): readonly Branch[] {
    const known = this.#known.get(language);
    if (known) return known;
    const rests: Language[] = [];
    const chars: string[] = [];
    const end = this.#table.endEdge(language);
    for (let edge = this.#table.firstEdge(language); edge < end; edge += 1) {
      const rest = this.#table.edgeRest(edge);
      const char = String.fromCharCode(this.#table.edgeChar(edge));
      const at = rests.indexOf(rest);
      if (at < 0) chars[rests.push(rest) - 1] = char;
      else chars[at] += char;
    }
    const branches = rests.map((rest, at) => ({ set: setOf(chars[at] as string), rest }));
    this.#known.set(language, branches);
    return branches;
  }

  /** The first characters of the words of `language` if all words go on alike behind them. */
  step(language: Language): MaskExpression | undefined {
    if (this.#table.acceptsEmpty(language)) return undefined;
    const first = this.#table.firstEdge(language);
    const end = this.#table.endEdge(language);
    for (let edge = first + 1; edge < end; edge += 1) {
      if (this.#table.edgeRest(edge) !== this.#table.edgeRest(first)) return undefined;
    }
    return end === first + 1 ? single(this.#table.edgeChar(first)) : this.of(language)[0]?.set;
  }

  /**
   * The language of `branches`. Those with common parts taken out may share first characters; two edges of the language
   * then read the same one, which only the operations of `LanguageAlgebra` would mind.
   */
  language(branches: readonly Branch[]): Language {
    const edges: { char: number; rest: Language }[] = [];
    for (const { set, rest } of branches) {
      for (let at = 0; at < set.chars.length; at += 1) edges.push({ char: set.chars.charCodeAt(at), rest });
    }
    edges.sort((a, b) => a.char - b.char);
    const draft = this.#table.draft;
    for (const { char, rest } of edges) this.#table.addEdge(char, rest);
    return this.#table.intern(false, draft);
  }
}
