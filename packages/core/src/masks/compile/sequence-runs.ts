import { type MaskExpression, operandLength } from "./mask-expression.js";

/** Parts of a sequence that are repeated: the first `period` of them `times` times. */
export interface Run {
  readonly period: number;
  readonly times: number;
}

const longestPeriod = 8;

/** No run is shorter: `aaaaa` is `a{5}`. */
const shortestRun = 5;

/** The run from the part `at` on that `{n}` shortens most, if any. */
export function bestRun(parts: readonly MaskExpression[], at: number): Run | undefined {
  const first = parts[at] as MaskExpression;
  let best: Run | undefined;
  let mostSaved = 0;
  for (let period = 1; period <= longestPeriod && at + 2 * period <= parts.length; period += 1) {
    if (!isSame(parts[at + period] as MaskExpression, first)) continue;
    const times = Math.floor(repeatedLength(parts, at, period) / period);
    if (times < 2) continue;
    const run = { period, times };
    const saved = unitLength(parts, at, period) * times - runLength(parts, at, run);
    if (saved <= mostSaved) continue;
    mostSaved = saved;
    best = run;
  }
  return best;
}

/** How many parts from `at` on are each the same as the one `period` parts before or behind. */
function repeatedLength(parts: readonly MaskExpression[], at: number, period: number): number {
  let end = at + period;
  while (end < parts.length && isSame(parts[end - period] as MaskExpression, parts[end] as MaskExpression))
    end += 1;
  return end - at;
}

/** How long the text of a sequence of `parts` is. */
export function sequenceLength(parts: readonly MaskExpression[]): number {
  const plain = unitLength(parts);
  if (plain < shortestRun) return plain;
  let length = 0;
  for (let at = 0; at < parts.length; ) {
    const run = bestRun(parts, at);
    length += run ? runLength(parts, at, run) : operandLength(parts[at] as MaskExpression);
    at += run ? run.period * run.times : 1;
  }
  return length;
}

/** The length of `unit{n}`. */
function runLength(parts: readonly MaskExpression[], at: number, { period, times }: Run): number {
  const unit = parts[at] as MaskExpression;
  const hasParentheses = period > 1 || unit.kind === "sequence" || unit.kind === "option";
  return unitLength(parts, at, period) + (hasParentheses ? 4 : 2) + String(times).length;
}

/** How long the texts of `period` parts from `at` on are together, without runs. */
export function unitLength(parts: readonly MaskExpression[], at = 0, period = parts.length): number {
  let length = 0;
  for (let index = at; index < at + period; index += 1)
    length += operandLength(parts[index] as MaskExpression);
  return length;
}

/** Are the texts equal? */
export function isSame(a: MaskExpression, b: MaskExpression): boolean {
  if (a === b) return true;
  if (a.length !== b.length || a.kind !== b.kind) return false;
  if (a.kind === "set") return a.length > 1 && a.chars === b.chars;
  return (
    a.parts.length === b.parts.length &&
    a.parts.every((part, at) => isSame(part, b.parts[at] as MaskExpression))
  );
}
