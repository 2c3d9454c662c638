import { AfpoolsError } from "@afpools/core";
import { Chain, Link } from "./chain.js";
import { ConnectionGroup, GroupRanking, type Turn } from "./connection-group.js";

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

/**
 * Keeps the number of connections within limits, in total and per address. If a new connection exceeds a limit, another one is
 * ended to make room: the oldest of those on which everything has been said. If there is none, the address with the most
 * connections that the server waits for loses the one that has made the server wait longest, for a request or for an answer
 * to be read. A client that only holds connections open therefore keeps nobody out.
 */
export class Admission<C extends AdmittedConnection> {
  readonly #limits: AdmissionLimits;
  readonly #shared = { ended: new Chain<Slot<C>>(), ranking: new GroupRanking<Slot<C>>() };
  readonly #groups = new Map<string, ConnectionGroup<Slot<C>>>();
  #size = 0;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#size;
  }

  /** How many addresses hold a slot. Nothing is kept of others. */
  get addresses(): number {
    return this.#groups.size;
  }

  /** The connections that hold a slot. */
  connections(): C[] {
    return [...this.#groups.values()].flatMap((group) => group.toArray().map(({ connection }) => connection));
  }

  /** Gives a new connection a slot, with the turn at the client; an error if the server is working for all others. */
  admit(connection: C): Slot<C> | AfpoolsError {
    const { address } = connection;
    const { connections, connectionsPerAddress } = this.#limits;
    const { ended, ranking } = this.#shared;
    const neighbours = this.#groups.get(address);
    const refusal =
      neighbours && neighbours.size >= connectionsPerAddress
        ? makeRoom(neighbours, neighbours.ended, `${connectionsPerAddress} connections from ${address}`)
        : this.#size >= connections
          ? makeRoom(ranking.first, ended, `${connections} connections`)
          : undefined;
    if (refusal) return refusal;
    const group = this.#groups.get(address) ?? new ConnectionGroup<Slot<C>>();
    this.#groups.set(address, group);
    this.#size += 1;
    return new Slot(connection, { ...this.#shared, group, onFree: () => this.#freed(address, group) });
  }

  #freed(address: string, group: ConnectionGroup<Slot<C>>): void {
    this.#size -= 1;
    if (group.size > 0) return;
    this.#groups.delete(address);
    this.#shared.ranking.remove(group);
  }
}

interface SlotPlace<C extends AdmittedConnection> {
  /** Of all addresses. */
  readonly ended: Chain<Slot<C>>;
  readonly ranking: GroupRanking<Slot<C>>;
  /** Of its own address. */
  readonly group: ConnectionGroup<Slot<C>>;
  readonly onFree: () => void;
}

/** The place of a connection among all connections and among those of its address. */
export class Slot<C extends AdmittedConnection> {
  readonly connection: C;
  readonly #place: SlotPlace<C>;
  readonly #inGroup = new Link<Slot<C>>(this);
  readonly #inEnded = new Link<Slot<C>>(this);

  constructor(connection: C, place: SlotPlace<C>) {
    this.connection = connection;
    this.#place = place;
    this.#move("client");
  }

  /** Records whose turn it is from now on. */
  setTurn(turn: Turn): void {
    if (this.#inGroup.chain) this.#move(turn);
  }

  free(): void {
    const { chain } = this.#inGroup;
    if (!chain) return;
    const { ended, ranking, group, onFree } = this.#place;
    chain.remove(this.#inGroup);
    ended.remove(this.#inEnded);
    ranking.update(group);
    onFree();
  }

  #move(turn: Turn): void {
    const { ended, ranking, group } = this.#place;
    group[turn].append(this.#inGroup);
    if (turn === "ended") ended.append(this.#inEnded);
    else ended.remove(this.#inEnded);
    ranking.update(group);
  }
}

/** Evicts a connection. Returns the error for the new connection if there is none to evict. */
function makeRoom<C extends AdmittedConnection>(
  group: ConnectionGroup<Slot<C>> | undefined,
  ended: Chain<Slot<C>>,
  limit: string,
): AfpoolsError | undefined {
  const error = new AfpoolsError(
    "TOO_MANY_CONNECTIONS",
    `This server takes at most ${limit}. Try again in a moment.`,
  );
  const evicted = ended.first ?? group?.client.first;
  if (!evicted) return error;
  evicted.free();
  evicted.connection.evict(error);
  return undefined;
}
