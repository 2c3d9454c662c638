import type { Pool } from "../pools/pool.js";
import type { PoolChange } from "../pools/pool-change.js";
import { confusableNameError } from "../store/store-errors.js";
import { isConfusable, skeleton } from "../text/look-alikes.js";
import { unlimitedBudget } from "../work/budget.js";
import { inTurns } from "../work/in-turns.js";
import { Pace } from "../work/pace.js";
import type { Steps } from "../work/steps.js";

/** How long names that were listed are used, in ms: whoever makes many pools does not list all of them for each. */
const usedForMs = 2_000;

/**
 * The names of pools, to compare new ones with. They may be two seconds old: they are compared for people, who would take one
 * pool for another one. What keeps names unique is the store.
 */
export class KnownNames {
  readonly #list: () => Promise<readonly Pool[]>;
  readonly #now: () => Date;
  #names: Promise<Names> | undefined;
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
    const names = await this.#current();
    const written = new Set(changes.map(({ poolId }) => poolId));
    const afterwards = new Names();
    for (const change of changes) afterwards.note(change);
    for (const { poolId, name } of given) {
      const others = [
        ...names.lookingLike(name).filter(([id]) => !written.has(id)),
        ...afterwards.lookingLike(name).filter(([id]) => id !== poolId),
      ];
      for (const [, other] of others) {
        if (isConfusable(other, name)) throw confusableNameError("pool", name, other);
      }
    }
  }

  /** Takes in what was written. */
  async note(changes: readonly PoolChange[]): Promise<void> {
    const names = await this.#names;
    if (names) for (const change of changes) names.note(change);
  }

  #current(): Promise<Names> {
    const now = this.#now().getTime();
    if (this.#names && Math.abs(now - this.#listedAt) < usedForMs) return this.#names;
    this.#listedAt = now;
    const names = this.#list().then((pools) => inTurns(Names.of(pools)));
    this.#names = names;
    names.catch(() => {
      if (this.#names === names) this.#names = undefined;
    });
    return names;
  }
}

/** The names of pools by their ids, and by what they look like: a name is compared with those alone that could be taken for it. */
class Names {
  readonly #byId = new Map<string, string>();
  readonly #byLooks = new Map<string, Map<string, string>>();

  static *of(pools: readonly Pool[]): Steps<Names> {
    const names = new Names();
    const pace = new Pace(unlimitedBudget());
    for (const { id, name } of pools) {
      if (pace.isDue()) yield;
      names.#set(id, name);
    }
    return names;
  }

  note({ kind, poolId, poolName }: PoolChange): void {
    if (kind === "delete") this.#delete(poolId);
    else this.#set(poolId, poolName);
  }

  lookingLike(name: string): readonly [id: string, name: string][] {
    return [...(this.#byLooks.get(skeleton(name)) ?? [])];
  }

  #set(id: string, name: string): void {
    this.#delete(id);
    const looks = skeleton(name);
    const alike = this.#byLooks.get(looks) ?? new Map<string, string>();
    this.#byLooks.set(looks, alike.set(id, name));
    this.#byId.set(id, name);
  }

  #delete(id: string): void {
    const name = this.#byId.get(id);
    if (name === undefined) return;
    this.#byId.delete(id);
    const looks = skeleton(name);
    const alike = this.#byLooks.get(looks);
    alike?.delete(id);
    if (alike?.size === 0) this.#byLooks.delete(looks);
  }
}
