import { expect, it } from "vitest";
import { readHostnames } from "./read-hostnames.js";

it("reads names and ranges however they are parted, each once without regard to case", () => {
  const { names, refused } = readHostnames("pc-[01-03], ws-1;PC-02\n\tws-2  ");
  expect(names).toEqual(["pc-01", "pc-02", "pc-03", "ws-1", "ws-2"]);
  expect(refused).toEqual([]);
});

it("says of each wrong word what is wrong, and keeps the good ones", () => {
  const { names, refused } = readHostnames("pc-1 pc_ä pc-* [3-1]");
  expect(names).toEqual(["pc-1"]);
  expect(refused.map(({ word }) => word)).toEqual(["pc_ä", "pc-*", "[3-1]"]);
  for (const { why } of refused) expect(why).not.toContain("\n");
});

it("reads nothing from nothing", () => {
  expect(readHostnames(" \n,;")).toEqual({ names: [], refused: [] });
});
