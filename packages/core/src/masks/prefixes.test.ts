import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PrefixList } from "./prefixes.js";

const text = fc.string({ unit: fc.constantFrom("a", "b", "-", "Z"), maxLength: 6 });

describe("PrefixList", () => {
  it("matches names that begin with one of the prefixes", () => {
    fc.assert(
      fc.property(fc.array(text), text, (prefixes, name) => {
        expect(new PrefixList(prefixes).matches(name)).toBe(
          prefixes.some((prefix) => name.startsWith(prefix)),
        );
      }),
    );
  });

  it("keeps the shortest ones", () => {
    expect(new PrefixList(["pc-10", "pc-1", "a", "pc-1"]).shortest).toEqual(["a", "pc-1"]);
    expect(new PrefixList(["b", ""]).shortest).toEqual([""]);
  });
});
