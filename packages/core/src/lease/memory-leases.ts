import type { Lease, LeaseStore } from "./lease.js";

/** Leases in memory. `assertOpen` throws when the store is closed. */
export class MemoryLeases implements LeaseStore {
  readonly #leases = new Map<string, Lease>();
  readonly #assertOpen: () => void;

  constructor(assertOpen: () => void = () => undefined) {
    this.#assertOpen = assertOpen;
  }

  async read(name: string): Promise<Lease> {
    this.#assertOpen();
    return this.#leases.get(name) ?? { name, holder: "", beat: 0 };
  }

  async claim(lease: Lease): Promise<boolean> {
    this.#assertOpen();
    if ((this.#leases.get(lease.name)?.beat ?? 0) !== lease.beat - 1) return false;
    this.#leases.set(lease.name, lease);
    return true;
  }
}
