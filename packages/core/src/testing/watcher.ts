import type { Pool } from "../pools/pool.js";
import type { PoolDeletion } from "../pools/pool-change.js";
import type { PoolStore, PoolWatch } from "../store/pool-store.js";

/** What a store's watch told. */
export class Watcher {
  /** Last. */
  pools: readonly Pool[] | undefined;
  readonly all: (readonly Pool[])[] = [];
  /** All that were told. */
  readonly deletions: PoolDeletion[] = [];
  readonly watch: PoolWatch;
  #check: () => void = () => undefined;

  constructor(store: PoolStore) {
    this.watch = store.watch((event) => {
      if (event.kind === "pools") {
        this.pools = event.pools;
        this.all.push(event.pools);
        this.deletions.push(...(event.deletions ?? []));
      }
      this.#check();
    });
  }

  /** The pools as told, as soon as they are so; rejects when they are not within 2 s, which the contract promises. */
  until(isSo: (pools: readonly Pool[]) => boolean): Promise<readonly Pool[]> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(
        () => reject(new Error("the watch did not tell the change within 2 s")),
        2_000,
      );
      this.#check = () => {
        if (!this.pools || !isSo(this.pools)) return;
        clearTimeout(deadline);
        resolve(this.pools);
      };
      this.#check();
    });
  }

  close(): Promise<void> {
    return this.watch.close();
  }
}
