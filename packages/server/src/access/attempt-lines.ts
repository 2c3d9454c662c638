import { AfpoolsError } from "@afpools/core";

/** How many may wait in one line. */
const maxWaiting = 32;

/** Does one thing after another of each key, and those of different keys at once. */
export class AttemptLines {
  readonly #lines = new Map<string, { last: Promise<unknown>; length: number }>();

  /** How many keys there is something to do for. Nothing is kept of others. */
  get size(): number {
    return this.#lines.size;
  }

  /** @throws AfpoolsError `TOO_MANY_ATTEMPTS` when too many wait in the line of this key */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(key) ?? { last: Promise.resolve(), length: 0 };
    if (line.length > maxWaiting) {
      throw new AfpoolsError(
        "TOO_MANY_ATTEMPTS",
        "Too many sign-in attempts at the same time. Try again in a few seconds.",
        { details: { retryInSeconds: 5 } },
      );
    }
    this.#lines.set(key, line);
    line.length += 1;
    const result = line.last.then(work);
    line.last = result.catch(() => undefined);
    try {
      return await result;
    } finally {
      line.length -= 1;
      if (line.length === 0) this.#lines.delete(key);
    }
  }
}
