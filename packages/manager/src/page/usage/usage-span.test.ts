import { describe, expect, it } from "vitest";
import { movedSpan, namedSpans, timesOf } from "./usage-span.js";

const now = Date.parse("2026-01-31T12:00:00Z");
const minuteMs = 60_000;

describe("a span of time", () => {
  it("is made narrower and wider around its middle, and ends by now", () => {
    const span = { from: now - 40 * minuteMs, to: now - 20 * minuteMs };
    expect(movedSpan(span, { factor: 0.5 }, now)).toEqual({
      from: now - 35 * minuteMs,
      to: now - 25 * minuteMs,
    });
    expect(movedSpan(span, { factor: 4 }, now)).toEqual({ from: now - 80 * minuteMs, to: now });
    expect(movedSpan(span, { shift: -0.5 }, now)).toEqual({
      from: now - 50 * minuteMs,
      to: now - 30 * minuteMs,
    });
    expect(movedSpan(span, { shift: 5 }, now)).toEqual({ from: now - 20 * minuteMs, to: now });
  });

  it("is no shorter than minutes, and no longer than a year", () => {
    expect(movedSpan({ from: now - 6 * minuteMs, to: now }, { factor: 0.1 }, now)).toEqual({
      from: now - 5.5 * minuteMs,
      to: now - 0.5 * minuteMs,
    });
    expect(timesOf(movedSpan("year", { factor: 3 }, now), now)).toEqual({
      from: now - namedSpans.year,
      to: now,
    });
  });
});
