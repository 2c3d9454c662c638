import {
  type AfpoolsError,
  type AuditRecord,
  type AuditStore,
  type Clock,
  toAfpoolsError,
} from "@afpools/core";

/** How many records are kept while the database does not take them. */
const maxWaiting = 10_000;
/** After how long the database is tried again, in ms. */
const retryMs = 5_000;

export interface AuditQueueOptions {
  readonly store: AuditStore;
  readonly clock: Clock;
  /** Is told that records could not be stored. They are kept, but for `lost` of them. */
  readonly onFailure: (
    error: AfpoolsError,
    counts: { readonly waiting: number; readonly lost: number },
  ) => void;
}

/** Stores records in the order in which they come: those that come while others are being stored, together. */
export class AuditQueue {
  readonly #options: AuditQueueOptions;
  #waiting: readonly AuditRecord[] = [];
  /** How many were lost since the last failure that was told. */
  #lost = 0;
  #storing: Promise<void> | undefined;
  /** Calls off the next attempt after one that failed. */
  #cancelRetry: (() => void) | undefined;

  constructor(options: AuditQueueOptions) {
    this.#options = options;
  }

  /** How many are not stored yet. */
  get size(): number {
    return this.#waiting.length;
  }

  /** Resolves when the record is stored, or could not be stored for now. */
  async add(record: AuditRecord): Promise<void> {
    this.#keep([...this.#waiting, record]);
    // What is being stored now was taken before this one came.
    await this.#storing;
    if (!this.#cancelRetry) await this.#store();
  }

  /** Tries once more to store what waits. */
  async close(): Promise<void> {
    await this.#storing;
    this.#endRetry();
    await this.#store();
    this.#endRetry();
  }

  #store(): Promise<void> {
    this.#storing ??= this.#storeAll().finally(() => {
      this.#storing = undefined;
    });
    return this.#storing;
  }

  async #storeAll(): Promise<void> {
    const records = this.#waiting;
    if (records.length === 0) return;
    this.#waiting = [];
    try {
      await this.#options.store.append(records);
    } catch (error) {
      this.#keep([...records, ...this.#waiting]);
      this.#options.onFailure(toAfpoolsError(error), { waiting: this.#waiting.length, lost: this.#lost });
      this.#lost = 0;
      this.#cancelRetry = this.#options.clock.schedule(retryMs, () => {
        this.#cancelRetry = undefined;
        void this.#store();
      });
    }
  }

  /** Keeps the newest of these. */
  #keep(records: readonly AuditRecord[]): void {
    this.#waiting = records.slice(-maxWaiting);
    this.#lost += records.length - this.#waiting.length;
  }

  #endRetry(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
  }
}
