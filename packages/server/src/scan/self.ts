import { parseMac } from "./neighbours/neighbour.js";
import type { Interfaces } from "./targets/own-networks.js";

/** The machine that scans. */
export interface Self {
  /** The name that its system has. */
  readonly name: string;
  /** Its own addresses are not asked: it answers for itself. */
  has(address: string): boolean;
  mac(address: string): string | undefined;
}

/** The machine of this name with these interfaces; all of 127/8 is itself. */
export function selfOf(name: string, interfaces: Interfaces): Self {
  const macs = new Map<string, string | undefined>();
  for (const info of Object.values(interfaces).flatMap((infos) => infos ?? [])) {
    if (info.family === "IPv4") macs.set(info.address, parseMac(info.mac));
  }
  return {
    name,
    has: (address) => address.startsWith("127.") || macs.has(address),
    mac: (address) => macs.get(address),
  };
}
