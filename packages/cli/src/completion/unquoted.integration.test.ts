import { expect, it } from "vitest";
import { unquoted } from "./unquoted.js";

it.each([
  ["Heavy\\ S", "Heavy S"],
  ['"Heavy S', "Heavy S"],
  ["'Heavy S", "Heavy S"],
  ['"Hea', "Hea"],
  ["He", "He"],
  ["'it'\\''s", "it's"],
  ['"a\\"b\\n', 'a"b\\n'],
  ["'a\\b", "a\\b"],
  ["a\\", "a"],
  ["", ""],
])("%s is %s", (word, text) => expect(unquoted(word)).toBe(text));
