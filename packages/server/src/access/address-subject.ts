import { isIPv6 } from "node:net";

/** What counts as one place: an IPv4 address; of an IPv6 address the first half, as one machine or household has all that begin with it. */
export function addressSubject(address: string): string {
  if (!isIPv6(address)) return `address ${address}`;
  const [head = "", tail = ""] = address.split("%")[0]?.split("::") ?? [];
  const [first, last] = [head, tail].map((part) => part.split(":").filter((group) => group !== ""));
  const zeros = 8 - (first?.length ?? 0) - (last?.length ?? 0);
  const groups = [...(first ?? []), ...Array(Math.max(0, zeros)).fill("0"), ...(last ?? [])];
  return `address ${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}`;
}
