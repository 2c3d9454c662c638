import fc from "fast-check";
import { expect, it } from "vitest";
import { fromCsvCell, toCsvCell } from "./csv-cell.js";

it.each([
  "=1+1",
  "+1",
  "-1",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\n=1",
  "\uff1d1",
  "\uff0b1",
  "\uff0d1",
  "\uff20SUM(A1)",
])("%j is no formula for a spreadsheet", (text) => expect(toCsvCell(text)).toBe(`'${text}`));

it.each(["pc-01", "gpu + nuke", "", "'quoted'", " =1"])("%j is written as it is", (text) => {
  expect(toCsvCell(text)).toBe(text);
});

it("a cell that was written is read as it was, whatever it begins with", () => {
  const texts = fc
    .tuple(fc.constantFrom("", "'", "''", "=", "'=", "''-"), fc.string())
    .map(([a, b]) => a + b);
  fc.assert(fc.property(texts, (text) => fromCsvCell(toCsvCell(text)) === text));
});
