import { parseMac } from "./neighbours/neighbour.js";
import { networkOf } from "./targets/address-range.js";
import { formatIpv4, parseIpv4 } from "./targets/ipv4.js";
import type { Interfaces } from "./targets/own-networks.js";

/** The machine that scans, and what it knows by itself. */
export interface Self {
  /** The name that its system has. */
  readonly name: string;
  /** Is it one of its own addresses? These are not asked: it answers for itself. */
  has(address: string): boolean;
  mac(address: string): string | undefined;
  /** Is it an address that no machine can have: one of its networks' own, or their broadcast address? */
  isNobodys(address: string): boolean;
}

/** The machine of this name with these interfaces; all of 127/8 is itself. */
export function selfOf(name: string, interfaces: Interfaces): Self {
  const macs = new Map<string, string | undefined>();
  const nobodys = new Set<string>();
  for (const { family, address, mac, cidr } of Object.values(interfaces).flatMap((infos) => infos ?? [])) {
    const own = parseIpv4(address);
    if (family !== "IPv4" || own === undefined) continue;
    macs.set(address, parseMac(mac));
    const prefix = Number(cidr?.split("/")[1]);
    if (!(prefix < 31)) continue;
    const { first, last } = networkOf(own, prefix);
    nobodys.add(formatIpv4(first)).add(formatIpv4(last));
  }
  return {
    name,
    has: (address) => address.startsWith("127.") || macs.has(address),
    mac: (address) => macs.get(address),
    isNobodys: (address) => nobodys.has(address),
  };
}
