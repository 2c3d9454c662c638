import type { LeaseStore } from "@afpools/core";
import type { Delivery } from "./delivery.js";

/** How many reports wait for a hook at the most; the oldest give way. */
export const mostReports = 100;
/** How often a write is tried where other servers write at the same moment. */
const attempts = 5;

/**
 * The reports about jobs and ended holds that wait for one hook. They stand in no history, so they are kept in the database, as the holder of a lease
 * of their own, which every store can compare and set.
 */
export class ReportQueue {
  readonly #leases: LeaseStore;
  readonly #lease: string;

  constructor(leases: LeaseStore, hookName: string) {
    this.#leases = leases;
    this.#lease = `hook-reports:${hookName}`;
  }

  /** The oldest first. */
  async read(): Promise<readonly Delivery[]> {
    return readReports((await this.#leases.read(this.#lease)).holder);
  }

  /** False where it cannot be done, since others write all the time. */
  add(reports: readonly Delivery[]): Promise<boolean> {
    return this.#change((waiting) => [...waiting, ...reports].slice(-mostReports));
  }

  /** False where it cannot be done. */
  remove({ id }: Delivery): Promise<boolean> {
    return this.#change((waiting) => waiting.filter((report) => report.id !== id));
  }

  async #change(edit: (waiting: readonly Delivery[]) => readonly Delivery[]): Promise<boolean> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const { name, holder, beat } = await this.#leases.read(this.#lease);
      const next = JSON.stringify(edit(readReports(holder)));
      if (await this.#leases.claim({ name, holder: next, beat: beat + 1 })) return true;
    }
    return false;
  }
}

function readReports(holder: string): readonly Delivery[] {
  return holder === "" ? [] : JSON.parse(holder);
}
