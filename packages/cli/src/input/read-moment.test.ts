import { describe, expect, it } from "vitest";
import { readMoment } from "./read-moment.js";

/** A Friday. */
const now = new Date(2026, 10, 27, 20, 30);
const local = (...parts: [number, number, number, number, number]) => new Date(...parts);

describe("readMoment", () => {
  it.each([
    ["90min", new Date(now.getTime() + 90 * 60_000)],
    ["30m", new Date(now.getTime() + 30 * 60_000)],
    ["2h", new Date(now.getTime() + 2 * 3_600_000)],
    ["3 d", new Date(now.getTime() + 3 * 86_400_000)],
    ["21:00", local(2026, 10, 27, 21, 0)],
    ["8:00", local(2026, 10, 28, 8, 0)],
    ["today 23:59", local(2026, 10, 27, 23, 59)],
    ["tomorrow", local(2026, 10, 28, 0, 0)],
    ["Mon 08:00", local(2026, 10, 30, 8, 0)],
    ["monday", local(2026, 10, 30, 0, 0)],
    ["fri 21:00", local(2026, 10, 27, 21, 0)],
    ["fri 20:30", local(2026, 11, 4, 20, 30)],
    ["2026-11-30", local(2026, 10, 30, 0, 0)],
    ["2026-11-30 08:00", local(2026, 10, 30, 8, 0)],
    ["2026-11-30T08:00Z", new Date(Date.UTC(2026, 10, 30, 8, 0))],
    ["2026-11-30 08:00+01:00", new Date(Date.UTC(2026, 10, 30, 7, 0))],
  ])("reads %s", (text, expected) => {
    expect(readMoment(text, now)).toEqual(expected);
  });

  it.each(["", "soon", "24:00", "8:60", "8", "mon 8", "2026-13-01", "2026-11-30 08:00 CET", "h"])(
    "refuses %j",
    (text) => {
      expect(() => readMoment(text, now)).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
    },
  );

  it.each(["today", "today 20:30", "2026-11-27", "2020-01-01T00:00Z", "0min"])(
    "refuses %s, which is over",
    (text) => {
      expect(() => readMoment(text, now)).toThrow(/is in the past/);
    },
  );
});
