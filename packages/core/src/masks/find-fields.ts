import type { Farm } from "../farm/farm.js";
import type { MaskPlan } from "./mask-plan.js";
import { hasPrefix } from "./prefixes.js";

/**
 * Masks of type `find`: prefixes of the hosts that are let in, and of those known hosts that these prefixes would let
 * in too. A host that is to be let in but starts with the name of one that is not cannot be told apart, and stays out.
 */
export function findFields(names: readonly string[], farm: Farm | undefined): MaskPlan["fields"] {
  const wanted = new Set(names);
  const includes = shortest(names);
  const others = (farm?.hosts ?? [])
    .map((host) => host.name)
    .filter((name) => !wanted.has(name) && hasPrefix(name, includes));
  return {
    hosts_mask: [...includes].join("|"),
    hosts_mask_exclude: [...shortest(others)].join("|"),
    hosts_mask_type: "find",
  };
}

/** The names of which no other one is a prefix. */
function shortest(names: readonly string[]): Set<string> {
  const kept = new Set<string>();
  for (const name of [...names].sort()) if (!hasPrefix(name, kept)) kept.add(name);
  return kept;
}
