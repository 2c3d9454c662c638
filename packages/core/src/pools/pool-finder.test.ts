import fc from "fast-check";
import { expect, it } from "vitest";
import { findPool } from "./find-pool.js";
import { PoolFinder } from "./pool-finder.js";

it("finds what a look at each pool finds", () => {
  const text = fc.constantFrom("a", "A", "b", " B", "ǰ", "J̌", "c");
  const pool = fc.record({ id: text, name: text });
  fc.assert(
    fc.property(fc.array(pool, { maxLength: 6 }), fc.array(text), (pools, wanted) => {
      const finder = new PoolFinder(pools);
      for (const each of wanted) expect(finder.find(each)).toBe(findPool(pools, each));
    }),
  );
});
