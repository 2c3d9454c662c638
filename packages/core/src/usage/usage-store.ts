import type { UsageOfAll } from "./usage.js";
import type { UsageResolution } from "./usage-resolutions.js";

/** How the farm and its pools were used in one span of time. */
export interface UsageRow extends UsageOfAll {
  readonly resolution: UsageResolution;
  /** When the span begins: ISO 8601, UTC, with milliseconds. */
  readonly at: string;
}

/** Keeps how the farm and its pools are used. There is one row for each resolution and moment. */
export interface UsageStore {
  /** Puts a row where there is none of its resolution and moment. False, and nothing is changed, where there is one. */
  insert(row: UsageRow): Promise<boolean>;
  /** Puts rows in place of those of their resolutions and moments. */
  put(rows: readonly UsageRow[]): Promise<void>;
  /** The oldest first. */
  list(query: UsageQuery): Promise<readonly UsageRow[]>;
  /** Deletes the rows of this resolution that begin before this moment. */
  deleteBefore(resolution: UsageResolution, at: string): Promise<void>;
}

export interface UsageQuery {
  readonly resolution: UsageResolution;
  /** Only rows that begin at this moment or later, and before that one. */
  readonly since?: string;
  readonly until?: string;
  /** The ids of the pools whose sums are read, beside the farm's; default: all. */
  readonly pools?: readonly string[];
  /** The most rows to give, 1–1,000. */
  readonly limit: number;
}
