import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finish } from "../../work/steps.js";
import { LanguageAlgebra } from "./language-algebra.js";
import { emptyWord, type Language, LanguageTable } from "./language-table.js";
import { reversedLanguage } from "./reversed-language.js";
import { StateGraph } from "./state-graph.js";

const word = fc.string({ unit: fc.constantFrom(..."abc"), maxLength: 4 });
const words = fc.uniqueArray(word, { minLength: 1, maxLength: 30 });

/** The words of `language`, in order. */
function wordsOf(table: LanguageTable, language: Language | undefined, start = ""): string[] {
  if (language === undefined) return [];
  const found = table.acceptsEmpty(language) ? [start] : [];
  for (let edge = table.firstEdge(language); edge < table.endEdge(language); edge += 1) {
    const char = String.fromCharCode(table.edgeChar(edge));
    found.push(...wordsOf(table, table.edgeRest(edge), start + char));
  }
  return found;
}

function languageOf(table: LanguageTable, list: readonly string[]): Language {
  return table.fromSorted([...list].sort());
}

describe("LanguageTable", () => {
  it("keeps the words and counts their letters", () => {
    fc.assert(
      fc.property(words, (list) => {
        const table = new LanguageTable();
        const language = languageOf(table, list);
        expect(wordsOf(table, language)).toEqual([...list].sort());
        expect(table.letters(language)).toBe(list.join("").length);
      }),
    );
  });

  it("gives equal languages one number", () => {
    const table = new LanguageTable();
    const language = languageOf(table, ["xab", "xb", "yab", "yb"]);
    expect(table.after(language, "x".charCodeAt(0))).toBe(languageOf(table, ["ab", "b"]));
    expect(languageOf(table, [""])).toBe(emptyWord);
  });

  it("finds again what it held before it grew", () => {
    const table = new LanguageTable();
    const lists = Array.from({ length: 5_000 }, (_, index) => [`n${index * index}`, `n${index}x`]);
    const languages = lists.map((list) => languageOf(table, list));
    expect(lists.map((list) => languageOf(table, list))).toEqual(languages);
    expect(lists.map((list) => [...list].sort())).toEqual(languages.map((each) => wordsOf(table, each)));
  });

  it("knows what all words pass", () => {
    const table = new LanguageTable();
    const language = languageOf(table, ["a-1.lan", "b-1.lan", "cc.lan"]);
    expect(wordsOf(table, table.bottleneck(language))).toEqual([".lan"]);
    expect(wordsOf(table, table.lastBottleneck(language))).toEqual(["n"]);
    expect(table.bottleneck(languageOf(table, ["a", "bc"]))).toBe(emptyWord);
  });
});

describe("LanguageAlgebra", () => {
  it("joins, intersects and subtracts sets of words", () => {
    fc.assert(
      fc.property(words, words, (a, b) => {
        const table = new LanguageTable();
        const algebra = new LanguageAlgebra(table);
        const [left, right] = [languageOf(table, a), languageOf(table, b)];
        const common = a.filter((each) => b.includes(each)).sort();
        const rest = a.filter((each) => !b.includes(each)).sort();
        expect(algebra.union(left, right)).toBe(languageOf(table, [...new Set([...a, ...b])]));
        expect(wordsOf(table, algebra.intersection(left, right))).toEqual(common);
        expect(wordsOf(table, algebra.difference(left, right))).toEqual(rest);
      }),
    );
  });
});

describe("StateGraph", () => {
  it("tells the words before a state from those that do not pass it", () => {
    fc.assert(
      fc.property(words, (list) => {
        const table = new LanguageTable();
        const graph = new StateGraph(table, languageOf(table, list));
        for (const [at, state] of graph.states.entries()) {
          const ends = wordsOf(table, state);
          const through = wordsOf(table, finish(graph.before(at))).flatMap((start) =>
            ends.map((end) => start + end),
          );
          const others = wordsOf(table, graph.without(at));
          expect([...through, ...others].sort()).toEqual([...list].sort());
        }
      }),
    );
  });

  it("is not made of more states than asked for", () => {
    const table = new LanguageTable();
    const language = languageOf(table, ["abcdef"]);
    expect(StateGraph.upTo(7, table, language)?.states).toHaveLength(7);
    expect(StateGraph.upTo(6, table, language)).toBeUndefined();
    expect(new StateGraph(table, language).states).toHaveLength(7);
  });
});

describe("reversedLanguage", () => {
  it("reads all words from their ends", () => {
    fc.assert(
      fc.property(words, (list) => {
        const table = new LanguageTable();
        const reversed = reversedLanguage(new StateGraph(table, languageOf(table, list)));
        const expected = list.map((each) => [...each].reverse().join(""));
        expect(reversed).toBe(languageOf(table, expected));
      }),
    );
  });
});
