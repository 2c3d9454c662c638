import type { Pool } from "../pools/pool.js";
import type { PoolChange } from "../pools/pool-change.js";
import { confusableNameError } from "../store/store-errors.js";
import { isConfusable } from "../text/look-alikes.js";

/** How long names that were listed are used, in ms: whoever makes many pools does not list all of them for each. */
const usedForMs = 2_000;

/**
 * The names of pools, to compare new ones with. They may be two seconds old: they are compared for people, who would take one
 * pool for another one. What keeps names unique is the store.
 */
export class KnownNames {
  readonly #list: () => Promise<readonly Pool[]>;
  readonly #now: () => Date;
  #names: Promise<Map<string, string>> | undefined;
  #listedAt = 0;

  constructor(list: () => Promise<readonly Pool[]>, now: () => Date) {
    this.#list = list;
    this.#now = now;
  }

  /** @throws AfpoolsError `NAME_TAKEN` when the name of a pool of another id looks the same */
  async assertNotConfusable(id: string, name: string): Promise<void> {
    for (const [otherId, other] of await this.#current()) {
      if (otherId !== id && isConfusable(other, name)) throw confusableNameError("pool", name, other);
    }
  }

  /** Takes in what was written. */
  async note({ kind, poolId, poolName }: PoolChange): Promise<void> {
    const names = await this.#names;
    if (kind === "delete") names?.delete(poolId);
    else names?.set(poolId, poolName);
  }

  #current(): Promise<Map<string, string>> {
    const now = this.#now().getTime();
    if (this.#names && Math.abs(now - this.#listedAt) < usedForMs) return this.#names;
    this.#listedAt = now;
    const names = this.#list().then((pools) => new Map(pools.map((pool) => [pool.id, pool.name])));
    this.#names = names;
    names.catch(() => {
      if (this.#names === names) this.#names = undefined;
    });
    return names;
  }
}
