import * as z from "zod";
import { listOf, named } from "./named.js";
import { count, time } from "./values.js";

const machine = named(
  "Machine",
  "A machine that a scan of the network found.",
  z.object({
    address: z.string().describe("IPv4."),
    name: z.string().nullable().describe("The name to have in a pool; null where none is known."),
    /** What was told of its name, and by whom; `hostName` is null where that can be no host name. */
    names: listOf(
      z.object({
        name: z.string(),
        source: z.enum(["farm", "self", "mdns", "netbios", "dns"]),
        hostName: z.string().nullable(),
      }),
    ),
    mac: z.exactOptional(z.string()),
    evidence: listOf(z.enum(["self", "farm", "tcp", "arp", "netbios", "mdns"])).describe(
      "What shows that it is there.",
    ),
    farmHost: z
      .exactOptional(z.object({ name: z.string(), online: z.boolean() }))
      .describe("Its render, where the farm knows one."),
  }),
);

export type Machine = z.output<typeof machine>;

export const scan = named(
  "Scan",
  "A scan of the network.",
  z.object({
    id: z.string(),
    state: z.enum(["running", "complete", "cancelled", "failed"]),
    targets: listOf(z.string()).describe("What is scanned: networks, ranges, addresses."),
    notes: listOf(z.string()).describe("What was left out or cut, and why, for people."),
    by: z.string().describe("Who started it."),
    startedAt: time,
    done: count.describe("Addresses that were asked, and how many there are."),
    total: count,
    machines: listOf(machine).describe("What was found so far, by address."),
    problems: listOf(z.string()).describe(
      "What keeps a source from being asked, or why the scan failed, for people.",
    ),
  }),
);

export type Scan = z.output<typeof scan>;

/** What a scan tells while it runs. */
export const scanEvent = named(
  "ScanEvent",
  "What a scan tells while it runs: a machine as soon as it shows, then what more is known of it; how far it is; its end.",
  z.discriminatedUnion("kind", [
    z.object({ kind: z.enum(["found", "updated"]), machine }),
    z.object({ kind: z.literal("progress"), done: count, total: count }),
    z.object({ kind: z.literal("problem"), message: z.string() }),
    z.object({ kind: z.literal("end"), outcome: z.enum(["complete", "cancelled", "failed"]) }),
  ]),
);

export type ScanEvent = z.output<typeof scanEvent>;
