import { AfpoolsError } from "../../errors.js";
import type { CharSet } from "../regex/char-set.js";
import type { RegexTree } from "../regex/syntax-tree.js";
import { LanguageAlgebra } from "./language-algebra.js";
import { emptyWord, type Language, type LanguageTable } from "./language-table.js";

/**
 * Proves that `tree` matches the words of `language` and no other text: finds the language of all that it matches, which
 * has the same number if it is the same.
 *
 * @throws AfpoolsError `INTERNAL`, with a text that only one of them takes: a defect in this package.
 */
export function proveExact(tree: RegexTree, table: LanguageTable, language: Language): void {
  const algebra = new LanguageAlgebra(table);
  const matched = new Matches(table, algebra).before(emptyWord, tree);
  if (matched === language) return;
  const different = algebra.difference(matched, language) ?? algebra.difference(language, matched);
  const text = different === undefined ? "" : firstWord(table, different);
  throw inexact(`it and the hosts differ at ${JSON.stringify(text)}`, { text });
}

/** What expressions match, as languages. */
class Matches {
  readonly #table: LanguageTable;
  readonly #algebra: LanguageAlgebra;
  readonly #bytes = new Map<CharSet, readonly number[]>();

  constructor(table: LanguageTable, algebra: LanguageAlgebra) {
    this.#table = table;
    this.#algebra = algebra;
  }

  /** What `tree` matches with a word of `rest` behind it. */
  before(rest: Language, tree: RegexTree): Language {
    switch (tree.kind) {
      case "set":
        return this.#set(tree.set, rest);
      case "sequence":
        return tree.items.reduceRight<Language>((follower, item) => this.before(follower, item), rest);
      case "choice":
        return this.#choice(tree.items, 0, tree.items.length, rest);
      case "group":
        return this.before(rest, tree.item);
      case "repeat":
        return this.#repeat(tree, rest);
      case "assert":
      case "look":
        throw inexact("it holds an assertion");
    }
  }

  /** In halves, so that no language grows by one item at a time. */
  #choice(items: readonly RegexTree[], from: number, to: number, rest: Language): Language {
    if (to === from + 1) return this.before(rest, items[from] as RegexTree);
    const middle = (from + to) >> 1;
    return this.#algebra.union(
      this.#choice(items, from, middle, rest),
      this.#choice(items, middle, to, rest),
    );
  }

  #set(set: CharSet, rest: Language): Language {
    const draft = this.#table.draft;
    for (const byte of this.#bytesOf(set)) this.#table.addEdge(byte, rest);
    return this.#table.intern(false, draft);
  }

  /** Single characters share their sets, so most are known. */
  #bytesOf(set: CharSet): readonly number[] {
    const known = this.#bytes.get(set);
    if (known) return known;
    const bytes: number[] = [];
    for (let byte = set.indexOf(1); byte >= 0; byte = set.indexOf(1, byte + 1)) bytes.push(byte);
    this.#bytes.set(set, bytes);
    return bytes;
  }

  #repeat({ item, min, max }: Extract<RegexTree, { kind: "repeat" }>, rest: Language): Language {
    if (max === Number.POSITIVE_INFINITY) throw inexact("it holds an endless repetition");
    let language = rest;
    for (let count = min; count < max; count += 1)
      language = this.#algebra.union(rest, this.before(language, item));
    for (let count = 0; count < min; count += 1) language = this.before(language, item);
    return language;
  }
}

function firstWord(table: LanguageTable, language: Language): string {
  let word = "";
  for (let at = language; !table.acceptsEmpty(at); at = table.edgeRest(table.firstEdge(at))) {
    word += String.fromCharCode(table.edgeChar(table.firstEdge(at)));
  }
  return word;
}

function inexact(reason: string, details: { text?: string } = {}): AfpoolsError {
  return new AfpoolsError("INTERNAL", `The mask is not exact: ${reason}.`, { details });
}
