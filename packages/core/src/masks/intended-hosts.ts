import type { Resolution, ResolvedHost } from "../expressions/resolve-expression.js";
import { isHostName } from "../hosts/host-name.js";
import type { MaskReader } from "./read-mask.js";

/** The host names that a plan is to let in, and those that it cannot. */
export interface IntendedHosts {
  /** Names for people, in natural order: each render's, and one for each host that the farm does not know. */
  readonly hosts: readonly string[];
  /** All spellings that a mask names: an unknown host's as typed and in lower case, as Afanasy names renders. */
  readonly spellings: readonly string[];
  /** Names of the expression that cannot stand in a mask. */
  readonly unmaskable: readonly string[];
}

/** The hosts of `resolution` that the user's own masks let in. */
export function intendedHosts(resolution: Resolution, userMasks: MaskReader): IntendedHosts {
  const hosts: string[] = [];
  const spellings = new Set<string>();
  const unmaskable: string[] = [];
  for (const host of resolution.hosts) {
    const admitted = spellingsOf(host).filter((name) => userMasks.admits(name));
    const usable = admitted.filter(isHostName);
    unmaskable.push(...admitted.filter((name) => !isHostName(name)));
    for (const name of usable) spellings.add(name);
    hosts.push(...(host.renders.length > 0 ? usable : usable.slice(0, 1)));
  }
  return { hosts, spellings: [...spellings], unmaskable: [...new Set(unmaskable)] };
}

/** The renders' names; of a host that the farm does not know its name as typed, then in lower case. */
export function spellingsOf(host: ResolvedHost): string[] {
  if (host.renders.length > 0) return host.renders.map((render) => render.name);
  return [...new Set([host.name, host.name.toLowerCase()])];
}
