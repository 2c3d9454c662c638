import { expect, it } from "vitest";
import { Week } from "./week.js";

const night = { from: 19 * 60, to: 8 * 60 };

it("covers spans of days, over midnight and over the end of the week", () => {
  const week = new Week([
    { days: [4, 6], ...night },
    { days: [5], from: 0, to: 24 * 60 },
  ]);
  const covered = [
    [4, 19 * 60 - 1],
    [4, 19 * 60],
    [5, 0],
    [5, 1_439],
    [6, 0],
    [6, 19 * 60],
    [0, 8 * 60 - 1],
    [0, 8 * 60],
  ] as const;
  expect(covered.map(([day, minute]) => week.covers(day, minute))).toEqual(
    // Sunday's first minute is not covered: Saturday ends with itself.
    [false, true, true, true, false, true, true, false],
  );
  expect([0, 1, 4, 5, 6].map((day) => week.changesOn(day))).toEqual([[480], [], [1_140], [], [0, 1_140]]);
  expect(week.isConstant).toBe(false);
});

it("is constant where spans leave nothing out", () => {
  expect(new Week([{ days: [0, 1, 2, 3, 4, 5, 6], from: 0, to: 24 * 60 }]).isConstant).toBe(true);
  expect(new Week([{ days: [0, 1, 2, 3, 4, 5, 6], from: 60, to: 59 }]).isConstant).toBe(false);
});
