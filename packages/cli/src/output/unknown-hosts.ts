import type { Farm } from "@afpools/core";
import { shortList } from "./short-list.js";

/**
 * Tells of hosts that the farm does not have, since a name may be mistyped; nothing where there is none, or the farm is not known.
 *
 * @param meanwhile what was done is of use then: `held when it registers`
 */
export function unknownHosts(
  hosts: readonly string[],
  farm: Farm | undefined,
  [one, many]: readonly [one: string, many: string],
): string | undefined {
  const unknown = farm ? hosts.filter((host) => farm.find(host).length === 0) : [];
  if (unknown.length === 0) return undefined;
  const names = shortList(unknown);
  return unknown.length === 1
    ? `${names} is not known on the farm: ${one}.`
    : `${names} are not known on the farm: ${many}.`;
}
