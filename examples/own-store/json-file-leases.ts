import type { Lease, LeaseStore } from "@afpools/core";
import type { JsonFile } from "./json-file.js";

/** Leases, in the same file. */
export class JsonFileLeases implements LeaseStore {
  readonly #file: JsonFile;

  constructor(file: JsonFile) {
    this.#file = file;
  }

  async read(name: string): Promise<Lease> {
    return this.#file.content.leases.find((lease) => lease.name === name) ?? { name, holder: "", beat: 0 };
  }

  async claim(lease: Lease) {
    let isClaimed = false;
    await this.#file.change(({ leases }) => {
      const now = leases.find(({ name }) => name === lease.name);
      isClaimed = (now?.beat ?? 0) === lease.beat - 1;
      return isClaimed ? { leases: [...leases.filter((other) => other !== now), lease] } : {};
    });
    return isClaimed;
  }
}
