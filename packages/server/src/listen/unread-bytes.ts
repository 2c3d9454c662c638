import { AfpoolsError } from "@afpools/core";

/** A connection with an answer that its client has not read yet. */
export interface SlowReader {
  /** Ends the connection with this error, immediately. */
  evict(error: AfpoolsError): void;
}

/**
 * Limits the memory taken by answers that clients requested and do not read. When the total exceeds the limit, the
 * connection that has been behind for longest is ended.
 */
export class UnreadBytes {
  readonly #limit: number;
  /** In the order in which the readers fell behind. */
  readonly #bytes = new Map<SlowReader, number>();
  #total = 0;

  /** @param limit in bytes, over all connections */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Sets the number of unread bytes of a connection. */
  add(reader: SlowReader, bytes: number): void {
    this.delete(reader);
    this.#bytes.set(reader, bytes);
    this.#total += bytes;
    for (const slowest of this.#bytes.keys()) {
      if (this.#total <= this.#limit) break;
      this.delete(slowest);
      slowest.evict(
        new AfpoolsError(
          "TIMEOUT",
          "The connection was closed: the answer was not read in time. Read answers as they arrive.",
        ),
      );
    }
  }

  /** The client has read its answer, or is gone. */
  delete(reader: SlowReader): void {
    this.#total -= this.#bytes.get(reader) ?? 0;
    this.#bytes.delete(reader);
  }
}
