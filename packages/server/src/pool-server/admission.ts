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
export class Admission<G extends Guest> {
  readonly #limits: AdmissionLimits;
  readonly #guests = new Set<G>();
  readonly #all = new Crowd<G>();
  readonly #byAddress = new Map<string, Crowd<G>>();

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  /** Those that were admitted and have not left. */
  get guests(): ReadonlySet<G> {
    return this.#guests;
  }

  /** Takes a new connection in, whose turn is the client's; gives why not, when the server works for all others. */
  admit(guest: G): AfpoolsError | undefined {
    const { connections, connectionsPerAddress } = this.#limits;
    const crowd = this.#byAddress.get(guest.address) ?? new Crowd();
    const refusal =
      crowd.size >= connectionsPerAddress
        ? this.#makeRoom(crowd, `${connectionsPerAddress} connections from ${guest.address}`)
        : this.#all.size >= connections
          ? this.#makeRoom(this.#all, `${connections} connections`)
          : undefined;
    if (refusal) return refusal;
    this.#byAddress.set(guest.address, crowd);
    this.#guests.add(guest);
    for (const each of [this.#all, crowd]) {
      each.size += 1;
      each.awaited.add(guest);
    }
    return undefined;
  }

  /** Says whose turn it is on a connection, and that it has just become so. */
  setTurn(guest: G, turn: "client" | "server"): void {
    const crowd = this.#byAddress.get(guest.address);
    if (!crowd || !this.#guests.has(guest)) return;
    for (const { awaited } of [this.#all, crowd]) {
      awaited.delete(guest);
      if (turn === "client") awaited.add(guest);
    }
  }

  leave(guest: G): void {
    const crowd = this.#byAddress.get(guest.address);
    if (!crowd || !this.#guests.delete(guest)) return;
    for (const each of [this.#all, crowd]) {
      each.size -= 1;
      each.awaited.delete(guest);
    }
    if (crowd.size === 0) this.#byAddress.delete(guest.address);
  }

  /** Evicts the slowest; the error for the newcomer when there is none. */
  #makeRoom(crowd: Crowd<G>, limit: string): AfpoolsError | undefined {
    const error = new AfpoolsError(
      "TOO_MANY_CONNECTIONS",
      `This server takes at most ${limit}. Try again in a moment.`,
    );
    const [slowest] = crowd.awaited;
    if (!slowest) return error;
    this.leave(slowest);
    slowest.evict(error);
    return undefined;
  }
}

/** Guests that are counted together. */
class Crowd<G> {
  size = 0;
  /** Those that the server waits for, in the order in which it began to. */
  readonly awaited = new Set<G>();
}
