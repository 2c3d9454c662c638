import type { Farm, FarmSource, LivePools, PoolSnapshot } from "@afpools/core";
import { encodeLegacyPools, encodeResult, type LegacyAnswer, type LegacyForm } from "@afpools/protocol";
import { poolsNow } from "../plans/pools-now.js";
import { listHosts, listPools } from "./list-pools.js";

export interface SnapshotAnswersOptions {
  readonly live: LivePools;
  readonly farm: FarmSource | undefined;
  readonly legacyForm: LegacyForm;
}

/** The answers that hold everything, each encoded once for a snapshot and sent again and again. */
export class SnapshotAnswers {
  readonly #options: SnapshotAnswersOptions;
  #basis: { readonly pools: PoolSnapshot["pools"]; readonly farm: Farm | undefined } | undefined;
  #encoded = new Map<"pools" | "hosts", Uint8Array>();
  #legacy: LegacyAnswer | undefined;

  constructor(options: SnapshotAnswersOptions) {
    this.#options = options;
  }

  /** The farm as it is now, where there is one to ask. */
  get farm(): Farm | undefined {
    return this.#options.farm?.current();
  }

  /**
   * The pools and the farm as they are now.
   *
   * @throws AfpoolsError `STORE_UNAVAILABLE` while the database was never read
   */
  current(): { readonly snapshot: PoolSnapshot; readonly farm: Farm | undefined } {
    return { snapshot: poolsNow(this.#options.live), farm: this.farm };
  }

  /** The answer of the 2019 protocol. */
  legacy(): LegacyAnswer {
    const { snapshot, farm } = this.#basisNow();
    if (this.#legacy) return this.#legacy;
    const { header, body } = encodeLegacyPools(snapshot.pools, farm, this.#options.legacyForm);
    this.#legacy = { header: asBuffer(header), body: asBuffer(body) };
    return this.#legacy;
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
    name: "pools" | "hosts",
    encode: (pools: PoolSnapshot["pools"], farm: Farm | undefined) => Uint8Array,
  ): Uint8Array {
    const { snapshot, farm } = this.#basisNow();
    const known = this.#encoded.get(name);
    if (known) return known;
    const encoded = asBuffer(encode(snapshot.pools, farm));
    this.#encoded.set(name, encoded);
    return encoded;
  }

  /** What is current; what was encoded of something else is forgotten. */
  #basisNow(): ReturnType<SnapshotAnswers["current"]> {
    const { snapshot, farm } = this.current();
    if (this.#basis?.pools !== snapshot.pools || this.#basis.farm !== farm) {
      this.#basis = { pools: snapshot.pools, farm };
      this.#encoded = new Map();
      this.#legacy = undefined;
    }
    return { snapshot, farm };
  }
}

/** As the Buffer that a socket would make of it for each client. */
function asBuffer({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}
