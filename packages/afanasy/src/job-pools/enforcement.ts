import { type Farm, findPool, isInNativePool, type Pool, type PoolExpression } from "@afpools/core";
import { propertyToken } from "./property-token.js";

/** How a job is kept on an expression by other means than a mask, or why it cannot be. */
export type OtherMeans<T> = { readonly fields: T } | { readonly whyNot: string };

/** The property that a render must have: any of the pools' tokens. */
export function neededProperties(
  expression: PoolExpression,
  pools: readonly Pool[],
  ownNeed: string,
): OtherMeans<{ readonly need_properties: string }> {
  if (ownNeed !== "") {
    return { whyNot: "the job needs properties of its own, and Afanasy can only ask for any of several" };
  }
  const names = unitedPools(expression);
  if (!names) return { whyNot: "properties can only say any of several pools" };
  const ids = new Set(names.flatMap((name) => findPool(pools, name)?.id ?? []));
  return { fields: { need_properties: [...ids].map(propertyToken).join("|") } };
}

/** The names of the pools that an expression unites; nothing when it does anything else. */
function unitedPools(expression: PoolExpression): string[] | undefined {
  if (expression.kind === "pool") return [expression.name];
  if (expression.kind !== "union") return undefined;
  const [left, right] = [unitedPools(expression.left), unitedPools(expression.right)];
  return left && right && [...left, ...right];
}

/** One of Afanasy's own pools as it is, if the expression is nothing else. */
export function confinedToNativePool(
  expression: PoolExpression,
  paths: Iterable<string>,
  ownPools: Readonly<Record<string, number>>,
): OtherMeans<{ readonly pools: Readonly<Record<string, number>> }> | undefined {
  if (expression.kind !== "native") return undefined;
  const { path } = expression;
  if (Object.keys(ownPools).length > 0) return { whyNot: "the job names pools of Afanasy itself" };
  // afserver compares beginnings: "/fx" lets "/fx2" in, too.
  const rival = [...paths].find((other) => other.startsWith(path) && !isInNativePool(other, path));
  if (rival) return { whyNot: `Afanasy would take ${rival} for a part of ${path}` };
  return { fields: { pools: { [path]: 100 } } };
}

/** The paths of the native pools in which there are hosts. */
export function nativePathsOf(farm: Farm | undefined): Set<string> {
  return new Set(farm?.hosts.flatMap(({ nativePool }) => nativePool ?? []));
}
