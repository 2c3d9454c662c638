import type { NetworkInterfaceInfo } from "node:os";
import { hostsOf, networkOf } from "./address-range.js";
import { formatIpv4, parseIpv4 } from "./ipv4.js";
import type { Target } from "./parse-target.js";
import { isLinkLocal, isPrivate } from "./private-networks.js";

/** Interfaces by name, as `os.networkInterfaces()` tells them. */
export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** What of a machine's own networks is scanned by default. */
export interface OwnNetworks {
  readonly targets: readonly Target[];
  /** What was left out or cut, and why, for people. */
  readonly notes: readonly string[];
}

/** A network of a shorter prefix is too large to be scanned unasked: 1,022 machines are, more are not. */
const shortestPrefix = 22;
const cutPrefix = 24;

/** The private IPv4 networks of these interfaces; of a larger one the /24 around the machine's own address. */
export function ownNetworks(interfaces: Interfaces): OwnNetworks {
  const targets = new Map<string, Target>();
  const notes: string[] = [];
  for (const [name, infos = []] of Object.entries(interfaces)) {
    for (const { family, internal, address, cidr } of infos) {
      const own = parseIpv4(address);
      const prefix = Number(cidr?.split("/")[1]);
      // A /32 is one end of a tunnel: there is nobody else in its network.
      if (family !== "IPv4" || internal || own === undefined || !(prefix < 32)) continue;
      const network = networkOf(own, prefix);
      if (!isPrivate(network) || isLinkLocal(network)) {
        const why = isLinkLocal(network) ? "link-local" : "not private";
        notes.push(`${name} (${address}/${prefix}) is left out: it is ${why}.`);
        continue;
      }
      const scanned = prefix < shortestPrefix ? cutPrefix : prefix;
      const range = networkOf(own, scanned);
      const text = `${formatIpv4(range.first)}/${scanned}`;
      targets.set(text, { text, range: hostsOf(range) });
      if (scanned !== prefix) {
        notes.push(
          `${name} (${address}/${prefix}) is a large network: only ${text} is scanned. Name more of it to have more.`,
        );
      }
    }
  }
  return { targets: [...targets.values()], notes };
}
