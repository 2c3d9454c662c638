import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addUsage, sumsOfNumbers, sumsToNumbers, usageMeans } from "./usage.js";
import { resolutionSince, startOfSpan, usageResolutions, usageSpans } from "./usage-resolutions.js";

const moment = (text: string) => Date.parse(text);

describe("usage", () => {
  it("is the same numbers in the same order, there and back", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 9, maxLength: 9 }), (numbers) => {
        expect(sumsToNumbers(sumsOfNumbers(numbers))).toEqual(numbers);
      }),
    );
  });

  it("is added up pool by pool; a pool that came or went keeps what it has", () => {
    const one = { farm: sumsOfNumbers([1, 5, 4]), pools: new Map([["a", sumsOfNumbers([1, 2, 1])]]) };
    const other = {
      farm: sumsOfNumbers([1, 7, 2, 0, 0, 3]),
      pools: new Map([
        ["a", sumsOfNumbers([1, 3, 0])],
        ["b", sumsOfNumbers([1, 9])],
      ]),
    };
    expect(addUsage(one, other)).toEqual({
      farm: sumsOfNumbers([2, 12, 6, 0, 0, 3]),
      pools: new Map([
        ["a", sumsOfNumbers([2, 5, 1])],
        ["b", sumsOfNumbers([1, 9])],
      ]),
    });
    expect(one.pools.get("a")).toEqual(sumsOfNumbers([1, 2, 1]));
  });

  it("is told as means; waiting is the mean of the jobs that started", () => {
    expect(usageMeans(sumsOfNumbers([3, 10, 5, 0, 1, 2, 100, 4, 90]))).toEqual({
      free: 3.33,
      busy: 1.67,
      held: 0,
      offline: 0.33,
      jobsWaiting: 0.67,
      tasksWaiting: 33.33,
      jobsStarted: 4,
      wait: 23,
    });
    expect(usageMeans(sumsOfNumbers([1])).wait).toBeNull();
  });
});

describe("resolutions", () => {
  it("begin spans where clocks show them, in UTC", () => {
    const at = moment("2026-03-29T13:47:31.500Z");
    expect(usageResolutions.map((resolution) => new Date(startOfSpan(resolution, at)).toISOString())).toEqual(
      [
        "2026-03-29T13:47:00.000Z",
        "2026-03-29T13:40:00.000Z",
        "2026-03-29T13:00:00.000Z",
        "2026-03-29T00:00:00.000Z",
      ],
    );
  });

  it("keep at most 2,000 rows in all", () => {
    const rows = usageResolutions.map(
      (resolution) => usageSpans[resolution].keptMs / usageSpans[resolution].spanMs,
    );
    expect(rows).toEqual([180, 288, 768, 400]);
  });

  it("are chosen by how far back one looks", () => {
    const now = moment("2026-03-29T12:00:00.000Z");
    const hours = (count: number) => resolutionSince(now - count * 3_600_000, now);
    expect([1, 3, 4, 48, 49, 24 * 32, 24 * 33, 24 * 365, 24 * 5000].map(hours)).toEqual([
      "minute",
      "minute",
      "ten-minutes",
      "ten-minutes",
      "hour",
      "hour",
      "day",
      "day",
      "day",
    ]);
  });
});
