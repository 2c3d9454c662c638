import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finish } from "../../work/steps.js";
import { parseRegex } from "../regex/parse-regex.js";
import { LanguageTable } from "./language-table.js";
import { proveExact } from "./prove-exact.js";

/** All words of up to four letters of which JavaScript says that `text` matches them. */
function matchedWords(text: string): string[] {
  const regex = new RegExp(`^(?:${text})$`);
  let words = [""];
  for (let length = 0; length < 4; length += 1)
    words = ["", ...words.flatMap((word) => [`${word}a`, `${word}b`])];
  return [...new Set(words)].filter((word) => regex.test(word)).sort();
}

/** Expressions in the masks' dialect of which no word has more than four letters. */
const expression = (depth: number): fc.Arbitrary<string> =>
  depth === 0
    ? fc.constantFrom("a", "b", "[ab]")
    : fc.oneof(
        expression(0),
        fc.tuple(expression(depth - 1), expression(depth - 1)).map(([a, b]) => `(${a}|${b})`),
        expression(depth - 1).map((item) => `(${item})?`),
        fc.tuple(expression(depth - 1), expression(depth - 1)).map(([a, b]) => (depth > 2 ? a : a + b)),
        expression(0).map((item) => `${item}{2}`),
      );

const prove = (text: string, words: readonly string[]) => {
  const table = new LanguageTable();
  proveExact(finish(parseRegex(text, "ecmascript")), table, table.fromSorted(words));
};

describe("proveExact", () => {
  it("agrees with JavaScript's engine", () => {
    fc.assert(
      fc.property(expression(3), fc.nat(), (text, index) => {
        const words = matchedWords(text);
        prove(text, words);
        const missing = words.filter((_, at) => at !== index % words.length);
        if (missing.length > 0) expect(() => prove(text, missing)).toThrow("not exact");
        const added = ["aaaab", ...words].sort();
        expect(() => prove(text, added)).toThrow('differ at "aaaab"');
      }),
      { numRuns: 500 },
    );
  });

  it.each(["pc-1$", "pc-(?=1)1", "pc-1+"])(
    "takes no mask for exact that holds what no mask needs: %s",
    (text) => {
      expect(() => prove(text, ["pc-1"])).toThrow("not exact");
    },
  );
});
