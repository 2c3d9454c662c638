/**
 * An expression in the dialect that all engines read alike: characters and classes, `( ) | ?` and `{n}`. Many are made
 * and few are kept, so it knows how long its text is, and is written at the end only (`expressionText`).
 */
export interface MaskExpression {
  readonly kind: "set" | "sequence" | "choice" | "option";
  /** Of its text where it stands alone. */
  readonly length: number;
  /** Of a sequence or choice its parts, of an option the one part. */
  readonly parts: readonly MaskExpression[];
  /** Of a set its characters, in order, each once. */
  readonly chars: string;
}

/** The expression of the empty word. */
export const nothing: MaskExpression = { kind: "sequence", length: 0, parts: [], chars: "" };

/** How long an expression is where it stands beside others: a choice is in parentheses there. */
export function operandLength({ kind, length }: MaskExpression): number {
  return kind === "choice" ? length + 2 : length;
}
