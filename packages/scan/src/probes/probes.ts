import type { NodeStatus } from "../codecs/node-status.js";

/** What one can ask about an address. None of these rejects; all end, without an answer, when the scan is cancelled. */
export interface Probes {
  /** Does it take or refuse a TCP connection? */
  answersTcp(address: string): Promise<boolean>;
  /** What it says of itself by NetBIOS. */
  nodeStatus(address: string): Promise<NodeStatus | undefined>;
  /** Its name by multicast DNS. */
  mdnsName(address: string): Promise<string | undefined>;
  /** Its MAC address, where this machine's neighbour table has it by now. */
  neighbour(address: string): Promise<string | undefined>;
  /** Its names in the DNS. */
  dnsNames(address: string): Promise<readonly string[]>;
}

/** Something on this machine, not on the network, keeps a source from being asked. */
export interface ProbeTrouble {
  readonly source: "tcp" | "netbios" | "mdns" | "arp" | "dns";
  /** The system's code for it, such as `EMFILE`. */
  readonly code: string;
}
