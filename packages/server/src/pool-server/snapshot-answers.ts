import type { Farm, FarmSource, LivePools, PoolSnapshot } from "@afpools/core";
import { inTurns, type Steps } from "@afpools/core/internal";
import {
  encodeLegacyPoolsInSteps,
  encodeResultInSteps,
  type LegacyAnswer,
  type LegacyForm,
} from "@afpools/protocol";
import { poolsNow } from "../plans/pools-now.js";
import { listHosts, listPools } from "./list-pools.js";

export interface SnapshotAnswersOptions {
  readonly live: LivePools;
  readonly farm: FarmSource | undefined;
  readonly legacyForm: LegacyForm;
}

interface Basis {
  readonly pools: PoolSnapshot["pools"];
  readonly farm: Farm | undefined;
}

/** One answer, encoded once for what it is made of. */
class EncodedOnce<T> {
  readonly #encode: (basis: Basis) => Steps<T>;
  #basis: Basis | undefined;
  #answer: T | Promise<T> | undefined;

  constructor(encode: (basis: Basis) => Steps<T>) {
    this.#encode = encode;
  }

  /** At once where it is known already. */
  of(basis: Basis): T | Promise<T> {
    const isSame = this.#basis?.pools === basis.pools && this.#basis.farm === basis.farm;
    if (isSame && this.#answer !== undefined) return this.#answer;
    this.#basis = basis;
    const encoding = inTurns(this.#encode(basis)).then((answer) => {
      if (this.#basis === basis) this.#answer = answer;
      return answer;
    });
    this.#answer = encoding;
    return encoding;
  }
}

/** Answers, each encoded once for a snapshot, in steps, and sent again and again. */
export class SnapshotAnswers {
  readonly #options: SnapshotAnswersOptions;
  readonly #legacy: EncodedOnce<LegacyAnswer>;
  readonly #pools = new EncodedOnce(encodePools);
  readonly #hosts = new EncodedOnce(encodeHosts);

  constructor(options: SnapshotAnswersOptions) {
    this.#options = options;
    this.#legacy = new EncodedOnce((basis) => encodeLegacy(basis, options.legacyForm));
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

  /** The answer of the 2019 protocol; at once where it is known already. */
  legacy(): LegacyAnswer | Promise<LegacyAnswer> {
    return this.#legacy.of(this.#basis());
  }

  /** The body of the answer to `GET POOLS`; at once where it is known already. */
  pools(): Uint8Array | Promise<Uint8Array> {
    return this.#pools.of(this.#basis());
  }

  /** The body of the answer to `GET HOSTS`; at once where it is known already. */
  hosts(): Uint8Array | Promise<Uint8Array> {
    return this.#hosts.of(this.#basis());
  }

  #basis(): Basis {
    const { snapshot, farm } = this.current();
    return { pools: snapshot.pools, farm };
  }
}

function* encodePools({ pools, farm }: Basis): Steps<Uint8Array> {
  return asBuffer(yield* encodeResultInSteps<"GET POOLS">(yield* listPools(pools, farm)));
}

function* encodeHosts({ pools, farm }: Basis): Steps<Uint8Array> {
  return asBuffer(yield* encodeResultInSteps<"GET HOSTS">(yield* listHosts(pools, farm)));
}

function* encodeLegacy({ pools, farm }: Basis, form: LegacyForm): Steps<LegacyAnswer> {
  const { header, body } = yield* encodeLegacyPoolsInSteps(pools, farm, form);
  return { header: asBuffer(header), body: asBuffer(body) };
}

/** As the Buffer that a socket would make of it for each client. */
function asBuffer({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}
