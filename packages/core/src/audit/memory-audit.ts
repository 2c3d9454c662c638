import type { AuditRecord } from "./audit-record.js";
import type { AuditQuery, AuditStore } from "./audit-store.js";
import { listAudit } from "./list-audit.js";

/** An audit in memory. */
export class MemoryAudit implements AuditStore {
  readonly #assertOpen: () => void;
  #records: readonly AuditRecord[] = [];

  /** @param assertOpen throws when the store was closed. */
  constructor(assertOpen: () => void) {
    this.#assertOpen = assertOpen;
  }

  async append(records: readonly AuditRecord[]): Promise<void> {
    this.#assertOpen();
    const known = new Set(this.#records.map(({ id }) => id));
    this.#records = [...this.#records, ...records.filter(({ id }) => !known.has(id))];
  }

  async list(query: AuditQuery): Promise<readonly AuditRecord[]> {
    this.#assertOpen();
    return listAudit(this.#records, query);
  }

  async deleteBefore(moment: string): Promise<number> {
    this.#assertOpen();
    const kept = this.#records.filter(({ at }) => at >= moment);
    const deleted = this.#records.length - kept.length;
    this.#records = kept;
    return deleted;
  }
}
