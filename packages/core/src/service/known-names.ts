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

  /**
   * @throws AfpoolsError `NAME_TAKEN` when a name that these changes give looks the same as that of another pool, as it is called
   * afterwards
   */
  async assertNotConfusable(changes: readonly PoolChange[]): Promise<void> {
    const given = changes.flatMap(({ kind, poolId, diff }) =>
      kind !== "delete" && diff.name ? [{ poolId, name: diff.name.after }] : [],
    );
    if (given.length === 0) return;
    const names = new Map(await this.#current());
    for (const change of changes) note(names, change);
    for (const { poolId, name } of given) {
      for (const [otherId, other] of names) {
        if (otherId !== poolId && isConfusable(other, name)) throw confusableNameError("pool", name, other);
      }
    }
  }

  /** Takes in what was written. */
  async note(changes: readonly PoolChange[]): Promise<void> {
    const names = await this.#names;
    if (names) for (const change of changes) note(names, change);
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

function note(names: Map<string, string>, { kind, poolId, poolName }: PoolChange): void {
  if (kind === "delete") names.delete(poolId);
  else names.set(poolId, poolName);
}
