import type { Farm, FarmHost } from "@afpools/core";

/** A farm that is asked for the renders of an address. */
export interface KnownFarm {
  readonly farm: Farm;
  at(address: string): readonly FarmHost[];
}

/** A farm whose renders are found by address at once, however many there are. */
export function knownFarm(farm: Farm): KnownFarm {
  const byAddress = new Map<string, FarmHost[]>();
  for (const host of farm.hosts) {
    if (host.address === undefined) continue;
    const same = byAddress.get(host.address);
    if (same) same.push(host);
    else byAddress.set(host.address, [host]);
  }
  return { farm, at: (address) => byAddress.get(address) ?? [] };
}
