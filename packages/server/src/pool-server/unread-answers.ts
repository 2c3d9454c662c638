import { AfpoolsError } from "@afpools/core";

/** A client that has not taken its answer yet. */
export interface Debtor {
  /** Ends the connection with this error, at once. */
  evict(error: AfpoolsError): void;
}

/**
 * Bounds the memory that answers take which clients ask for and do not read: where they are more than the limit in all,
 * the connection that has not read for longest is ended.
 */
export class UnreadAnswers {
  readonly #limit: number;
  /** In the order in which they began not to read. */
  readonly #bytes = new Map<Debtor, number>();
  #total = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(debtor: Debtor, bytes: number): void {
    this.delete(debtor);
    this.#bytes.set(debtor, bytes);
    this.#total += bytes;
    for (const oldest of this.#bytes.keys()) {
      if (this.#total <= this.#limit) break;
      this.delete(oldest);
      oldest.evict(
        new AfpoolsError(
          "TIMEOUT",
          "The answer was not taken, and its memory is needed for others. Read at once.",
        ),
      );
    }
  }

  /** The client has taken its answer, or is gone. */
  delete(debtor: Debtor): void {
    this.#total -= this.#bytes.get(debtor) ?? 0;
    this.#bytes.delete(debtor);
  }
}
