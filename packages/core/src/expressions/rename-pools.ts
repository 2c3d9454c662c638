import type { PoolExpression } from "./expression.js";

/** The same expression with another text in place of each pool's name (or id). */
export function renamePools(expression: PoolExpression, rename: (name: string) => string): PoolExpression {
  switch (expression.kind) {
    case "pool":
      return { ...expression, name: rename(expression.name) };
    case "hosts":
    case "native":
    case "fact":
      return expression;
    default: {
      const { left, right } = expression;
      return { ...expression, left: renamePools(left, rename), right: renamePools(right, rename) };
    }
  }
}

/** The pools that an expression names, as it names them, each text once. */
export function namedPools(expression: PoolExpression): string[] {
  const names = new Set<string>();
  renamePools(expression, (name) => {
    names.add(name);
    return name;
  });
  return [...names];
}
