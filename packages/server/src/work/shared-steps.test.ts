import { finish, type Steps } from "@afpools/core/internal";
import { expect, it } from "vitest";
import { SharedSteps } from "./shared-steps.js";

function counted(outcome: () => string) {
  const made = { steps: 0 };
  const shared = new SharedSteps(
    (function* (): Steps<string> {
      for (let step = 0; step < 3; step += 1) {
        made.steps += 1;
        yield;
      }
      return outcome();
    })(),
  );
  return { shared, made };
}

it("is done once for all who go through it, wherever each stopped", () => {
  const { shared, made } = counted(() => "done");
  const left = shared.steps();
  left.next();
  const two = [shared.steps(), shared.steps()];
  for (const each of two) each.next();
  expect(made.steps).toBe(3);
  expect(two.map(finish)).toEqual(["done", "done"]);
  expect(finish(shared.steps())).toBe("done");
  expect(made.steps).toBe(3);
});

it("fails for all of them", () => {
  const { shared } = counted(() => {
    throw new Error("broken");
  });
  for (let each = 0; each < 2; each += 1) expect(() => finish(shared.steps())).toThrow("broken");
});
