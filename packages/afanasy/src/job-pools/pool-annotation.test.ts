import fc from "fast-check";
import { expect, it } from "vitest";
import { withoutPoolAnnotation, withPoolAnnotation } from "./pool-annotation.js";
import type { PoolTag } from "./pool-tag.js";

const tagOn = (expression: string): PoolTag => ({ expression, pools: {}, enforcement: "mask", own: {} });

it("says the pool behind what people wrote, and whether strays are restarted", () => {
  expect(withPoolAnnotation("", tagOn("gpu"))).toBe("pool: gpu");
  expect(withPoolAnnotation("take 3", { ...tagOn("gpu"), restartStrays: true })).toBe(
    "take 3; pool: gpu (strays restart)",
  );
});

it.each(["", "take 3", "pool: mine", "note; pool: x", "pool: gpu", "a\nb"])(
  "gives %j back, on whatever pool the job was",
  (own) => {
    for (const expression of ["gpu", '"x; pool: y"', "gpu + nuke"]) {
      const tag = tagOn(expression);
      expect(withoutPoolAnnotation(withPoolAnnotation(own, tag), tag)).toBe(own);
    }
  },
);

it("leaves an annotation alone that people have changed since", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(text !== "pool: gpu" && !text.endsWith("; pool: gpu"));
      expect(withoutPoolAnnotation(text, tagOn("gpu"))).toBe(text);
    }),
    { seed: 1 },
  );
});
