import type { ProbeTrouble } from "./probes.js";

const sources: Record<Exclude<ProbeTrouble["source"], "dns">, string> = {
  tcp: "TCP",
  netbios: "NetBIOS",
  mdns: "multicast DNS",
  arp: "the neighbour table",
};

/** What a trouble means for the scan, for people. The same for all sources that one cause keeps from being asked. */
export function describeTrouble({ source, code }: ProbeTrouble): string {
  if (source === "dns") return `Names may be missing: the name servers do not answer (${code}).`;
  return `Machines may be missed: ${causes[code] ?? `${sources[source]} cannot be asked`} (${code}).`;
}

const noSockets = "this process may open no more sockets";
const noWayOut = "this machine's firewall does not let the scan out";

const causes: Readonly<Record<string, string>> = {
  EMFILE: noSockets,
  ENFILE: noSockets,
  EACCES: noWayOut,
  EPERM: noWayOut,
  ENETUNREACH: "this machine has no way to that network",
  ENOBUFS: "this machine's network tables are full",
};
