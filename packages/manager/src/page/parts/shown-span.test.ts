import { expect, it } from "vitest";
import { shownSpan } from "./shown-span.js";

it.each([
  [1, "1 min"],
  [59 * 60_000 + 1, "1 h"],
  [130 * 60_000, "2 h 10 min"],
  [47 * 3_600_000, "47 h"],
  [49 * 3_600_000, "2 days"],
])("shows %i ms as %s", (ms, words) => {
  expect(shownSpan(ms)).toBe(words);
});
