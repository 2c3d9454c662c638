import { AfpoolsError } from "@afpools/core";
import { Chain, Link } from "./chain.js";

/** A connection that counts against the limits. */
export interface AdmittedConnection {
  readonly address: string;
  /** Ends the connection with this error, immediately. */
  evict(error: AfpoolsError): void;
}

export interface AdmissionLimits {
  readonly connections: number;
  readonly connectionsPerAddress: number;
}

/** Whose turn it is on a connection: the client's, to send a request or to read an answer, or the server's. */
export type Turn = "client" | "server";

/**
 * Keeps the number of connections within limits, in total and per address. If a new connection exceeds a limit, the
 * connection that has made the server wait longest, for a request or for an answer to be read, is ended to make room.
 * A client that only holds connections open therefore keeps nobody out.
 */
export class Admission<C extends AdmittedConnection> {
  readonly #limits: AdmissionLimits;
  readonly #all = new ConnectionGroup<C>();
  readonly #byAddress = new Map<string, ConnectionGroup<C>>();

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#all.size;
  }

  /** How many addresses hold a slot. Nothing is kept of others. */
  get addresses(): number {
    return this.#byAddress.size;
  }

  /** The connections that hold a slot. */
  connections(): C[] {
    return [...this.#all.client.toArray(), ...this.#all.server.toArray()].map(({ connection }) => connection);
  }

  /** Gives a new connection a slot, with the turn at the client; an error if the server is working for all others. */
  admit(connection: C): Slot<C> | AfpoolsError {
    const { connections, connectionsPerAddress } = this.#limits;
    const neighbours = this.#byAddress.get(connection.address);
    const refusal =
      neighbours && neighbours.size >= connectionsPerAddress
        ? makeRoom(neighbours, `${connectionsPerAddress} connections from ${connection.address}`)
        : this.#all.size >= connections
          ? makeRoom(this.#all, `${connections} connections`)
          : undefined;
    return refusal ?? new Slot(connection, this.#all, this.#groupOf(connection.address));
  }

  #groupOf(address: string): ConnectionGroup<C> {
    const existing = this.#byAddress.get(address);
    if (existing) return existing;
    const group = new ConnectionGroup<C>(() => this.#byAddress.delete(address));
    this.#byAddress.set(address, group);
    return group;
  }
}

/** The place of a connection among all connections and among those of its address. */
export class Slot<C extends AdmittedConnection> {
  readonly connection: C;
  readonly #all: ConnectionGroup<C>;
  readonly #neighbours: ConnectionGroup<C>;
  readonly #amongAll = new Link<Slot<C>>(this);
  readonly #amongNeighbours = new Link<Slot<C>>(this);

  constructor(connection: C, all: ConnectionGroup<C>, neighbours: ConnectionGroup<C>) {
    this.connection = connection;
    this.#all = all;
    this.#neighbours = neighbours;
    all.client.append(this.#amongAll);
    neighbours.client.append(this.#amongNeighbours);
  }

  /** Records whose turn it is from now on. */
  setTurn(turn: Turn): void {
    if (!this.#amongAll.chain) return;
    this.#all[turn].append(this.#amongAll);
    this.#neighbours[turn].append(this.#amongNeighbours);
  }

  free(): void {
    if (!this.#amongAll.chain) return;
    this.#amongAll.chain.remove(this.#amongAll);
    this.#amongNeighbours.chain?.remove(this.#amongNeighbours);
    if (this.#neighbours.size === 0) this.#neighbours.onEmpty();
  }
}

/** Connections that are counted together, by whose turn it is, ordered by when that turn began. */
class ConnectionGroup<C extends AdmittedConnection> {
  readonly client = new Chain<Slot<C>>();
  readonly server = new Chain<Slot<C>>();
  readonly onEmpty: () => void;

  constructor(onEmpty: () => void = () => undefined) {
    this.onEmpty = onEmpty;
  }

  get size(): number {
    return this.client.size + this.server.size;
  }
}

/** Evicts the connection that has waited longest. Returns the error for the new connection if there is none to evict. */
function makeRoom<C extends AdmittedConnection>(
  group: ConnectionGroup<C>,
  limit: string,
): AfpoolsError | undefined {
  const error = new AfpoolsError(
    "TOO_MANY_CONNECTIONS",
    `This server takes at most ${limit}. Try again in a moment.`,
  );
  const slowest = group.client.first;
  if (!slowest) return error;
  slowest.free();
  slowest.connection.evict(error);
  return undefined;
}
