import { AfpoolsError } from "../errors.js";
import { clipText, columnAt } from "../text/show.js";

/** How much of a long expression is shown before and after the place of the error, in characters. */
const shownAround = 100;

/**
 * An `INVALID_EXPRESSION` that points at what stands at `offset` of the expression, on a line of its own under it.
 * `details.column` counts characters from 1.
 */
export function expressionError(text: string, offset: number, reason: string): AfpoolsError {
  const column = columnAt(text, offset);
  return new AfpoolsError(
    "INVALID_EXPRESSION",
    `Column ${column} of the pool expression: ${reason}.\n${pointer(text, column)}`,
    { details: { expression: clipText(text, 2 * shownAround), column, reason } },
  );
}

function pointer(text: string, column: number): string {
  // A line end, a tab or an invisible character would move what follows away from its column.
  const characters = Array.from(text, (character) => (/[\s\p{C}\p{Z}]/u.test(character) ? " " : character));
  const start = Math.max(0, column - 1 - shownAround);
  const end = column - 1 + shownAround;
  const before = start > 0 ? "…" : "";
  const after = end < characters.length ? "…" : "";
  const caret = " ".repeat(before.length + column - 1 - start);
  return `  ${before}${characters.slice(start, end).join("")}${after}\n  ${caret}^`;
}
