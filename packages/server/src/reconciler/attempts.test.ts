import { ManualClock } from "@afpools/core/testing";
import { describe, expect, it } from "vitest";
import { Attempts } from "./attempts.js";

describe("attempts that have no effect", () => {
  it("are due again after pauses that double, up to a minute", () => {
    const clock = new ManualClock();
    const attempts = new Attempts<number>(clock);
    const pauses = Array.from({ length: 7 }, () => {
      attempts.note(7, "mask");
      const pause = attempts.nextDelay ?? 0;
      clock.advance(pause - 1);
      expect(attempts.isDue(7, "mask")).toBe(false);
      clock.advance(1);
      expect(attempts.isDue(7, "mask")).toBe(true);
      expect(attempts.nextDelay).toBe(0);
      clock.advance(5_000);
      expect(attempts.nextDelay).toBe(0);
      return pause;
    });
    expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  it("are each thing's own, and something else is tried at once", () => {
    const clock = new ManualClock();
    const attempts = new Attempts<number>(clock);
    expect(attempts.nextDelay).toBeUndefined();
    attempts.note(1, "mask");
    attempts.note(1, "mask");
    attempts.note(2, "mask");
    clock.advance(500);
    attempts.note(3, "mask");
    expect([1, 2, 3, 4].map((key) => attempts.isDue(key, "mask"))).toEqual([false, false, false, true]);
    expect(attempts.isDue(1, "other")).toBe(true);
    // The first that is due is the second one.
    expect(attempts.nextDelay).toBe(1_500);
    attempts.note(1, "other");
    clock.advance(2_000);
    expect(attempts.isDue(1, "other")).toBe(true);
  });

  it("are forgotten of all that is right", () => {
    const clock = new ManualClock();
    const attempts = new Attempts<number>(clock);
    attempts.note(1, "mask");
    attempts.note(2, "mask");
    attempts.retain(new Set([2]));
    expect([1, 2].map((key) => attempts.isDue(key, "mask"))).toEqual([true, false]);
    attempts.retain(new Set());
    expect(attempts.nextDelay).toBeUndefined();
  });
});
