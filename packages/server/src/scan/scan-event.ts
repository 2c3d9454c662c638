import type { Machine } from "./machine.js";

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
