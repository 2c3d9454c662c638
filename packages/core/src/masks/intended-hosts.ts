import type { Resolution } from "../expressions/resolve-expression.js";
import { isHostName } from "../hosts/host-name.js";
import { spellingsOf } from "../hosts/spellings.js";
import type { Budget } from "../work/budget.js";
import { Pace } from "../work/pace.js";
import type { Steps } from "../work/steps.js";
import type { MaskReader } from "./read-mask.js";

/** The host names that a plan is to let in, and those that it cannot. */
export interface IntendedHosts {
  /** Names for people, in natural order: each render's, and one for each host that the farm does not know. */
  readonly hosts: readonly string[];
  /** All spellings that a mask names: an unknown host's as typed and in lower case, as Afanasy names renders. */
  readonly spellings: readonly string[];
  /** The same, with those that only the user's own exclude mask keeps out. */
  readonly included: readonly string[];
  /** Names of the expression that cannot stand in a mask. */
  readonly unmaskable: readonly string[];
}

/**
 * The hosts of `resolution` that the user's own masks let in.
 *
 * @param budget of the masks
 * @throws AfpoolsError `REQUEST_TOO_COSTLY`
 */
export function* intendedHosts(
  resolution: Resolution,
  userMasks: MaskReader,
  budget: Budget,
): Steps<IntendedHosts> {
  const pace = new Pace(budget);
  const hosts: string[] = [];
  const spellings = new Set<string>();
  const included = new Set<string>();
  const unmaskable: string[] = [];
  for (const host of resolution.hosts) {
    if (pace.isDue()) yield;
    const usable: string[] = [];
    for (const name of spellingsOf(host)) {
      const verdict = userMasks.verdict(name);
      if (!verdict.admitted && verdict.by === "include") continue;
      if (isHostName(name)) included.add(name);
      if (!verdict.admitted) continue;
      if (isHostName(name)) usable.push(name);
      else unmaskable.push(name);
    }
    for (const name of usable) spellings.add(name);
    hosts.push(...(host.renders.length > 0 ? usable : usable.slice(0, 1)));
  }
  return {
    hosts,
    spellings: [...spellings],
    included: [...included],
    unmaskable: [...new Set(unmaskable)],
  };
}
