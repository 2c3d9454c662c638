import { type AuditQuery, type AuditRecord, type AuditStore, listAudit } from "@afpools/core";
import type { JsonFile } from "./json-file.js";

/** The audit, in the same file. */
export class JsonFileAudit implements AuditStore {
  readonly #file: JsonFile;

  constructor(file: JsonFile) {
    this.#file = file;
  }

  async append(records: readonly AuditRecord[]) {
    await this.#file.change(({ audit }) => {
      const known = new Set(audit.map(({ id }) => id));
      return { audit: [...audit, ...records.filter(({ id }) => !known.has(id))] };
    });
  }

  async list(query: AuditQuery) {
    return listAudit(this.#file.content.audit, query);
  }

  async deleteBefore(moment: string) {
    const { length } = this.#file.content.audit;
    await this.#file.change(({ audit }) => ({ audit: audit.filter(({ at }) => at >= moment) }));
    return length - this.#file.content.audit.length;
  }
}
