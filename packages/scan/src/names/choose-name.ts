import type { MachineName, NameSource } from "../machine.js";

/** Of names that as many sources tell the one counts that the machine itself tells: by the fuller protocol first. */
const order: readonly NameSource[] = ["self", "mdns", "netbios", "dns"];

/** A NetBIOS name has room for so many characters; a longer one of the system is cut. */
const netbiosLength = 15;

/**
 * The host name that the sources agree on: the scanning system's own; else the one that most tell. A NetBIOS name that may
 * be cut speaks for the longer one that begins so. `null` where none is a host name.
 */
export function chooseName(names: readonly MachineName[]): string | null {
  const votes = new Map<string, NameSource[]>();
  for (const { hostName, source } of names) {
    if (hostName === null) continue;
    if (source === "self") return hostName;
    const meant = source === "netbios" ? uncut(hostName, names) : hostName;
    votes.set(meant, [...(votes.get(meant) ?? []), source]);
  }
  const rank = (sources: readonly NameSource[]) =>
    Math.min(...sources.map((source) => order.indexOf(source)));
  const [best] = [...votes].sort(
    ([a, some], [b, others]) =>
      new Set(others).size - new Set(some).size || rank(some) - rank(others) || (a < b ? -1 : 1),
  );
  return best?.[0] ?? null;
}

function uncut(hostName: string, names: readonly MachineName[]): string {
  if (hostName.length < netbiosLength) return hostName;
  const longer = names.find((other) => other.source !== "netbios" && other.hostName?.startsWith(hostName));
  return longer?.hostName ?? hostName;
}
