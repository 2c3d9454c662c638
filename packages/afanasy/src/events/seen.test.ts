import { expect, it } from "vitest";
import { Seen } from "./seen.js";

const a = { id: 1, serial: 1 };
const b = { id: 2, serial: 2 };
const c = { id: 1, serial: 3 };

function seen() {
  return new Seen<{ id: number; serial: number }>((x, y) => x.serial === y.serial);
}

it("takes a whole listing, and knows what is gone", () => {
  const entries = seen();
  expect(entries.take({ entries: [a, b] })).toEqual([]);
  expect(entries.take({ entries: [b] })).toEqual([a]);
  expect(entries.all).toEqual([b]);
});

it("takes some entries and leaves the others", () => {
  const entries = seen();
  entries.take({ entries: [a, b] });
  expect(entries.take({ ids: [1], entries: [] })).toEqual([a]);
  expect(entries.all).toEqual([b]);
  expect(entries.take({ ids: [7], entries: [] })).toEqual([]);
});

it("knows another thing under the same id", () => {
  const entries = seen();
  entries.take({ entries: [a] });
  expect(entries.take({ ids: [1], entries: [c] })).toEqual([a]);
  expect(entries.all).toEqual([c]);
});
