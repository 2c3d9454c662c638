import { AfpoolsError } from "@afpools/core";

/** A connection as admission sees it. */
export interface Guest {
  readonly address: string;
  /** Ends the connection with this error, at once. */
  evict(error: AfpoolsError): void;
}

export interface AdmissionLimits {
  readonly connections: number;
  readonly connectionsPerAddress: number;
}

/**
 * Keeps the number of connections within limits, in all and per address. Where one too many arrives, the one gives way
 * whose client has let the server wait for longest, for a request or for an answer to be taken: whoever only holds
 * connections open keeps nobody out.
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

  /** Takes a new connection in, whose turn is the client's; gives why not, when the server works for all others. */
  admit(guest: Guest): AfpoolsError | undefined {
    const { connections, connectionsPerAddress } = this.#limits;
    const crowd = this.#byAddress.get(guest.address) ?? new Crowd();
    const refusal =
      crowd.size >= connectionsPerAddress
        ? this.#makeRoom(crowd, `${connectionsPerAddress} connections from ${guest.address}`)
        : this.#all.size >= connections
          ? this.#makeRoom(this.#all, `${connections} connections`)
          : undefined;
    if (refusal) return refusal;
    this.#all.enter(guest);
    crowd.enter(guest);
    this.#byAddress.set(guest.address, crowd);
    return undefined;
  }

  /** Says whose turn it is on a connection, and that it has just become so. */
  setTurn(guest: Guest, turn: "client" | "server"): void {
    this.#all.setTurn(guest, turn);
    this.#byAddress.get(guest.address)?.setTurn(guest, turn);
  }

  leave(guest: Guest): void {
    this.#all.leave(guest);
    const crowd = this.#byAddress.get(guest.address);
    crowd?.leave(guest);
    if (crowd?.size === 0) this.#byAddress.delete(guest.address);
  }

  /** Evicts the slowest; the error for the newcomer when there is none. */
  #makeRoom(crowd: Crowd, limit: string): AfpoolsError | undefined {
    const error = new AfpoolsError(
      "TOO_MANY_CONNECTIONS",
      `This server takes at most ${limit}. Try again in a moment.`,
    );
    const { slowest } = crowd;
    if (!slowest) return error;
    this.leave(slowest);
    slowest.evict(error);
    return undefined;
  }
}

/** Guests, and those of them that the server waits for, in the order in which it began to. */
class Crowd {
  readonly #guests = new Set<Guest>();
  readonly #awaited = new Set<Guest>();

  get size(): number {
    return this.#guests.size;
  }

  get slowest(): Guest | undefined {
    return this.#awaited.values().next().value;
  }

  enter(guest: Guest): void {
    this.#guests.add(guest);
    this.#awaited.add(guest);
  }

  setTurn(guest: Guest, turn: "client" | "server"): void {
    this.#awaited.delete(guest);
    if (turn === "client" && this.#guests.has(guest)) this.#awaited.add(guest);
  }

  leave(guest: Guest): void {
    this.#guests.delete(guest);
    this.#awaited.delete(guest);
  }
}
