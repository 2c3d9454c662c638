import type { AfpoolsError } from "../errors.js";
import { Listeners } from "../events/listeners.js";
import { isSameList } from "../pools/named-hosts.js";
import type { Pool } from "../pools/pool.js";
import type { PoolStore, PoolWatch, StoreEvent } from "../store/pool-store.js";

/** All pools at one moment. Immutable. */
export interface PoolSnapshot {
  readonly pools: readonly Pool[];
  /** Counts up with each snapshot in which the pools differ; 0 while the store has told nothing yet. */
  readonly version: number;
  /** Since when, and why, the database does not answer; then `pools` are the last that it told. */
  readonly away?: { readonly since: Date; readonly error: AfpoolsError };
}

/** How old a snapshot is, in begun seconds: 0 while the database answers, and then only. */
export function snapshotAge({ away }: PoolSnapshot, now: Date): number {
  return away ? Math.max(1, Math.ceil((now.getTime() - away.since.getTime()) / 1000)) : 0;
}

/** The pools of a store kept in memory and kept current. */
export class LivePools {
  readonly #watch: PoolWatch;
  readonly #now: () => Date;
  readonly #listeners = new Listeners<PoolSnapshot>();
  #snapshot: PoolSnapshot = { pools: [], version: 0 };

  constructor(store: PoolStore, options: { now?: () => Date } = {}) {
    this.#now = options.now ?? (() => new Date());
    this.#watch = store.watch((event) => this.#take(event));
  }

  /** The pools as last told; none, at version 0, while the store has told nothing yet. */
  get current(): PoolSnapshot {
    return this.#snapshot;
  }

  /** Calls `listener` after each change of `current`. Returns what ends that. */
  subscribe(listener: (snapshot: PoolSnapshot) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Looks at the store at once, as after an own write. Rejects with `STORE_UNAVAILABLE` when it is away. */
  refresh(): Promise<void> {
    return this.#watch.refresh();
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#watch.close();
  }

  #take(event: StoreEvent): void {
    const { pools, version, away } = this.#snapshot;
    if (event.kind === "away") {
      this.#snapshot = { pools, version, away: { since: away?.since ?? this.#now(), error: event.error } };
    } else if (version > 0 && isSameList(pools, event.pools)) {
      if (!away) return;
      this.#snapshot = { pools, version };
    } else {
      this.#snapshot = { pools: event.pools, version: version + 1 };
    }
    this.#listeners.tell(this.#snapshot);
  }
}
