import { AfpoolsError } from "@afpools/core";

/** A connection as admission sees it. */
export interface Guest {
  readonly address: string;
  /** Ends the connection with this error. */
  evict(error: AfpoolsError): void;
}

export interface AdmissionLimits {
  readonly connections: number;
  readonly connectionsPerAddress: number;
}

/**
 * Keeps the number of connections within limits, in all and per address. Where one too many arrives, the connection that
 * has waited longest without a request gives way: whoever only holds connections open keeps nobody else out.
 */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #all = new Crowd();
  readonly #byAddress = new Map<string, Crowd>();

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#all.size;
  }

  /** Takes a new connection in, as one that waits. False, and `guest` evicted, when all others are at work. */
  admit(guest: Guest): boolean {
    const { connections, connectionsPerAddress } = this.#limits;
    const crowd = this.#byAddress.get(guest.address);
    const refusal =
      crowd && crowd.size >= connectionsPerAddress
        ? this.#makeRoom(crowd, `${connectionsPerAddress} connections from ${guest.address}`)
        : this.#all.size >= connections
          ? this.#makeRoom(this.#all, `${connections} connections`)
          : undefined;
    if (refusal) {
      guest.evict(refusal);
      return false;
    }
    this.#all.enter(guest);
    this.#crowdOf(guest).enter(guest);
    return true;
  }

  /** Says whether the guest waits for a request, or one is being answered. */
  setWaiting(guest: Guest, waiting: boolean): void {
    this.#all.setWaiting(guest, waiting);
    this.#byAddress.get(guest.address)?.setWaiting(guest, waiting);
  }

  leave(guest: Guest): void {
    this.#all.leave(guest);
    const crowd = this.#byAddress.get(guest.address);
    crowd?.leave(guest);
    if (crowd?.size === 0) this.#byAddress.delete(guest.address);
  }

  /** Evicts who waited longest; the error for the newcomer when nobody waits. */
  #makeRoom(crowd: Crowd, limit: string): AfpoolsError | undefined {
    const error = new AfpoolsError(
      "TOO_MANY_CONNECTIONS",
      `This server takes at most ${limit}. Try again in a moment.`,
    );
    const oldest = crowd.longestWaiting;
    if (!oldest) return error;
    this.leave(oldest);
    oldest.evict(error);
    return undefined;
  }

  #crowdOf(guest: Guest): Crowd {
    const existing = this.#byAddress.get(guest.address);
    if (existing) return existing;
    const crowd = new Crowd();
    this.#byAddress.set(guest.address, crowd);
    return crowd;
  }
}

/** Guests, and those of them that wait in the order in which they began to. */
class Crowd {
  readonly #guests = new Set<Guest>();
  readonly #waiting = new Set<Guest>();

  get size(): number {
    return this.#guests.size;
  }

  get longestWaiting(): Guest | undefined {
    return this.#waiting.values().next().value;
  }

  enter(guest: Guest): void {
    this.#guests.add(guest);
    this.#waiting.add(guest);
  }

  setWaiting(guest: Guest, waiting: boolean): void {
    this.#waiting.delete(guest);
    if (waiting && this.#guests.has(guest)) this.#waiting.add(guest);
  }

  leave(guest: Guest): void {
    this.#guests.delete(guest);
    this.#waiting.delete(guest);
  }
}
