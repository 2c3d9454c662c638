import { AfpoolsError, type Clock, type PoolStore, systemClock } from "@afpools/core";
import { Listeners } from "@afpools/core/internal";

/** Since when, and why, nothing can be written. */
export interface WriteFailure {
  readonly since: Date;
  readonly error: AfpoolsError;
}

/** How often writing is tried, in ms: while it succeeds, and while it fails. */
const probeMs = { working: 60_000, failing: 5_000 };
/** How long no write may have failed before a try counts as a sign that all can be written again, in ms. */
const settledMs = 30_000;
/** The lease that is claimed to try. Nobody goes by it. */
const probeLease = "write-check";

/**
 * Watches whether the database takes writes: by the outcome of each, and, where the store has leases, by one of its own every minute.
 * A full disk is thus noticed although reading works and nobody edits.
 */
export class WriteWatch {
  readonly #clock: Clock;
  readonly #listeners = new Listeners<WriteFailure | undefined>();
  #failure: WriteFailure | undefined;
  #lastFailedAt = 0;
  #timer: (() => void) | undefined;
  #store: PoolStore | undefined;
  #isClosed = false;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** Nothing while writes succeed. */
  get failure(): WriteFailure | undefined {
    return this.#failure;
  }

  /** Calls `listener` when writes begin to fail, and when they succeed again. */
  subscribe(listener: (failure: WriteFailure | undefined) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** `store`, whose writes are watched from now on. */
  watch(store: PoolStore): PoolStore {
    this.#store = store;
    this.#schedule();
    const noted = <T>(write: Promise<T>) => this.#note(write);
    const { audit, contents, facts, usage } = store;
    const writeBatch = store.writeBatch?.bind(store);
    return {
      location: store.location,
      accounts: store.accounts,
      audit: audit && {
        append: (records) => noted(audit.append(records)),
        list: (query) => audit.list(query),
        deleteBefore: (at) => audit.deleteBefore(at),
      },
      answers: store.answers,
      facts: facts && { list: () => facts.list(), put: (said) => noted(facts.put(said)) },
      usage: usage && {
        insert: (row) => noted(usage.insert(row)),
        put: (rows) => noted(usage.put(rows)),
        list: (query) => usage.list(query),
        deleteBefore: (resolution, at) => usage.deleteBefore(resolution, at),
      },
      listPools: () => store.listPools(),
      findPool: (idOrName) => store.findPool(idOrName),
      write: (change) => noted(store.write(change)),
      writeBatch: writeBatch && ((changes) => noted(writeBatch(changes))),
      history: (query) => store.history(query),
      findChange: (id) => store.findChange(id),
      findPoolInHistory: (idOrName) => store.findPoolInHistory(idOrName),
      watch: (listener) => store.watch(listener),
      leases: store.leases,
      contents: contents && { read: () => contents.read(), fill: (all) => noted(contents.fill(all)) },
      diagnose: store.diagnose?.bind(store),
      close: () => store.close(),
    };
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.();
  }

  async #note<T>(write: Promise<T>): Promise<T> {
    try {
      const done = await write;
      this.#succeeded();
      return done;
    } catch (error) {
      this.#failed(error);
      throw error;
    }
  }

  #schedule(): void {
    if (this.#isClosed) return;
    this.#timer?.();
    const after = this.#failure ? probeMs.failing : probeMs.working;
    this.#timer = this.#clock.schedule(after, () => void this.#probe());
  }

  /** A small write may find room where a large one does not: it is no sign of success right after a failure. */
  async #probe(): Promise<void> {
    const leases = this.#store?.leases;
    if (!leases) return;
    try {
      const { beat } = await leases.read(probeLease);
      await leases.claim({ name: probeLease, holder: "", beat: beat + 1 });
      if (this.#clock.now() - this.#lastFailedAt >= settledMs) this.#succeeded();
    } catch (error) {
      this.#failed(error);
    }
    this.#schedule();
  }

  #succeeded(): void {
    if (!this.#failure) return;
    this.#failure = undefined;
    this.#listeners.tell(undefined);
  }

  #failed(error: unknown): void {
    // What is refused for what it is says nothing about the database.
    if (!(error instanceof AfpoolsError) || error.code !== "STORE_UNAVAILABLE" || this.#isClosed) return;
    this.#lastFailedAt = this.#clock.now();
    const isNews = this.#failure === undefined;
    this.#failure = { since: this.#failure?.since ?? new Date(this.#clock.date()), error };
    if (!isNews) return;
    this.#listeners.tell(this.#failure);
    this.#schedule();
  }
}
