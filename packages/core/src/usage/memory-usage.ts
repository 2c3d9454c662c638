import type { UsageResolution } from "./usage-resolutions.js";
import type { UsageQuery, UsageRow, UsageStore } from "./usage-store.js";

/** Usage in memory. */
export class MemoryUsage implements UsageStore {
  readonly #assertOpen: () => void;
  #rows: readonly UsageRow[] = [];

  /** @param assertOpen throws when the store was closed. */
  constructor(assertOpen: () => void) {
    this.#assertOpen = assertOpen;
  }

  async insert(row: UsageRow): Promise<boolean> {
    this.#assertOpen();
    if (this.#rows.some((known) => isSameSpan(known, row))) return false;
    this.#rows = [...this.#rows, row];
    return true;
  }

  async put(rows: readonly UsageRow[]): Promise<void> {
    this.#assertOpen();
    const others = this.#rows.filter((known) => !rows.some((row) => isSameSpan(known, row)));
    this.#rows = [...others, ...rows];
  }

  async list({ resolution, since, until, pools, limit }: UsageQuery): Promise<readonly UsageRow[]> {
    this.#assertOpen();
    return this.#rows
      .filter((row) => row.resolution === resolution)
      .filter(({ at }) => (since === undefined || at >= since) && (until === undefined || at < until))
      .sort((a, b) => (a.at < b.at ? -1 : 1))
      .slice(0, limit)
      .map((row) => (pools ? { ...row, pools: ofPools(row, pools) } : row));
  }

  async deleteBefore(resolution: UsageResolution, at: string): Promise<void> {
    this.#assertOpen();
    this.#rows = this.#rows.filter((row) => row.resolution !== resolution || row.at >= at);
  }
}

function isSameSpan(one: UsageRow, other: UsageRow): boolean {
  return one.resolution === other.resolution && one.at === other.at;
}

function ofPools(row: UsageRow, ids: readonly string[]): UsageRow["pools"] {
  return new Map([...row.pools].filter(([id]) => ids.includes(id)));
}
