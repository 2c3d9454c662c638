export type { Evidence, Machine, MachineName, NameSource, ScanEvent } from "./machine.js";
export { type ScanOptions, scanNetwork } from "./scan-network.js";
export { ScanTargets } from "./targets/scan-targets.js";
