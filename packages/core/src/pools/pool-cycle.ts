import { AfpoolsError } from "../errors.js";

/** `POOL_CYCLE`: pools that are in each other by their rules. @param names the first one stands at the end again */
export function cycleError(names: readonly string[]): AfpoolsError {
  const path = names.map((name) => JSON.stringify(name)).join(" → ");
  return new AfpoolsError("POOL_CYCLE", `Rules of pools form a cycle: ${path}. Change one of these rules.`, {
    details: { pools: names },
  });
}
