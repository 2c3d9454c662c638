import { addressSubject } from "../access/address-subject.js";
import { tooManyRequests } from "../work/lane.js";

/** A body up to this size counts for nothing, in bytes: on all connections together these take some 256 MiB. */
const freeBytes = 64 << 10;

/** How much all larger bodies that are arriving may take, and those of one address, in bytes. */
const usualLimits = { all: 64 << 20, perAddress: 16 << 20 };

/** Limits the memory that bodies of requests take while they arrive. */
export class BodyMemory {
  readonly #limits: typeof usualLimits;
  readonly #heldBy = new Map<string, number>();
  #held = 0;

  constructor(limits = usualLimits) {
    this.#limits = limits;
  }

  /** Begins a body that arrives from this address. */
  open(address: string): ArrivingBody {
    const subject = addressSubject(address);
    return new ArrivingBody((bytes) => this.#add(subject, bytes));
  }

  /** @throws AfpoolsError `TOO_MANY_REQUESTS` */
  #add(subject: string, bytes: number): void {
    const own = (this.#heldBy.get(subject) ?? 0) + bytes;
    const { all, perAddress } = this.#limits;
    if (bytes > 0 && (own > perAddress || this.#held + bytes > all)) {
      throw tooManyRequests("Large bodies of other requests are arriving. Send one at a time");
    }
    this.#held += bytes;
    if (own > 0) this.#heldBy.set(subject, own);
    else this.#heldBy.delete(subject);
  }
}

/** What has arrived of one body. */
export class ArrivingBody {
  readonly #add: (bytes: number) => void;
  #length = 0;
  #counted = 0;

  constructor(add: (bytes: number) => void) {
    this.#add = add;
  }

  get length(): number {
    return this.#length;
  }

  /**
   * Further bytes have come.
   *
   * @throws AfpoolsError `TOO_MANY_REQUESTS` where bodies that are arriving take too much memory
   */
  grow(bytes: number): void {
    const length = this.#length + bytes;
    const wanted = length > freeBytes ? length : 0;
    this.#add(wanted - this.#counted);
    this.#length = length;
    this.#counted = wanted;
  }

  /** It is read, or given up. */
  close(): void {
    this.#add(-this.#counted);
    this.#counted = 0;
  }
}
