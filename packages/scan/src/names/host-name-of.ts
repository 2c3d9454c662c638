import { isIP } from "node:net";
import { isHostName } from "@afpools/core";

/**
 * What Afanasy's render would name a host whose system has this name: in lower case, cut at the first dot
 * (`af_render_cut_domain_name`). `null` where that can be no host name, or the name is only an address.
 */
export function hostNameOf(systemName: string): string | null {
  const name = systemName.trim();
  if (isIP(name) !== 0) return null;
  const hostName = name.replace(/\..*$/s, "").toLowerCase();
  return isHostName(hostName) ? hostName : null;
}
