import { expect, it, vi } from "vitest";
import { ListCache } from "./list-cache.js";

it("gives the same result while what it is made of is the same", () => {
  const cache = new ListCache<object>();
  const make = vi.fn(() => ({}));
  const pools: readonly string[] = [];
  const whole = cache.get([pools, 1], {}, make);
  expect(cache.get([pools, 1], {}, make)).toBe(whole);
  const page = cache.get([pools, 1], { limit: 2 }, make);
  expect(cache.get([pools, 1], { limit: 2 }, make)).toBe(page);
  expect(make).toHaveBeenCalledTimes(2);
  for (const state of [[pools, 2], [[], 2], [[]], [pools, 1]]) {
    const before = make.mock.calls.length;
    cache.get(state, {}, make);
    expect(make).toHaveBeenCalledTimes(before + 1);
  }
});

it("keeps few pages, and the whole whatever pages are asked for", () => {
  const cache = new ListCache<object>();
  const state: readonly unknown[] = [];
  const make = vi.fn(() => ({}));
  const whole = cache.get(state, {}, make);
  for (let limit = 1; limit <= 100; limit += 1) cache.get(state, { limit }, make);
  expect(cache.get(state, {}, make)).toBe(whole);
  cache.get(state, { limit: 100 }, make);
  expect(make).toHaveBeenCalledTimes(101);
  cache.get(state, { limit: 1 }, make);
  expect(make).toHaveBeenCalledTimes(102);
});
