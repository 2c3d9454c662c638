import type { PoolStore } from "../store/pool-store.js";

/** Gives a case its stores. All of them are on one database that is empty when the case starts. */
export type OpenStore = () => Promise<PoolStore>;

/** One thing that every store must do. Independent of the test runner: `run` rejects when the store does not do it. */
export interface StoreCase {
  readonly name: string;
  run(open: OpenStore): Promise<void>;
}
