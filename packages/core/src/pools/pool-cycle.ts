import { AfpoolsError } from "../errors.js";

/** How many pools of a cycle are told: half of them from its start, half from its end. */
const mostTold = 20;

/** `POOL_CYCLE`: pools that are in each other by their rules. @param all the names; the first one stands at the end again */
export function cycleError(all: readonly string[]): AfpoolsError {
  const names =
    all.length <= mostTold ? all : [...all.slice(0, mostTold / 2), "…", ...all.slice(-mostTold / 2)];
  const path = names.map((name) => (name === "…" ? name : JSON.stringify(name))).join(" → ");
  return new AfpoolsError("POOL_CYCLE", `Rules of pools form a cycle: ${path}. Change one of these rules.`, {
    details: { pools: names },
  });
}
