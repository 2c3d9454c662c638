import type { Pool } from "./pool.js";
import { poolNameKey } from "./pool-name.js";

/**
 * The pool of this id, else of this very name, else of this name without regard to case. A database of the 2019 tool can
 * hold names that differ by case only: the spelling tells them apart.
 */
export function findPool<P extends Pick<Pool, "id" | "name">>(
  pools: readonly P[],
  idOrName: string,
): P | undefined {
  const key = poolNameKey(idOrName);
  return (
    pools.find(({ id }) => id === idOrName) ??
    pools.find(({ name }) => name === idOrName) ??
    pools.find(({ name }) => poolNameKey(name) === key)
  );
}
