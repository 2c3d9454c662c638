import { ok } from "node:assert/strict";
import { Farm, type Pool, poolHost } from "@afpools/core";
import { Budget, type Steps } from "@afpools/core/internal";
import { explainExpressionInSteps } from "../../../packages/core/src/masks/explain-expression.js";
import { readMaskInSteps } from "../../../packages/core/src/masks/read-mask.js";
import { mayThrow, type Target } from "../target.js";

/** What the requests of this file may cost: less than those of a server, so that many can be tried. */
const limits = { names: 20_000, states: 50_000, steps: 200_000, stepsAtOnce: 20_000, rows: 10_000 };

/**
 * The most that is read and compiled of a mask, in states, or spent on hosts, in comparisons, in one step of the work. libstdc++'s
 * states are up to five times ours.
 */
const atOnce = { states: 16_000, steps: limits.stepsAtOnce + 31_000 };

/** Makes a long text of a few bytes: each puts something around or behind what there is. */
function grown(input: Uint8Array, start: string, ways: readonly ((text: string) => string)[], most: number) {
  let text = start;
  for (const byte of input) {
    const next = ways[byte % ways.length]?.(text) ?? text;
    if (next.length > most) break;
    text = next;
  }
  return text;
}

const maskWays: readonly ((text: string) => string)[] = [
  (text) => `${text}a`,
  (text) => `${text}.*`,
  (text) => `(?=${text})`,
  (text) => `(?!.*${text})`,
  (text) => `.*(?=${text})`,
  (text) => `(${text})*`,
  (text) => `(${text}|b)+`,
  (text) => `(${text}){3}`,
  (text) => `(${text}){0,9}`,
  (text) => `(${text})?`,
  (text) => `${text}|${text}`,
  (text) => `${text}${text}`,
  (text) => `${text}\\b`,
  (text) => `[^x]${text}`,
  (text) => `a?${text}a`,
];

const names = ["a".repeat(60), "ab".repeat(30), "pc-001.studio.lan", ""];

/** Masks that cost as much as their length allows, judged by what is counted. */
export const costlyMask: Target = {
  name: "costly-mask",
  seeds: [
    Uint8Array.from({ length: 14 }, () => 4),
    Uint8Array.of(1, 5, 5, 6, 7, 7),
    Uint8Array.of(0, 8, 8, 11, 11, 11),
    Uint8Array.of(10, 10, 10, 10, 10, 10, 10, 2, 11, 11),
    Uint8Array.from({ length: 60 }, (_, index) => [14, 3, 9][index % 3] ?? 0),
  ],
  dictionary: ["\u0002\u000b\u000b\u000b\u000b", "\u0007\u0007", "\n\n\n", "\u0005"],
  check: async (input) => {
    const hosts_mask = grown(input, "a", maskWays, 20_000);
    const budget = new Budget({ states: limits.states });
    const reading = readMaskInSteps({ hosts_mask, hosts_mask_type: "regex" }, "3.4", budget);
    let steps = 1;
    const reader = await mayThrow(["MASK_UNREADABLE", "REQUEST_TOO_COSTLY"], () => {
      let step = reading.next();
      for (; !step.done; step = reading.next()) steps += 1;
      return step.value;
    });
    if (reader?.include.kind !== "expression") return;
    const { states } = reader.include;
    ok(states <= steps * atOnce.states, `${states} states are read in ${steps} steps`);
    for (const name of names) {
      const taken = new Budget({ stepsAtOnce: limits.stepsAtOnce });
      await mayThrow(["REQUEST_TOO_COSTLY"], () => reader.admits(name, taken));
      const bound = 2 * states * (name.length + 1);
      ok(taken.spent("steps") <= bound, `${taken.spent("steps")} comparisons, at most ${bound} are meant`);
    }
  },
};

const operands = [
  "all",
  "ruled",
  "host:h-[001-300]",
  "host:new-[00001-20000]",
  "*-*0*",
  "h*1*2*3*",
  "ram>=64G",
  "host:[1-9999]",
];

const expressionWays: readonly ((text: string) => string)[] = [
  ...operands.flatMap((operand) =>
    ["+", "-", "&"].map((operator) => (text: string) => `${text} ${operator} ${operand}`),
  ),
  (text) => `(${text})`,
  (text) => `(${text}) & (${text})`,
  (text) => `(${text}) + (${text})`,
  (text) => `all - (${text})`,
];

const farm = new Farm(
  Array.from({ length: 300 }, (_, index) => ({
    name: `h-${String(index + 1).padStart(3, "0")}`,
    online: true,
  })),
);
const pool: Pool = {
  id: "a".repeat(24),
  name: "all",
  description: "",
  hosts: farm.hosts.map(({ name }) => poolHost(name)),
  rules: [],
  revision: 1,
  changedBy: "",
  changedAt: "",
};
const rules = Array.from({ length: 60 }, (_, index) => `*${index % 10}*h*${index}*`);
const pools = [pool, { ...pool, id: "b".repeat(24), name: "ruled", hosts: [], rules }];

/** Expressions that stand for as much as they can, judged by what is counted between two steps of the work. */
export const costlyExpression: Target = {
  name: "costly-expression",
  seeds: [
    Uint8Array.from({ length: 40 }, (_, index) => (index * 3) % 24),
    Uint8Array.of(0, 25, 25, 25, 25, 25),
    Uint8Array.of(9, 9, 9, 12, 12, 26, 26),
    Uint8Array.of(3, 15, 26, 27, 27, 25),
  ],
  dictionary: ["\u0019\u0019\u0019", "\u001a\u001a\u001a", "\u000c\u000f"],
  check: async (input) => {
    const expression = grown(input, "all", expressionWays, 9_000);
    const budget = new Budget(limits);
    const steps: Steps<unknown> = explainExpressionInSteps({ expression, pools, farm, budget });
    const codes = ["REQUEST_TOO_COSTLY", "INVALID_EXPRESSION", "INVALID_HOST_PATTERN", "MASK_TOO_LARGE"];
    await mayThrow(codes, () => {
      for (let before = 0; !steps.next().done; before = budget.spent("steps")) {
        const taken = budget.spent("steps") - before;
        ok(taken <= atOnce.steps, `${taken} comparisons in one step`);
      }
    });
    const total = budget.spent("steps");
    ok(total <= limits.steps + atOnce.steps, `${total} comparisons in all`);
  },
};
