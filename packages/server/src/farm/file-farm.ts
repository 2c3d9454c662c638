import type { Farm, FarmSource } from "@afpools/core";
import { readFarmFile } from "./farm-file.js";

/** A farm that a file lists, read again when told to. */
export class FileFarm implements FarmSource {
  readonly #file: string;
  readonly #listeners = new Set<() => void>();
  #farm: Farm;

  private constructor(file: string, farm: Farm) {
    this.#file = file;
    this.#farm = farm;
  }

  /** @throws AfpoolsError `INVALID_FILE` */
  static async open(file: string): Promise<FileFarm> {
    return new FileFarm(file, await readFarmFile(file));
  }

  current(): Farm {
    return this.#farm;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reads the file again; a file that cannot be read leaves the farm as it was. */
  async reload(): Promise<void> {
    this.#farm = await readFarmFile(this.#file);
    for (const listener of this.#listeners) listener();
  }
}
