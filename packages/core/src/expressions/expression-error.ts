import { AfpoolsError } from "../errors.js";

/** An `INVALID_EXPRESSION` that points at a column (from 1) of the expression, on a line of its own under it. */
export function expressionError(text: string, column: number, reason: string): AfpoolsError {
  const clipped = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  const pointer = column <= clipped.length + 1 ? `\n  ${clipped}\n  ${" ".repeat(column - 1)}^` : "";
  return new AfpoolsError(
    "INVALID_EXPRESSION",
    `Column ${column} of the pool expression: ${reason}.${pointer}`,
    {
      details: { expression: clipped, column, reason },
    },
  );
}
