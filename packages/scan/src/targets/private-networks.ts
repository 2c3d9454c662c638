import { type AddressRange, isWithin, networkOf } from "./address-range.js";
import { parseIpv4 } from "./ipv4.js";

/** Networks that may be scanned: private (RFC 1918), of a provider or a VPN (RFC 6598), link-local, loopback. */
export const privateNetworks = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "169.254.0.0/16",
  "127.0.0.0/8",
] as const;

const ranges = privateNetworks.map(toRange);
const linkLocal = toRange("169.254.0.0/16");

/** Are all these addresses in one of the {@link privateNetworks}? */
export function isPrivate(range: AddressRange): boolean {
  return ranges.some((network) => isWithin(range, network));
}

/** Addresses that machines gave themselves where nobody gave them one (RFC 3927). */
export function isLinkLocal(range: AddressRange): boolean {
  return isWithin(range, linkLocal);
}

function toRange(network: string): AddressRange {
  const [address = "", prefix] = network.split("/");
  return networkOf(parseIpv4(address) ?? 0, Number(prefix));
}
