import { expect, it } from "vitest";
import { sortedBy } from "./sorted-by.js";

it("sorts texts as people count, and numbers as numbers", () => {
  const texts = ["sh10", "SH2", "sh1_b10", "sh1_b9", "a", ""];
  expect(sortedBy(texts, (text) => [text])).toEqual(["", "a", "sh1_b9", "sh1_b10", "SH2", "sh10"]);
  expect(sortedBy(texts, (text) => [text], true)).toEqual(["sh10", "SH2", "sh1_b10", "sh1_b9", "a", ""]);
  expect(sortedBy([10, 9, -1], (number) => [number])).toEqual([-1, 9, 10]);
});

it("asks the second key where the first is the same, and else leaves rows in their order, both ways", () => {
  const rows = [
    { id: 1, pool: "gpu", size: 2 },
    { id: 2, pool: "gpu", size: 1 },
    { id: 3, pool: "cpu", size: 1 },
    { id: 4, pool: "cpu", size: 1 },
  ];
  const ids = (isDown: boolean) =>
    sortedBy(rows, ({ pool, size }) => [pool, size], isDown).map(({ id }) => id);
  expect(ids(false)).toEqual([3, 4, 2, 1]);
  expect(ids(true)).toEqual([1, 2, 3, 4]);
});

it("works out the keys once for each row", () => {
  let asked = 0;
  const rows = Array.from({ length: 1_000 }, (_, number) => (number * 7_919) % 1_000);
  const sorted = sortedBy(rows, (number) => {
    asked += 1;
    return [`shot-${number}`];
  });
  expect([sorted[0], sorted[999], asked]).toEqual([0, 999, 1_000]);
});
