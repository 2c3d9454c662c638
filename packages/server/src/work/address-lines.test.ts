import { expect, it } from "vitest";
import { Link } from "../listen/chain.js";
import { AddressLines } from "./address-lines.js";

function linesOf(...items: readonly string[]) {
  const lines = new AddressLines<string>();
  const links = items.map((item) => new Link(item));
  for (const link of links) lines.add(link.value.slice(0, 1), link);
  const taken = (mayGo?: (address: string) => boolean) => {
    const all: string[] = [];
    for (let next = lines.takeNext(mayGo); next; next = lines.takeNext(mayGo)) all.push(next);
    return all;
  };
  return { lines, links, taken };
}

it("takes from the addresses in turn, and of each in order", () => {
  const { lines, taken } = linesOf("a1", "a2", "a3", "b1", "c1", "c2");
  expect(lines.size).toBe(6);
  expect(taken()).toEqual(["a1", "b1", "c1", "a2", "c2", "a3"]);
  expect(lines.size).toBe(0);
});

it("passes over addresses that may not go, which keep their turn", () => {
  const { lines, taken } = linesOf("a1", "b1", "b2");
  expect(taken((address) => address === "b")).toEqual(["b1", "b2"]);
  expect(lines.size).toBe(1);
  expect(taken()).toEqual(["a1"]);
});

it("knows how long the line of each address is, and nothing of those that have none", () => {
  const { lines, links, taken } = linesOf("a1", "a2", "b1");
  expect([lines.lengthOf("a"), lines.lengthOf("b"), lines.lengthOf("c")]).toEqual([2, 1, 0]);
  for (const link of links) lines.remove("a", link);
  expect([lines.lengthOf("a"), lines.size]).toEqual([0, 1]);
  expect(taken()).toEqual(["b1"]);
  expect(lines.lastOfLongest).toBeUndefined();
});

it("tells the last of the longest line", () => {
  expect(linesOf("a1", "b1", "b2", "a2", "b3").lines.lastOfLongest).toBe("b3");
});
