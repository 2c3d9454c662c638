import { Chain, Link } from "./chain.js";

/**
 * Whose turn it is on a connection: the client's, to send a request or to read an answer; the server's; or nobody's, because
 * everything has been said and only the client's end is missing.
 */
export type Turn = "client" | "server" | "ended";

/** The connections of one address by whose turn it is, each ordered by when that turn began. */
export class ConnectionGroup<T> {
  readonly client = new Chain<T>();
  readonly server = new Chain<T>();
  readonly ended = new Chain<T>();
  readonly rank = new Link<ConnectionGroup<T>>(this);

  get size(): number {
    return this.client.size + this.server.size + this.ended.size;
  }

  toArray(): T[] {
    return [this.client, this.server, this.ended].flatMap((chain) => chain.toArray());
  }
}

/** Orders groups by how many of their connections the server waits for. Each step takes the same time, however many there are. */
export class GroupRanking<T> {
  /** By that number, from 0; among equals the one that has changed least recently first. */
  readonly #levels: Chain<ConnectionGroup<T>>[] = [];
  #highest = 0;

  /** Puts a group where it belongs, after one of its connections has changed. */
  update(group: ConnectionGroup<T>): void {
    const level = group.client.size;
    let groups = this.#levels[level];
    if (!groups) {
      groups = new Chain();
      this.#levels[level] = groups;
    }
    groups.append(group.rank);
    this.#highest = Math.max(this.#highest, level);
    this.#lower();
  }

  remove(group: ConnectionGroup<T>): void {
    group.rank.chain?.remove(group.rank);
    this.#lower();
  }

  /** The group with the most connections that the server waits for. */
  get first(): ConnectionGroup<T> | undefined {
    return this.#levels[this.#highest]?.first;
  }

  #lower(): void {
    while (this.#highest > 0 && !this.#levels[this.#highest]?.size) this.#highest -= 1;
  }
}
