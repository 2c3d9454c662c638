import { describe, expect, it } from "vitest";
import { Farm } from "../farm/farm.js";
import { Budget, unlimitedBudget } from "../work/budget.js";
import { finish } from "../work/steps.js";
import { nearHosts } from "./near-hosts.js";

const farm = new Farm(
  ["pc-01", "pc-02", "ws-fx-7", "render-a01.farm.example", "zeus"].map((name) => ({ name, online: true })),
);
const near = (name: string) => finish(nearHosts([name], farm, unlimitedBudget())).get(name);

describe("nearHosts", () => {
  it.each([
    ["pc_01", "pc-01"],
    ["pc-1", "pc-01"],
    ["pc-O1", "pc-01"],
    ["wd-fx-7", "ws-fx-7"],
    ["render-a01", "render-a01.farm.example"],
    ["PC-01.lan", "pc-01"],
    ["zues", "zeus"],
  ])("takes %s for %s", (name, host) => {
    expect(near(name)).toBe(host);
  });

  it("takes no other number for a typing error", () => {
    expect(near("pc-03")).toBeUndefined();
  });

  it("stays quick for many unknown names on a large farm of names without numbers", () => {
    const letters = (index: number) =>
      [...String(index)].map((digit) => "abcdefghij"[Number(digit)]).join("");
    const large = new Farm(
      Array.from({ length: 10_000 }, (_, index) => ({ name: `h${letters(index)}`, online: true })),
    );
    const unknown = Array.from({ length: 2_000 }, (_, index) => `x${letters(index)}`);
    const budget = new Budget();
    expect(finish(nearHosts(unknown, large, budget)).size).toBeLessThanOrEqual(2);
    expect(budget.spent("steps")).toBeLessThanOrEqual(20_000);
  });
});
