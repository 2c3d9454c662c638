import { hostname, networkInterfaces } from "node:os";
import type { Farm } from "@afpools/core";
import type { ScanEvent } from "./machine.js";
import { defaultProbeSettings, networkProbes } from "./probes/network-probes.js";
import { runScan } from "./run-scan.js";
import { selfOf } from "./self.js";
import type { ScanTargets } from "./targets/scan-targets.js";

export interface ScanOptions {
  readonly targets: ScanTargets;
  /** The hosts that Afanasy knows: those at a target's address are found, and renders' spelling of names wins. */
  readonly farm?: Farm | undefined;
  /** Cancels the scan: all sockets are closed at once, and `end` tells what was found. */
  readonly signal?: AbortSignal;
}

/** So many addresses are asked at once, each by ten sockets at most. */
const atOnce = 128;

/**
 * Looks which machines are at the targets' addresses, and what they are called. Packets go to these addresses and to the
 * system's name servers, and nowhere else. It begins with the first event that is fetched; to fetch no more cancels it.
 */
export function scanNetwork({ targets, farm, signal }: ScanOptions): AsyncGenerator<ScanEvent, void, void> {
  return runScan({
    targets,
    farm,
    signal,
    atOnce,
    self: selfOf(hostname(), networkInterfaces()),
    openProbes: (stop, onTrouble) => networkProbes(defaultProbeSettings(), stop, onTrouble),
  });
}
