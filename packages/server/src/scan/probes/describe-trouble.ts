import type { ProbeTrouble } from "./probes.js";

const sources: Record<ProbeTrouble["source"], string> = {
  tcp: "TCP",
  netbios: "NetBIOS",
  mdns: "multicast DNS",
  arp: "the neighbour table",
  dns: "DNS",
};

/** What a trouble means for the scan, for people. */
export function describeTrouble({ source, code }: ProbeTrouble): string {
  const consequence = source === "dns" ? "Names may be missing" : "Machines may be missed";
  return `${consequence}: ${explain(code)} (${sources[source]}: ${code}).`;
}

function explain(code: string): string {
  switch (code) {
    case "EMFILE":
    case "ENFILE":
      return "this process may open no more sockets";
    case "EACCES":
    case "EPERM":
      return "this machine's firewall does not let the scan out";
    case "ENETUNREACH":
      return "this machine has no way to that network";
    case "ENOBUFS":
      return "this machine's network tables are full";
    case "ETIMEOUT":
      return "the name servers do not answer";
    default:
      return "it cannot be asked";
  }
}
