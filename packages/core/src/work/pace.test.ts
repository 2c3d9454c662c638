import { expect, it } from "vitest";
import { unlimitedBudget } from "./budget.js";
import { Pace } from "./pace.js";

it("is due after 200 items, or after what took as long", () => {
  const budget = unlimitedBudget();
  const pace = new Pace(budget);
  const due = Array.from({ length: 401 }, () => pace.isDue()).flatMap((isDue, index) =>
    isDue ? [index] : [],
  );
  expect(due).toEqual([200, 400]);
  budget.spend("steps", 29_999);
  expect(pace.isDue()).toBe(false);
  budget.spend("steps", 1);
  expect([pace.isDue(), pace.isDue()]).toEqual([true, false]);
  // States of masks take longer.
  budget.spend("states", 1_874);
  expect(pace.isDue()).toBe(false);
  budget.spend("states", 1);
  expect(pace.isDue()).toBe(true);
});

it("counts an item as several", () => {
  const pace = new Pace(unlimitedBudget());
  expect(Array.from({ length: 5 }, () => pace.isDue(100))).toEqual([false, false, true, false, true]);
});
