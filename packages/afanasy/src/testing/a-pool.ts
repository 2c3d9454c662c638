import { type Pool, poolHost } from "@afpools/core";

/** A pool as the tests of this package want it; its id is made of `number`. */
export function aPool(
  number: number,
  name: string,
  hosts: readonly string[] = [],
  rules: readonly string[] = [],
): Pool {
  return {
    id: number.toString(16).padStart(24, "0"),
    name,
    description: "",
    hosts: hosts.map(poolHost),
    rules,
    revision: 1,
    changedBy: "",
    changedAt: "",
  };
}
