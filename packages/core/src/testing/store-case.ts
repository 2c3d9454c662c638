import assert from "node:assert/strict";
import type { PoolStore, StoreWith } from "../store/pool-store.js";
import type { StorePart } from "../store/store-parts.js";

/** Gives a case its stores. All of them are on one database that is empty when the case starts. */
export type OpenStore = () => Promise<PoolStore>;

/** One thing that a store must do. Independent of the test runner: `run` rejects when the store does not do it. */
export interface StoreCase {
  readonly name: string;
  /** The parts without which there is nothing to check; none for what every store must do. */
  readonly needs: readonly StorePart[];
  run(open: OpenStore): Promise<void>;
}

interface PartCase<P extends StorePart> {
  readonly name: string;
  run(open: () => Promise<StoreWith<P>>): Promise<void>;
}

/** Cases for stores that have certain parts. Each fails for a store that lacks one of them. */
export function casesOf<P extends StorePart>(
  needs: readonly P[],
  cases: readonly PartCase<P>[],
): readonly StoreCase[] {
  return cases.map(({ name, run }) => ({ name, needs, run: (open) => run(() => openWith(open, needs)) }));
}

async function openWith<P extends StorePart>(open: OpenStore, needs: readonly P[]): Promise<StoreWith<P>> {
  const store = await open();
  assert.ok(hasParts(store, needs), `the store has no ${needs.filter((part) => !store[part]).join(", ")}`);
  return store;
}

function hasParts<P extends StorePart>(store: PoolStore, parts: readonly P[]): store is StoreWith<P> {
  return parts.every((part) => store[part] !== undefined);
}
