import { expect, it } from "vitest";
import { shownTime } from "./shown-time.js";

it("shows today as its time alone", () => {
  const now = new Date(2026, 10, 24, 18, 0);
  expect(shownTime(new Date(2026, 10, 24, 9, 5).toISOString(), now)).toBe("09:05");
  expect(shownTime(new Date(2026, 10, 23, 9, 5).toISOString(), now)).toBe("23 Nov 2026, 09:05");
});
