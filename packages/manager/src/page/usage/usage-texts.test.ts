import { expect, it } from "vitest";
import { u } from "./usage-texts.js";

it.each([
  [0, "0 s"],
  [0.5, "0.5 s"],
  [1, "1 s"],
  [45.4, "45 s"],
  [720, "12 min"],
  [12_600, "3.5 h"],
])("%d seconds are shown as %s, so that marks of an axis differ", (value, shown) => {
  expect(u.seconds(value)).toBe(shown);
});
