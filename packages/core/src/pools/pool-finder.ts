import type { Pool } from "./pool.js";
import { poolNameKey } from "./pool-name.js";

/** Finds pools of one list as `findPool` does, without looking at each of them: for many names. */
export class PoolFinder<P extends Pick<Pool, "id" | "name"> = Pool> {
  readonly #pools: readonly P[];
  readonly #byId = new Map<string, P>();
  readonly #byName = new Map<string, P>();
  /** Made when a name is spelled otherwise: most are not. */
  #byKey: ReadonlyMap<string, P> | undefined;

  constructor(pools: readonly P[]) {
    this.#pools = pools;
    for (const pool of pools) {
      addFirst(this.#byId, pool.id, pool);
      addFirst(this.#byName, pool.name, pool);
    }
  }

  find(idOrName: string): P | undefined {
    return this.#byId.get(idOrName) ?? this.#byName.get(idOrName) ?? this.#keys().get(poolNameKey(idOrName));
  }

  #keys(): ReadonlyMap<string, P> {
    if (this.#byKey) return this.#byKey;
    const byKey = new Map<string, P>();
    for (const pool of this.#pools) addFirst(byKey, poolNameKey(pool.name), pool);
    this.#byKey = byKey;
    return byKey;
  }
}

function addFirst<P>(map: Map<string, P>, key: string, pool: P): void {
  if (!map.has(key)) map.set(key, pool);
}

const finders = new WeakMap<readonly Pool[], PoolFinder>();

/** The finder of a list of pools that nobody changes, such as those of a snapshot; made once. */
export function finderOf(pools: readonly Pool[]): PoolFinder {
  const finder = finders.get(pools) ?? new PoolFinder(pools);
  finders.set(pools, finder);
  return finder;
}
