import { expect, it } from "vitest";
import { rangeOf } from "./visible-rows.js";

it("holds what can be seen and some around it", () => {
  expect(rangeOf(10_000, 30, 3_000, 600)).toEqual({ first: 92, end: 136 });
  expect(rangeOf(10_000, 30, 0, 600)).toEqual({ first: 0, end: 36 });
  expect(rangeOf(5, 30, 0, 600)).toEqual({ first: 0, end: 5 });
});

it("is never empty where the list became shorter than what was scrolled", () => {
  expect(rangeOf(40, 30, 200_000, 600)).toEqual({ first: 12, end: 40 });
  expect(rangeOf(0, 30, 900, 600)).toEqual({ first: 0, end: 0 });
});
