import type { FactOperator } from "../facts/fact-kinds.js";
import type { FactName } from "../facts/facts.js";

/** Where in the text a part of an expression stands: `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * What a submission names: pools and hosts, joined.
 *
 * - `pool`: a pool by name (or id);
 * - `hosts`: hosts by name or pattern, `host:pc-01` or `ws-*`;
 * - `native`: the hosts in one of Afanasy's own pools and below it, `native:/fx`;
 * - `fact`: the hosts of which a fact is so, `ram>=64G`;
 * - `union` (`a + b`), `difference` (`a - b`), `intersection` (`a & b`).
 */
export type PoolExpression =
  | { readonly kind: "pool"; readonly name: string; readonly span: Span }
  | { readonly kind: "hosts"; readonly pattern: string; readonly span: Span }
  | { readonly kind: "native"; readonly path: string; readonly span: Span }
  | {
      readonly kind: "fact";
      readonly fact: FactName;
      readonly operator: FactOperator;
      /** As typed, without quotes. */
      readonly value: string;
      readonly span: Span;
    }
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
    case "native":
      return `native:${expression.path}`;
    case "fact":
      return formatFact(expression);
    default: {
      const left = formatExpression(expression.left);
      const looser = expression.kind === "intersection" && isSumOrDifference(expression.left);
      return `${looser ? `(${left})` : left} ${formatOperation(expression.kind, expression.right)}`;
    }
  }
}

/** A pool's name as an expression: in quotes unless it reads as one word and as nothing else. */
export function quotePoolName(name: string): string {
  return /^(?!-)[^\s"+&()*?[\]\\:<=>]+$/u.test(name) ? name : quote(name);
}

/** A fact as it stands in an expression: `ram>=64G`. */
function formatFact({ fact, operator, value }: PoolExpression & { readonly kind: "fact" }): string {
  return `${fact}${operator}${/[\s"+&()]/u.test(value) ? quote(value) : value}`;
}

function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}

/** An operator and what stands right of it: `- nuke`, `& (gpu + ws)`. */
export function formatOperation(operator: keyof typeof operators, right: PoolExpression): string {
  const text = formatExpression(right);
  // Operators group from left to right, so that an operation on the right keeps its parentheses.
  const grouped = isSumOrDifference(right) || (operator === "intersection" && right.kind === "intersection");
  return `${operators[operator]} ${grouped ? `(${text})` : text}`;
}

function isSumOrDifference(expression: PoolExpression): boolean {
  return expression.kind === "union" || expression.kind === "difference";
}
