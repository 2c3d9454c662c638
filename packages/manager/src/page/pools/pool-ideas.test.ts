import type { Render } from "@afpools/api/client";
import { toFarm } from "@afpools/api/client";
import { memberships, parseRule } from "@afpools/core";
import { expect, it } from "vitest";
import { poolIdeas } from "./pool-ideas.js";

const render = (name: string, gpu?: string) =>
  ({ name, address: "", engine: "", nativePool: "/", facts: gpu === undefined ? {} : { gpu } }) as Render;

const farm = [
  render("pc-01", "RTX A6000"),
  render("pc-02", ""),
  render("PC-03"),
  render("render12", "RTX A4000"),
  render("render7"),
  render("alone-1"),
  render("name"),
];

it("takes hosts that are named alike together, and those with a GPU", () => {
  expect(poolIdeas(farm)).toEqual([
    { name: "pc", rule: "pc-*", hosts: 3 },
    { name: "gpu", rule: "gpu:*", hosts: 2 },
    { name: "render", rule: "render*", hosts: 2 },
  ]);
});

it("says of each how many hosts its rule takes", () => {
  const members = memberships([], toFarm(farm));
  for (const { name, rule, hosts } of poolIdeas(farm)) {
    expect(parseRule(rule).kind, rule).toBeDefined();
    const pool = { id: name, name, description: "", hosts: [], rules: [rule] };
    expect(members(pool as never).length, rule).toBe(hosts);
  }
});

it("has none for a farm of one kind only, or of nobody", () => {
  expect(poolIdeas([])).toEqual([]);
  expect(poolIdeas([render("a-1", "x")])).toEqual([]);
});
