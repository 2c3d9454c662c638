import { describe, expect, it } from "vitest";
import { Budget, type Spending, unlimitedBudget } from "./budget.js";

describe("Budget", () => {
  it("is spent, and then refuses with what to ask less of", () => {
    const budget = new Budget({ names: 10 });
    budget.spend("names", 4);
    budget.spend("names", 6);
    expect(budget.spent("names")).toBe(10);
    expect(() => budget.spend("names", 1)).toThrow(
      expect.objectContaining({
        code: "REQUEST_TOO_COSTLY",
        kind: "limit",
        message:
          "The request stands for more than 10 host names. Name fewer pools or hosts, or shorter ranges.",
        details: { cost: "names", limit: 10 },
      }),
    );
  });

  it.each(["names", "states", "steps", "rows", "bytes"] satisfies Spending[])(
    "limits %s by themselves",
    (cost) => {
      const budget = new Budget({ [cost]: 1 });
      for (const other of ["names", "states", "steps", "rows", "bytes"] as const) {
        if (other !== cost) budget.spend(other, 1_000);
      }
      budget.spend(cost, 1);
      expect(() => budget.spend(cost, 1)).toThrow(expect.objectContaining({ details: { cost, limit: 1 } }));
    },
  );

  it("limits what is taken without a pause", () => {
    const budget = new Budget({ stepsAtOnce: 5 });
    budget.checkAtOnce(5);
    expect(() => budget.checkAtOnce(6)).toThrow(
      expect.objectContaining({ details: { cost: "stepsAtOnce", limit: 5 } }),
    );
  });

  it("has no limits by default", () => {
    const budget = unlimitedBudget();
    budget.spend("steps", 1e15);
    budget.checkAtOnce(1e15);
    expect(budget.spent("steps")).toBe(1e15);
  });
});
