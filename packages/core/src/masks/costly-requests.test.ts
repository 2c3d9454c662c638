import { describe, expect, it } from "vitest";
import { AfpoolsError } from "../errors.js";
import { Farm } from "../farm/farm.js";
import { aPool } from "../testing/fixtures.js";
import { Budget, defaultCosts } from "../work/budget.js";
import { type ExpressionRequest, explainExpressionInSteps } from "./explain-expression.js";

const farm = new Farm(
  Array.from({ length: 3_000 }, (_, index) => ({
    name: `hN-${String(index).padStart(5, "0")}`,
    online: true,
    nativePool: "/fx",
  })),
);
const pools = [
  aPool(
    "all",
    farm.hosts.map(({ name }) => name),
  ),
  aPool(
    "ruled",
    [],
    Array.from({ length: 500 }, (_, index) => `*${index}*x`),
  ),
];

/** Runs the request; tells how it ended, how many steps that took, and the most comparisons in one. */
function run(request: Omit<ExpressionRequest, "pools" | "farm">) {
  const budget = new Budget(defaultCosts);
  const steps = explainExpressionInSteps({ ...request, pools, farm, budget });
  let most = 0;
  let count = 0;
  let ended = "done";
  try {
    for (let before = 0; !steps.next().done; before = budget.spent("steps")) {
      count += 1;
      most = Math.max(most, budget.spent("steps") - before);
    }
  } catch (error) {
    if (!(error instanceof AfpoolsError)) throw error;
    ended = error.code;
  }
  return { ended, count, most };
}

const own = (hosts_mask: string) => ({ userMasks: { hosts_mask, hosts_mask_type: "regex" as const } });
const many = (count: number, text: (index: number) => string, separator: string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(separator);

describe("a costly request", () => {
  it.each<[string, string, Omit<ExpressionRequest, "pools" | "farm">]>([
    [
      "nested look-aheads",
      "done",
      { expression: "all", ...own(`${".*(?=".repeat(14)}x${")".repeat(14)}|hN.*`) },
    ],
    [
      "many alternatives that begin alike",
      "REQUEST_TOO_COSTLY",
      { expression: "all", ...own(many(6_000, (n) => `h.*${n}.*x`, "|")) },
    ],
    [
      "two million names",
      "REQUEST_TOO_COSTLY",
      { expression: many(100, () => "host:hN-[00001-20000]", " + ") },
    ],
    ["all hosts 500 times", "REQUEST_TOO_COSTLY", { expression: many(250, () => "(all & all)", " + ") }],
    ["hundred patterns on all hosts", "done", { expression: many(100, (n) => `*-*${n}*`, " + ") }],
    [
      "patterns of many parts",
      "REQUEST_TOO_COSTLY",
      { expression: many(100, (n) => `h${"*0".repeat(40)}*${n}*`, " + ") },
    ],
    ["500 rules that match nothing", "done", { expression: "all + ruled" }],
    ["long unknown names", "done", { expression: many(30, (n) => `host:${"a".repeat(240)}${n}`, " + ") }],
    [
      "prefixes",
      "done",
      { expression: "all", userMasks: { hosts_mask: many(20_000, (n) => `hN-${n}`, ";") } },
    ],
    [
      "names of 200 characters",
      "REQUEST_TOO_COSTLY",
      { expression: many(11, (n) => `host:${"x".repeat(150)}${n}-[00001-20000]`, " + ") },
    ],
  ])("goes in small steps to its end, or to that of its budget: %s", (_, ended, request) => {
    const outcome = run(request);
    expect(outcome.ended).toBe(ended);
    expect(outcome.most).toBeLessThanOrEqual(550_000);
    expect(outcome.count).toBeGreaterThan(ended === "done" ? 30 : 0);
  });
});
