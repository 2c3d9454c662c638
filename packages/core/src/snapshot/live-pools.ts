import { type Clock, systemClock } from "../clock/clock.js";
import type { AfpoolsError } from "../errors.js";
import { Listeners } from "../events/listeners.js";
import { isSameList } from "../pools/named-hosts.js";
import type { Pool } from "../pools/pool.js";
import type { PoolDeletion } from "../pools/pool-change.js";
import { poolsAtInSteps } from "../pools/pools-at.js";
import type { PoolStore, PoolWatch, StoreEvent } from "../store/pool-store.js";
import { inTurns } from "../work/in-turns.js";
import type { Steps } from "../work/steps.js";

/** All pools at one moment. Immutable. */
export interface PoolSnapshot {
  readonly pools: readonly Pool[];
  /** Counts up with each snapshot in which the pools differ; 0 while the store has told nothing yet. */
  readonly version: number;
  /** Since when, and why, the database does not answer; then `pools` are the last that it told. */
  readonly away?: { readonly since: Date; readonly error: AfpoolsError };
  /** Who deleted the pools that were in the version before and are not in this one, as far as that is known. */
  readonly deletions?: readonly PoolDeletion[];
}

/** How old a snapshot is, in begun seconds: 0 while the database answers, and then only. */
export function snapshotAge({ away }: PoolSnapshot, now: Date): number {
  return away ? Math.max(1, Math.ceil((now.getTime() - away.since.getTime()) / 1000)) : 0;
}

/** How often it is looked whether a moment has come, in ms: people set clocks, and machines are suspended. */
const maxWaitMs = 10_000;

/** What takes more steps than these is done between other things. */
const stepsAtOnce = 10;

/** The pools of a store kept in memory and kept current: as the store tells them, and as rules end. */
export class LivePools {
  readonly #watch: PoolWatch;
  readonly #clock: Clock;
  readonly #listeners = new Listeners<PoolSnapshot>();
  #stored: readonly Pool[] = [];
  #snapshot: PoolSnapshot = { pools: [], version: 0 };
  #cancel: (() => void) | undefined;
  readonly #closing = new AbortController();
  /** Ends when all is told that came while something took longer. */
  #working: Promise<void> | undefined;

  constructor(store: PoolStore, { clock = systemClock }: { readonly clock?: Clock } = {}) {
    this.#clock = clock;
    this.#watch = store.watch((event) => this.#work(this.#take(event)));
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
  async refresh(): Promise<void> {
    await this.#watch.refresh();
    await this.#working;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#cancel?.();
    this.#listeners.clear();
    await this.#watch.close();
  }

  /** Does it at once where it is little, and behind what is being done. */
  #work(steps: Steps<void>): void {
    if (!this.#working && isSoonDone(steps)) return;
    const { signal } = this.#closing;
    const working: Promise<void> = (this.#working ?? Promise.resolve())
      .then(() => inTurns(steps, signal))
      .catch((error: unknown) => {
        if (!signal.aborted) throw error;
      })
      .finally(() => {
        if (this.#working === working) this.#working = undefined;
      });
    this.#working = working;
  }

  *#take(event: StoreEvent): Steps<void> {
    if (event.kind === "away") {
      const { pools, version, away } = this.#snapshot;
      const since = away?.since ?? new Date(this.#clock.date());
      this.#snapshot = { pools, version, away: { since, error: event.error } };
      this.#listeners.tell(this.#snapshot);
      return;
    }
    this.#stored = event.pools;
    const now = yield* this.#atNow();
    const { pools, version, away } = this.#snapshot;
    if (version > 0 && isSameList(pools, now)) {
      if (!away) return;
      this.#snapshot = { pools, version };
    } else {
      const { deletions = [] } = event;
      this.#snapshot = { pools: now, version: version + 1, ...(deletions.length > 0 && { deletions }) };
    }
    this.#listeners.tell(this.#snapshot);
  }

  /** The pools as they are now; looks again when the next rule ends. */
  *#atNow(): Steps<readonly Pool[]> {
    const { pools, until } = yield* poolsAtInSteps(this.#stored, this.#clock.date());
    this.#cancel?.();
    this.#cancel = undefined;
    if (until !== undefined) {
      const delay = Math.min(Math.max(until - this.#clock.date(), 0), maxWaitMs);
      this.#cancel = this.#clock.schedule(delay, () => this.#work(this.#passTime()));
    }
    return pools;
  }

  *#passTime(): Steps<void> {
    const now = yield* this.#atNow();
    const { pools, version, away } = this.#snapshot;
    if (isSameList(pools, now)) return;
    this.#snapshot = { pools: now, version: version + 1, ...(away && { away }) };
    this.#listeners.tell(this.#snapshot);
  }
}

function isSoonDone(steps: Steps<void>): boolean {
  for (let step = 0; step < stepsAtOnce; step += 1) if (steps.next().done) return true;
  return false;
}
