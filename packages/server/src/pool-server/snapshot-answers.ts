import type { Farm, FarmSource, LivePools, PoolSnapshot } from "@afpools/core";
import { encodeLegacyPools, encodeResult } from "@afpools/protocol";
import { poolsNow } from "../plans/pools-now.js";
import { listHosts, listPools } from "./list-pools.js";

/** The answers that hold everything, each encoded once for a snapshot and sent again and again. */
export class SnapshotAnswers {
  readonly #live: LivePools;
  readonly #farm: FarmSource | undefined;
  #basis: { readonly pools: PoolSnapshot["pools"]; readonly farm: Farm | undefined } | undefined;
  #encoded = new Map<"legacy" | "pools" | "hosts", Uint8Array>();

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
   * @throws AfpoolsError `STORE_UNAVAILABLE` while the database was never read
   */
  current(): { readonly snapshot: PoolSnapshot; readonly farm: Farm | undefined } {
    return { snapshot: poolsNow(this.#live), farm: this.farm };
  }

  /** The whole answer of the 2019 protocol: header and body. */
  legacy(): Uint8Array {
    return this.#once("legacy", encodeLegacyPools);
  }

  /** The body of the answer to `GET POOLS`. */
  pools(): Uint8Array {
    return this.#once("pools", (pools, farm) => encodeResult<"GET POOLS">({ pools: listPools(pools, farm) }));
  }

  /** The body of the answer to `GET HOSTS`. */
  hosts(): Uint8Array {
    return this.#once("hosts", (pools, farm) => encodeResult<"GET HOSTS">(listHosts(pools, farm)));
  }

  #once(
    name: "legacy" | "pools" | "hosts",
    encode: (pools: PoolSnapshot["pools"], farm: Farm | undefined) => Uint8Array,
  ): Uint8Array {
    const { snapshot, farm } = this.current();
    if (this.#basis?.pools !== snapshot.pools || this.#basis.farm !== farm) {
      this.#basis = { pools: snapshot.pools, farm };
      this.#encoded = new Map();
    }
    const known = this.#encoded.get(name);
    if (known) return known;
    // As the Buffer that a socket would make of it for each client.
    const { buffer, byteOffset, length } = encode(snapshot.pools, farm);
    const encoded = Buffer.from(buffer, byteOffset, length);
    this.#encoded.set(name, encoded);
    return encoded;
  }
}
