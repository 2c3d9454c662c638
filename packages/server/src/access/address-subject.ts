import { isIPv6 } from "node:net";

/** What counts as one place: an IPv4 address; of an IPv6 address the first half, as one machine or household has all that begin with it. */
export function addressSubject(address: string): string {
  if (!isIPv6(address)) return `address ${address}`;
  const [head = "", tail = ""] = address.replace(/%.*/, "").split("::");
  const [first, last] = [groupsOf(head), groupsOf(tail)];
  const groups = [...first, ...Array<string>(8 - first.length - last.length).fill("0"), ...last];
  return `address ${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}`;
}

function groupsOf(part: string): string[] {
  return part === "" ? [] : part.split(":");
}
