import { expect, it } from "vitest";
import { isPoolId, newId } from "./pool-id.js";

it("an id begins with the time in seconds and is another one each time", () => {
  const now = new Date("2026-01-01T12:00:00.999Z");
  const ids = new Set(Array.from({ length: 1_000 }, () => newId(now)));
  expect(ids.size).toBe(1_000);
  for (const id of ids) {
    expect(isPoolId(id)).toBe(true);
    expect(Number.parseInt(id.slice(0, 8), 16)).toBe(Date.UTC(2026, 0, 1, 12) / 1000);
  }
});

it("the first second of 1970 gives 24 digits too", () => {
  expect(newId(new Date(0))).toMatch(/^0{8}[0-9a-f]{16}$/);
});

it.each(["", "0".repeat(23), "0".repeat(25), "A".repeat(24), `${"0".repeat(24)}\n`])(
  "%j is no id",
  (text) => {
    expect(isPoolId(text)).toBe(false);
  },
);
