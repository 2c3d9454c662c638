import type { RecallFacts } from "@afpools/core";
import type { RequestOptions } from "../wire/transport.js";

/** How a farm is read. */
export interface FarmReadOptions extends RequestOptions {
  /** What hosts measured that are offline now, or nothing where that is not kept. */
  readonly recall?: RecallFacts | undefined;
}
