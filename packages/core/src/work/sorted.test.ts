import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sorted } from "./sorted.js";
import { finish } from "./steps.js";

const byValue = (a: { value: number }, b: { value: number }) => a.value - b.value;

describe("sorted", () => {
  it("sorts as toSorted does, and keeps equal items in their order", () => {
    const values = fc.array(fc.nat(500), { maxLength: 2_000, size: "max" });
    fc.assert(
      fc.property(values, (numbers) => {
        const items = numbers.map((value, index) => ({ value, index }));
        expect(finish(sorted(items, byValue))).toEqual(items.toSorted(byValue));
      }),
    );
  });

  it("takes few comparisons in one step, and leaves the list as it is", () => {
    let comparisons = 0;
    const items = Array.from({ length: 20_000 }, (_, index) => ({ value: (index * 7_919) % 20_011 }));
    const steps = sorted(items, (a, b) => {
      comparisons += 1;
      return byValue(a, b);
    });
    let most = 0;
    for (let before = 0; !steps.next().done; before = comparisons)
      most = Math.max(most, comparisons - before);
    expect(most).toBeLessThan(4_000);
    expect(items[1]).toEqual({ value: 7_919 });
  });
});
