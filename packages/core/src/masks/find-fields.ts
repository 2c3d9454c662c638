import type { Farm } from "../farm/farm.js";
import type { MaskPlan } from "./mask-plan.js";
import { PrefixList } from "./prefixes.js";

/**
 * Masks of type `find`: prefixes of the hosts that are let in, and of those known hosts that these prefixes would let
 * in too. A host that is to be let in but starts with the name of one that is not cannot be told apart, and stays out.
 */
export function findFields(names: readonly string[], farm: Farm | undefined): MaskPlan["fields"] {
  const wanted = new Set(names);
  const includes = new PrefixList(names);
  const others = (farm?.hosts ?? [])
    .map((host) => host.name)
    .filter((name) => !wanted.has(name) && includes.matches(name));
  return {
    hosts_mask: includes.shortest.join("|"),
    hosts_mask_exclude: new PrefixList(others).shortest.join("|"),
    hosts_mask_type: "find",
  };
}
