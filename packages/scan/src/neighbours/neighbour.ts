/** An entry of a machine's neighbour (ARP) table: who has an address of its network. */
export interface Neighbour {
  /** IPv4. */
  readonly address: string;
  /** Six bytes as `02:fc:00:00:00:05`. */
  readonly mac: string;
}

/**
 * A MAC address as all systems' spellings (`0:1C:42:…`, `00-1c-42-…`) come to be the same; nothing where `text` is none, or
 * it is no single machine's: zeros, broadcast, multicast.
 */
export function parseMac(text: string): string | undefined {
  if (!/^[\da-f]{1,2}(?:[:-][\da-f]{1,2}){5}$/i.test(text)) return undefined;
  const bytes = text
    .toLowerCase()
    .split(/[:-]/)
    .map((byte) => byte.padStart(2, "0"));
  const isGroup = (Number.parseInt(bytes[0] ?? "", 16) & 1) === 1;
  return isGroup || bytes.every((byte) => byte === "00") ? undefined : bytes.join(":");
}

/** So many addresses one machine may have. */
const mostAddresses = 4;

/**
 * Which machine has which address. A MAC address that stands for more than four addresses is a router's that answers for
 * others, as in clouds and VPNs, whether they are there or not: it proves nothing and is left out.
 */
export function byAddress(neighbours: readonly Neighbour[]): ReadonlyMap<string, string> {
  const addresses = new Map<string, Set<string>>();
  for (const { address, mac } of neighbours)
    addresses.set(mac, (addresses.get(mac) ?? new Set()).add(address));
  return new Map(
    neighbours
      .filter(({ mac }) => (addresses.get(mac)?.size ?? 0) <= mostAddresses)
      .map(({ address, mac }) => [address, mac]),
  );
}
