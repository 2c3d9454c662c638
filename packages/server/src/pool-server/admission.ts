import { AfpoolsError } from "@afpools/core";
import { Chain, Link } from "./chain.js";

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

/** Whose turn it is on a connection: the client's, to send a request or to take an answer, or the server's. */
export type Turn = "client" | "server";

/**
 * Keeps the number of connections within limits, in all and per address. Where one too many arrives, the one gives way
 * whose client has let the server wait for longest, for a request or for an answer to be taken: whoever only holds
 * connections open keeps nobody out.
 */
export class Admission<G extends Guest> {
  readonly #limits: AdmissionLimits;
  readonly #all = new Crowd<G>();
  readonly #byAddress = new Map<string, Crowd<G>>();

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#all.size;
  }

  /** Those that were admitted and have not left. */
  guests(): G[] {
    return [...this.#all.client.toArray(), ...this.#all.server.toArray()].map(({ guest }) => guest);
  }

  /** Takes a new connection in, whose turn is the client's; gives why not, when the server works for all others. */
  admit(guest: G): Seat<G> | AfpoolsError {
    const { connections, connectionsPerAddress } = this.#limits;
    const neighbours = this.#byAddress.get(guest.address);
    const refusal =
      neighbours && neighbours.size >= connectionsPerAddress
        ? makeRoom(neighbours, `${connectionsPerAddress} connections from ${guest.address}`)
        : this.#all.size >= connections
          ? makeRoom(this.#all, `${connections} connections`)
          : undefined;
    return refusal ?? new Seat(guest, this.#all, this.#crowdOf(guest.address));
  }

  #crowdOf(address: string): Crowd<G> {
    const existing = this.#byAddress.get(address);
    if (existing) return existing;
    const crowd = new Crowd<G>(() => this.#byAddress.delete(address));
    this.#byAddress.set(address, crowd);
    return crowd;
  }
}

/** The place of a connection among all and among those of its address. */
export class Seat<G extends Guest> {
  readonly guest: G;
  readonly #all: Crowd<G>;
  readonly #neighbours: Crowd<G>;
  readonly #amongAll = new Link<Seat<G>>(this);
  readonly #amongNeighbours = new Link<Seat<G>>(this);

  constructor(guest: G, all: Crowd<G>, neighbours: Crowd<G>) {
    this.guest = guest;
    this.#all = all;
    this.#neighbours = neighbours;
    all.client.append(this.#amongAll);
    neighbours.client.append(this.#amongNeighbours);
  }

  /** Says whose turn it is, and that it has just become so. */
  setTurn(turn: Turn): void {
    if (!this.#amongAll.chain) return;
    this.#all[turn].append(this.#amongAll);
    this.#neighbours[turn].append(this.#amongNeighbours);
  }

  leave(): void {
    if (!this.#amongAll.chain) return;
    this.#amongAll.chain.remove(this.#amongAll);
    this.#amongNeighbours.chain?.remove(this.#amongNeighbours);
    if (this.#neighbours.size === 0) this.#neighbours.onEmpty();
  }
}

/** Connections that are counted together, by whose turn it is, in the order in which it became so. */
class Crowd<G extends Guest> {
  readonly client = new Chain<Seat<G>>();
  readonly server = new Chain<Seat<G>>();
  readonly onEmpty: () => void;

  constructor(onEmpty: () => void = () => undefined) {
    this.onEmpty = onEmpty;
  }

  get size(): number {
    return this.client.size + this.server.size;
  }
}

/** Evicts the slowest; the error for the newcomer when there is none. */
function makeRoom<G extends Guest>(crowd: Crowd<G>, limit: string): AfpoolsError | undefined {
  const error = new AfpoolsError(
    "TOO_MANY_CONNECTIONS",
    `This server takes at most ${limit}. Try again in a moment.`,
  );
  const slowest = crowd.client.first;
  if (!slowest) return error;
  slowest.leave();
  slowest.guest.evict(error);
  return undefined;
}
