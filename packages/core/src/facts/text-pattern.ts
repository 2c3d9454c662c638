import { matchParts } from "../hosts/match-parts.js";
import type { PatternPart } from "../hosts/pattern-parts.js";
import type { Budget } from "../work/budget.js";
import { FactFlaw } from "./fact-flaw.js";

/** The longest text that a fact is compared with, in UTF-16 units. */
const maxValueLength = 200;

/** The most words of a text that are looked at. */
const maxWords = 20;

/** Does a text match? Spends the steps that it takes. */
export type TextTest = (text: string, budget: Budget) => boolean;

/**
 * A test of texts: `*` stands for any characters, `?` for one, upper and lower case count as the same.
 *
 * @throws FactFlaw when it is empty or too long.
 */
export function textPattern(value: string): TextTest {
  const wanted = spaced(value);
  if (wanted === "") throw new FactFlaw("its value is missing");
  if (wanted.length > maxValueLength) {
    throw new FactFlaw(`its value is longer than ${maxValueLength} characters`, maxValueLength);
  }
  const parts = wanted.split(/(\*+|\?)/).flatMap((text): PatternPart[] => {
    if (text === "") return [];
    if (text.startsWith("*")) return [{ kind: "any" }];
    return [text === "?" ? { kind: "one" } : { kind: "text", text }];
  });
  return (text, budget) => {
    const given = spaced(text);
    budget.spend("steps", 1 + ((parts.length * given.length) >> 2));
    return matchParts(parts, given);
  };
}

/**
 * The same for a text of several words: it matches as a whole, or any of its words, or several that follow each other.
 *
 * @throws FactFlaw as {@link textPattern} does.
 */
export function wordsPattern(value: string): TextTest {
  const matches = textPattern(value);
  return (text, budget) => {
    const words = spaced(text).split(" ").slice(0, maxWords);
    return words.some((_, start) =>
      words.some((_, end) => end >= start && matches(words.slice(start, end + 1).join(" "), budget)),
    );
  };
}

/** In lower case, with one space between words. */
function spaced(text: string): string {
  return text.trim().replaceAll(/\s+/g, " ").toLowerCase();
}
