import { type Farm, findPool, type Pool, type PoolExpression } from "@afpools/core";
import { isInNativePool } from "@afpools/core/internal";
import { neededProperties } from "./property-token.js";

/** How a job is kept on an expression by other means than a mask, or why it cannot be. */
export type OtherMeans =
  | { readonly need_properties: string }
  | { readonly pools: Readonly<Record<string, number>> }
  | { readonly whyNot: string };

/** The property that a render must have: any of the pools' tokens. */
export function byProperties(
  expression: PoolExpression,
  pools: readonly Pool[],
  ownNeed: string,
): OtherMeans {
  if (ownNeed !== "") {
    return { whyNot: "the job needs properties of its own, and Afanasy can only ask for any of several" };
  }
  const names = unitedPools(expression);
  if (!names) return { whyNot: "properties can only say any of several pools" };
  return { need_properties: neededProperties(names.flatMap((name) => findPool(pools, name)?.id ?? [])) };
}

/** The names of the pools that an expression unites; nothing when it does anything else. */
function unitedPools(expression: PoolExpression): string[] | undefined {
  if (expression.kind === "pool") return [expression.name];
  if (expression.kind !== "union") return undefined;
  const [left, right] = [unitedPools(expression.left), unitedPools(expression.right)];
  return left && right && [...left, ...right];
}

/** One of Afanasy's own pools as it is, where the expression is nothing else. */
export function byNativePool(
  expression: PoolExpression,
  paths: Iterable<string>,
  ownPools: Readonly<Record<string, number>>,
): OtherMeans | undefined {
  if (expression.kind !== "native") return undefined;
  if (Object.keys(ownPools).length > 0) return { whyNot: "the job names pools of Afanasy itself" };
  const { path } = expression;
  // afserver compares beginnings: "/fx" would let "/fx2" in, too.
  const rivals = [...paths].filter((other) => other.startsWith(path) && !isInNativePool(other, path));
  return { pools: { ...Object.fromEntries(rivals.map((rival) => [rival, -100])), [path]: 100 } };
}

/** Do these pools on a job say what {@link byNativePool} says for `path`, now or when there were others? */
export function saysNativePool(pools: Readonly<Record<string, number>>, path: string): boolean {
  return (
    Object.entries(pools).every(([name, value]) =>
      name === path ? value === 100 : value === -100 && name.startsWith(path) && !isInNativePool(name, path),
    ) && path in pools
  );
}

/** The paths of the native pools in which there are hosts. */
export function nativePathsOf(farm: Farm | undefined): Set<string> {
  return new Set(farm?.hosts.flatMap(({ nativePool }) => nativePool ?? []));
}
