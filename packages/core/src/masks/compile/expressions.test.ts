import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { setOf } from "./character-set.js";
import { choice, mirror, option, sequence } from "./combine-expressions.js";
import { expressionText } from "./expression-text.js";
import type { MaskExpression } from "./mask-expression.js";

const letters = (text: string) => sequence([...text].map(setOf));

/** Any expression, with all words that it stands for. */
interface Sample {
  readonly expression: MaskExpression;
  readonly words: readonly string[];
}

const sample: fc.Arbitrary<Sample> = fc.letrec<{ sample: Sample }>((tie) => ({
  sample: fc.oneof(
    { maxDepth: 4 },
    fc
      .uniqueArray(fc.constantFrom(..."abc019-._"), { minLength: 1, maxLength: 4 })
      .map((chars) => ({ expression: setOf(chars.join("")), words: chars })),
    fc.array(tie("sample"), { minLength: 1, maxLength: 3 }).map((samples) => ({
      expression: sequence(samples.map(({ expression }) => expression)),
      words: samples.reduce<string[]>(
        (starts, { words }) => starts.flatMap((start) => words.map((word) => start + word)),
        [""],
      ),
    })),
    fc.array(tie("sample"), { minLength: 1, maxLength: 3 }).map((samples) => ({
      expression: choice(samples.map(({ expression }) => expression)),
      words: samples.flatMap(({ words }) => words),
    })),
    tie("sample").map(({ expression, words }) => ({ expression: option(expression), words: ["", ...words] })),
    fc.tuple(tie("sample"), fc.integer({ min: 2, max: 3 })).map(([{ expression, words }, times]) => ({
      expression: sequence(Array.from({ length: times }, () => expression)),
      words: words.slice(0, 3).map((word) => word.repeat(times)),
    })),
  ),
})).sample;

describe("expressions", () => {
  it("know how long their text is, and match what they stand for", () => {
    fc.assert(
      fc.property(
        sample.filter(({ words }) => words.length < 2_000),
        ({ expression, words }) => {
          const text = expressionText(expression);
          expect(text).toHaveLength(expression.length);
          const regex = new RegExp(`^(?:${text})$`);
          expect(words.filter((word) => !regex.test(word))).toEqual([]);
          const mirrored = new RegExp(`^(?:${expressionText(mirror(expression))})$`);
          expect(words.filter((word) => !mirrored.test([...word].reverse().join("")))).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ["a", "a"],
    [".", "[.]"],
    ["ab", "[ab]"],
    ["cab", "[a-c]"],
    ["-.", "[-.]"],
    ["9-012_", "[-0-29_]"],
    ["XYZabc", "[X-Za-c]"],
  ])("write the set of %o as %s", (chars, text) => {
    expect(expressionText(setOf(chars))).toBe(text);
  });

  it.each([
    ["aaaa", "aaaa"],
    ["aaaaa", "a{5}"],
    ["abababab", "(ab){4}"],
    ["xabcabcabc", "x(abc){3}"],
  ])("write %s as %s", (text, shortened) => {
    expect(expressionText(letters(text))).toBe(shortened);
  });

  it("write a choice of choices as one, and a short pair without parentheses", () => {
    expect(expressionText(choice([setOf("a"), choice([setOf("b"), letters("cd")])]))).toBe("[ab]|cd");
    const pair = sequence([setOf("a"), choice([letters("bc"), letters("de")])]);
    expect(expressionText(pair)).toBe("a(bc|de)");
    expect(expressionText(choice([letters("xy"), pair]))).toBe("xy|abc|ade");
  });

  it.each([
    [["abc1", "abc22"], "abc(1|22)"],
    [["1-gpu", "22-gpu"], "(1|22)-gpu"],
    [["ab1", "cb1"], "[ac]b1"],
    [["gpu", "gpu1"], "gpu1?"],
    [["ab1", "ab1"], "ab1"],
    [["ax1", "ax2", "b"], "b|ax[12]"],
    [["a12", "a34"], "a12|a34"],
  ])("write what the alternatives %o have in common once where that is shorter", (words, text) => {
    expect(expressionText(choice(words.map(letters)))).toBe(text);
  });

  it("have no option of an option", () => {
    expect(expressionText(option(option(letters("ab"))))).toBe("(ab)?");
    expect(expressionText(choice([option(setOf("a")), option(letters("bc"))]))).toBe("(a|bc)?");
  });
});
