import { AfpoolsError, type Farm, type FarmSource, type LivePools, type PoolSnapshot } from "@afpools/core";
import { encodeLegacyPools, encodeResult } from "@afpools/protocol";
import { listPools } from "./list-pools.js";

/** The two answers that hold all pools, each encoded once for a snapshot and sent again and again. */
export class SnapshotAnswers {
  readonly #live: LivePools;
  readonly #farm: FarmSource | undefined;
  #basis: { readonly pools: PoolSnapshot["pools"]; readonly farm: Farm | undefined } | undefined;
  #legacy: Uint8Array | undefined;
  #pools: Uint8Array | undefined;

  constructor(live: LivePools, farm: FarmSource | undefined) {
    this.#live = live;
    this.#farm = farm;
  }

  /** The farm as it is now, where there is one to ask. */
  get farm(): Farm | undefined {
    return this.#farm?.current();
  }

  /**
   * The pools and the farm as they are now.
   *
   * @throws AfpoolsError `STORE_UNAVAILABLE` while the database was never read: no pools are known then, which is
   * something else than that there are none.
   */
  current(): { readonly snapshot: PoolSnapshot; readonly farm: Farm | undefined } {
    const snapshot = this.#live.current;
    if (snapshot.version > 0) return { snapshot, farm: this.farm };
    const reason = snapshot.away?.error.message ?? "The server has just started. Try again in a moment.";
    throw new AfpoolsError("STORE_UNAVAILABLE", `The pools were not read yet. ${reason}`);
  }

  /** The whole answer of the 2019 protocol: header and body. */
  legacy(): Uint8Array {
    const { snapshot, farm } = this.#refresh();
    this.#legacy ??= encodeLegacyPools(snapshot.pools, farm);
    return this.#legacy;
  }

  /** The body of the answer to `GET POOLS`. */
  pools(): Uint8Array {
    const { snapshot, farm } = this.#refresh();
    this.#pools ??= encodeResult<"GET POOLS">({ pools: listPools(snapshot.pools, farm) });
    return this.#pools;
  }

  #refresh() {
    const now = this.current();
    if (this.#basis?.pools !== now.snapshot.pools || this.#basis.farm !== now.farm) {
      this.#basis = { pools: now.snapshot.pools, farm: now.farm };
      this.#legacy = undefined;
      this.#pools = undefined;
    }
    return now;
  }
}
