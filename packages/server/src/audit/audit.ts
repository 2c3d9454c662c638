import { randomBytes } from "node:crypto";
import {
  type AfpoolsError,
  type AuditQuery,
  type AuditRecord,
  type AuditStore,
  type Clock,
  systemClock,
} from "@afpools/core";
import { Listeners } from "@afpools/core/internal";
import type { AuditEvent } from "./audit-event.js";
import { AuditQueue } from "./audit-queue.js";
import { Refusals } from "./refusals.js";

export interface AuditOptions {
  readonly store: AuditStore;
  /** The name of this machine. */
  readonly server: string;
  readonly now?: () => Date;
  readonly clock?: Clock;
  /** Is given each record, also those that the database does not take. */
  readonly onRecord?: (record: AuditRecord) => void;
  /** Is told that records could not be stored. They are kept, but for `lost` of them. */
  readonly onFailure?: (
    error: AfpoolsError,
    counts: { readonly waiting: number; readonly lost: number },
  ) => void;
}

/** Records who did what, from where, with what outcome. */
export class Audit {
  readonly #options: AuditOptions;
  readonly #queue: AuditQueue;
  readonly #refusals: Refusals;
  readonly #events = new Listeners<AuditEvent>();
  #storing: Promise<void> = Promise.resolve();
  #count = 0;

  constructor(options: AuditOptions) {
    const { store, clock = systemClock, onFailure = () => undefined } = options;
    this.#options = options;
    this.#queue = new AuditQueue({ store, clock, onFailure });
    this.#refusals = new Refusals({
      clock,
      onRefusals: (event, count) => {
        this.#storing = this.#store(event, count);
      },
    });
  }

  /** Calls `listener` with each event, however often the same comes. Returns what ends that. */
  subscribe(listener: (event: AuditEvent) => void): () => void {
    return this.#events.add(listener);
  }

  /** How many records the database has not taken yet. */
  get waiting(): number {
    return this.#queue.size;
  }

  /**
   * Resolves when it is recorded, or kept to be recorded when the database is available again: at once for what was refused, of
   * which many of the same kind within a minute become one record.
   */
  async record(event: AuditEvent): Promise<void> {
    this.#events.tell(event);
    if (event.outcome === "refused") this.#refusals.add(event);
    else await this.#store(event, 1);
  }

  list(query: AuditQuery): Promise<readonly AuditRecord[]> {
    return this.#options.store.list(query);
  }

  /** Deletes what is older than so many days. */
  async deleteOlderThan(days: number): Promise<number> {
    const oldest = new Date(this.#now().getTime() - days * 24 * 60 * 60_000);
    return this.#options.store.deleteBefore(oldest.toISOString());
  }

  async close(): Promise<void> {
    this.#refusals.close();
    await this.#storing;
    await this.#queue.close();
  }

  #store(event: AuditEvent, count: number): Promise<void> {
    const now = this.#now();
    const { server, onRecord } = this.#options;
    const record: AuditRecord = { id: this.#nextId(now), at: now.toISOString(), ...event, count, server };
    onRecord?.(record);
    return this.#queue.add(record);
  }

  /** Later ones are listed behind earlier ones, those of one millisecond too. */
  #nextId(now: Date): string {
    this.#count = (this.#count + 1) % 0x10000;
    const time = now.getTime().toString(16).padStart(12, "0");
    const count = this.#count.toString(16).padStart(4, "0");
    return time + count + randomBytes(4).toString("hex");
  }

  #now(): Date {
    return this.#options.now?.() ?? new Date();
  }
}
