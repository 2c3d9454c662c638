import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostsOf, isWithin, mergeRanges, networkOf, sizeOf } from "./address-range.js";

const anyAddress = fc.nat(2 ** 32 - 1);
const smallRange = fc.tuple(fc.nat(60), fc.nat(12)).map(([first, more]) => ({ first, last: first + more }));

const members = (ranges: readonly { first: number; last: number }[]) =>
  new Set(ranges.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i)));

describe("networkOf", () => {
  it("has the address, and is as large as its prefix says", () => {
    fc.assert(
      fc.property(anyAddress, fc.nat(32), (address, prefix) => {
        const network = networkOf(address, prefix);
        expect(isWithin({ first: address, last: address }, network)).toBe(true);
        expect(sizeOf(network)).toBe(2 ** (32 - prefix));
        expect(networkOf(network.last, prefix)).toEqual(network);
      }),
    );
  });
});

describe("hostsOf", () => {
  it("leaves out the first and the last address, but of two or one none", () => {
    expect(hostsOf({ first: 256, last: 511 })).toEqual({ first: 257, last: 510 });
    expect(hostsOf({ first: 4, last: 7 })).toEqual({ first: 5, last: 6 });
    expect(hostsOf({ first: 4, last: 5 })).toEqual({ first: 4, last: 5 });
    expect(hostsOf({ first: 4, last: 4 })).toEqual({ first: 4, last: 4 });
  });
});

describe("mergeRanges", () => {
  it("has the same addresses, in order, in ranges that neither meet nor touch", () => {
    fc.assert(
      fc.property(fc.array(smallRange), (ranges) => {
        const merged = mergeRanges(ranges);
        expect(members(merged)).toEqual(members(ranges));
        for (const [index, range] of merged.entries()) {
          expect(range.first).toBeGreaterThan((merged[index - 1]?.last ?? -2) + 1);
        }
      }),
    );
  });
});
