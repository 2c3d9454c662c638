import { expect, it } from "vitest";
import { aPool } from "../testing/fixtures.js";
import { finish } from "../work/steps.js";
import { isSameList, namedHosts } from "./named-hosts.js";

const namesOf = (pools: Parameters<typeof namedHosts>[0]) => [...finish(namedHosts(pools)).values()];

it("names each host of all pools once, in the spelling met first", () => {
  const pools = [aPool("a", ["PC-1", "pc-2"]), aPool("b", ["pc-1", "pc-3"])];
  expect(namesOf(pools)).toEqual(["PC-1", "pc-2", "pc-3"]);
  expect(finish(namedHosts(pools))).toBe(finish(namedHosts(pools)));
  expect(namesOf([])).toEqual([]);
});

it("notices a list that was changed", () => {
  const pools = [aPool("a", ["pc-1"])];
  expect(namesOf(pools)).toEqual(["pc-1"]);
  pools[0] = aPool("a", ["pc-2"]);
  expect(namesOf(pools)).toEqual(["pc-2"]);
  pools.pop();
  expect(namesOf(pools)).toEqual([]);
});

it("lists are the same when they hold the very same pools in the same order", () => {
  const [a, b] = [aPool("a"), aPool("b")];
  expect(isSameList([a, b], [a, b])).toBe(true);
  expect(isSameList([a, b], [b, a])).toBe(false);
  expect(isSameList([a], [a, b])).toBe(false);
  expect(isSameList([a], [aPool("a")])).toBe(false);
});
