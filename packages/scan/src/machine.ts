/**
 * Why a machine counts as there: it is the one that scans, a render of the farm has its address, it answered a TCP
 * connection, it is in the neighbour (ARP) table, it answered for its NetBIOS or its multicast DNS name.
 */
export const evidences = ["self", "farm", "tcp", "arp", "netbios", "mdns"] as const;

export type Evidence = (typeof evidences)[number];

/**
 * Who told a name: the system that scans, of itself; the farm, of the renders at the address; the machine by multicast DNS
 * or NetBIOS; the name server, which is asked for the address.
 */
export const nameSources = ["farm", "self", "mdns", "netbios", "dns"] as const;

export type NameSource = (typeof nameSources)[number];

/** A name that a source told of a machine. */
export interface MachineName {
  /** As it was told: any text, control characters included. */
  readonly name: string;
  readonly source: NameSource;
  /** What Afanasy's render would name such a host; `null` where that can be no host name. */
  readonly hostName: string | null;
}

/** A machine that a scan found. */
export interface Machine {
  /** IPv4. */
  readonly address: string;
  /** The name to have in a pool: its render's own spelling, else as a render would name it; `null` where none is known. */
  readonly name: string | null;
  readonly names: readonly MachineName[];
  /** Six bytes as `02:fc:00:00:00:05`. */
  readonly mac?: string;
  readonly evidence: readonly Evidence[];
  /** Its render, where the farm knows one by the address or a name. Its name may be one that no pool takes. */
  readonly farmHost?: { readonly name: string; readonly online: boolean };
}

/**
 * What a scan tells, in this order for a machine: `found` once, as soon as anything shows that it is there, then `updated` with
 * each thing more that is known of it. `progress` counts addresses that were asked for all they were to be asked.
 * `problem` says, once each, what keeps a source from being asked. `end` is the last.
 */
export type ScanEvent =
  | { readonly kind: "found" | "updated"; readonly machine: Machine }
  | { readonly kind: "progress"; readonly done: number; readonly total: number }
  | { readonly kind: "problem"; readonly message: string }
  | {
      readonly kind: "end";
      readonly outcome: "complete" | "cancelled";
      /** All that were found, by address. */
      readonly machines: readonly Machine[];
      readonly done: number;
      readonly total: number;
    };
