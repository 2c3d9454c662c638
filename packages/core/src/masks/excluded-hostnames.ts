import type { Resolution } from "../expressions/resolve-expression.js";
import { Farm } from "../farm/farm.js";
import { compareHostNames, hostKey } from "../hosts/host-name.js";

/**
 * The hosts that the 2019 tools excluded from a job with a pool: all of the farm that are not in the pool, in natural
 * order and in the farm's spelling. Unlike in 2019, names are equal without regard to case.
 *
 * @example excludedHostnames(["pc-01", "pc-02", "pc-03"], ["PC-01"]) // ["pc-02", "pc-03"]
 */
export function excludedHostnames(
  farm: Farm | Iterable<string>,
  pool: Resolution | Iterable<string>,
): string[] {
  const all = farm instanceof Farm ? farm.hosts.map((host) => host.name) : [...farm];
  const names = Symbol.iterator in pool ? [...pool] : pool.hosts.map((host) => host.name);
  const keys = new Set(names.map(hostKey));
  return all.filter((name) => !keys.has(hostKey(name))).sort(compareHostNames);
}
