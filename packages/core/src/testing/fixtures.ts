import { Farm } from "../farm/farm.js";
import { type Pool, poolHost } from "../pools/pool.js";

/** A pool as the tests of this package want it; its id follows from its name. */
export function aPool(name: string, hosts: readonly string[] = [], rules: readonly string[] = []): Pool {
  const id = Array.from(name, (character) => character.codePointAt(0)?.toString(16)).join("");
  return {
    id: id.slice(0, 24).padStart(24, "0"),
    name,
    description: "",
    hosts: hosts.map(poolHost),
    rules,
    revision: 1,
    changedBy: "anna",
    changedAt: "2026-01-01T12:00:00.000Z",
  };
}

/** A farm of these hosts, all online. */
export function aFarm(...names: readonly string[]): Farm {
  return new Farm(names.map((name) => ({ name, online: true })));
}

export const anna = { name: "anna", origin: "test" };
