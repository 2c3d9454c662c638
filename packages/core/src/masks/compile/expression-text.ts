import { setText } from "./character-set.js";
import type { MaskExpression } from "./mask-expression.js";
import { bestRun, unitLength } from "./sequence-runs.js";

/** The text of an expression where it stands alone. */
export function expressionText(expression: MaskExpression): string {
  switch (expression.kind) {
    case "set":
      return setText(expression.chars);
    case "sequence":
      return expression.length === unitLength(expression.parts)
        ? expression.parts.map(operandText).join("")
        : shortenedText(expression.parts);
    case "choice":
      return expression.parts.map(expressionText).join("|");
    case "option":
      return `${expression.parts.map(repeatable).join("")}?`;
  }
}

/** Beside others. */
function operandText(expression: MaskExpression): string {
  const text = expressionText(expression);
  return expression.kind === "choice" ? `(${text})` : text;
}

/** As the operand of `?` or `{n}`; an option too, because `x??` and `x?{n}` are read differently or not at all. */
function repeatable(expression: MaskExpression): string {
  const text = expressionText(expression);
  return expression.kind === "set" ? text : `(${text})`;
}

/** The parts' texts, with `{n}` for runs of equal parts where that is shorter. */
function shortenedText(parts: readonly MaskExpression[]): string {
  let text = "";
  for (let at = 0; at < parts.length; ) {
    const run = bestRun(parts, at);
    if (!run) {
      text += operandText(parts[at] as MaskExpression);
      at += 1;
      continue;
    }
    const unit = parts.slice(at, at + run.period);
    const repeated = run.period === 1 ? unit.map(repeatable).join("") : `(${unit.map(operandText).join("")})`;
    text += `${repeated}{${run.times}}`;
    at += run.period * run.times;
  }
  return text;
}
