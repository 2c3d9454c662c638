import { finish } from "@afpools/core/internal";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { largestPairs, overlapInSteps, poolsOfPairs } from "./overlap.js";

const hosts = fc.array(fc.uniqueArray(fc.nat(5), { maxLength: 6 }), { maxLength: 30 });

describe("overlap", () => {
  it("counts the hosts that each two pools share, and finds the largest", () => {
    fc.assert(
      fc.property(hosts, fc.nat(5), fc.integer({ min: 1, max: 8 }), (poolsOfHosts, shown, limit) => {
        const sorted = poolsOfHosts.map((places) => [...places].sort());
        const overlap = finish(overlapInSteps(6, sorted));
        const count = (a: number, b: number) =>
          sorted.filter((places) => places.includes(a) && places.includes(b)).length;
        const all = Array.from({ length: 6 }, (_, a) => Array.from({ length: 6 }, (__, b) => count(a, b)));
        expect([...overlap.shared]).toEqual(all.flat());
        const pairs = all
          .flatMap((row, first) => row.map((shared, second) => ({ first, second, shared })))
          .filter(({ first, second, shared }) => first < second && shared > 0)
          .filter(({ first, second }) => first === shown || second === shown);
        const found = largestPairs(overlap, (place) => place === shown, limit);
        expect(found.count).toBe(pairs.length);
        const numbers = pairs.map(({ shared }) => shared).sort((a, b) => b - a);
        expect(found.pairs.map(({ shared }) => shared)).toEqual(numbers.slice(0, limit));
        for (const pair of found.pairs) expect(pairs).toContainEqual(pair);
      }),
    );
  });

  it("looks at each host's pools once: of 1,000 pools with 200 hosts each in a step for each host", () => {
    const size = 1_000;
    const poolsOfHosts = Array.from({ length: 10_000 }, (_, host) =>
      Array.from({ length: 20 }, (__, index) => (host + index * 50) % size).sort((a, b) => a - b),
    );
    const work = overlapInSteps(size, poolsOfHosts);
    let steps = 0;
    for (let step = work.next(); !step.done; step = work.next()) steps += 1;
    expect(steps).toBe(10_000 + size);
  });

  it("shows the pools of the largest pairs, in their own order", () => {
    const pair = (first: number, second: number) => ({ first, second, shared: 1 });
    expect(poolsOfPairs([pair(4, 7), pair(1, 4), pair(2, 3)], 4)).toEqual([1, 2, 4, 7]);
    expect(poolsOfPairs([], 4)).toEqual([]);
  });
});
