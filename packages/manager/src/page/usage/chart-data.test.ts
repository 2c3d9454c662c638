import type { UsagePoint } from "@afpools/core/internal";
import { describe, expect, it } from "vitest";
import { chartData, hasLoneValues, stacked } from "./chart-data.js";

const point = (at: string, free: number, busy: number): UsagePoint => ({
  at: `2026-01-31T${at}:00.000Z`,
  free,
  busy,
  held: 0,
  offline: 0,
  jobsWaiting: 0,
  tasksWaiting: 0,
  jobsStarted: 0,
  wait: null,
});
const seconds = (at: string) => Date.parse(`2026-01-31T${at}:00.000Z`) / 1_000;

it("there is no line to be drawn where each has one value at most", () => {
  expect(hasLoneValues({ times: [1, 2], lines: [[3, null], []] })).toBe(true);
  expect(
    hasLoneValues({
      times: [1, 2],
      lines: [
        [3, null],
        [0, 4],
      ],
    }),
  ).toBe(false);
});

describe("chartData", () => {
  it("has a gap where spans are missing, and lines upon each other", () => {
    const points = [point("12:00", 1, 2), point("12:10", 3, 4), point("12:50", 5, 6)];
    const data = chartData(points, "ten-minutes", [
      ({ free }) => free,
      ({ busy }) => busy,
      ({ wait }) => wait,
    ]);
    expect(data.times).toEqual([seconds("12:00"), seconds("12:10"), seconds("12:20"), seconds("12:50")]);
    expect(data.lines).toEqual([
      [1, 3, null, 5],
      [2, 4, null, 6],
      [null, null, null, null],
    ]);
    expect(stacked({ ...data, lines: data.lines.slice(0, 2) }).lines).toEqual([
      [1, 3, null, 5],
      [3, 7, null, 11],
    ]);
  });
});
