/** Where in the text a part of an expression stands: columns from 1, `end` the first column behind it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * What a submission names: pools and hosts, joined.
 *
 * - `pool`: a pool by name (or id);
 * - `hosts`: hosts by name or pattern, `host:pc-01` or `ws-*`;
 * - `union` (`a + b`), `difference` (`a - b`), `intersection` (`a & b`).
 */
export type PoolExpression =
  | { readonly kind: "pool"; readonly name: string; readonly span: Span }
  | { readonly kind: "hosts"; readonly pattern: string; readonly span: Span }
  | {
      readonly kind: "union" | "difference" | "intersection";
      readonly left: PoolExpression;
      readonly right: PoolExpression;
      readonly span: Span;
    };

const operators = { union: "+", difference: "-", intersection: "&" } as const;

/** The expression as text in its normal form: one space around operators, quotes and parentheses where needed. */
export function formatExpression(expression: PoolExpression): string {
  switch (expression.kind) {
    case "pool":
      return quotePoolName(expression.name);
    case "hosts":
      return `host:${expression.pattern}`;
    default: {
      const left = nested(expression.left, expression.kind, "left");
      const right = nested(expression.right, expression.kind, "right");
      return `${left} ${operators[expression.kind]} ${right}`;
    }
  }
}

/** A pool's name as an expression: in quotes unless it reads as one word. */
export function quotePoolName(name: string): string {
  if (/^[^\s"+&()*?[\]\\:]+$/u.test(name) && name !== "-") return name;
  return `"${name.replaceAll(/["\\]/g, "\\$&")}"`;
}

function nested(child: PoolExpression, parent: keyof typeof operators, side: "left" | "right"): string {
  const text = formatExpression(child);
  if (child.kind === "pool" || child.kind === "hosts") return text;
  const looser = parent === "intersection" && child.kind !== "intersection";
  const regrouped = side === "right" && child.kind !== "intersection";
  return looser || regrouped ? `(${text})` : text;
}
