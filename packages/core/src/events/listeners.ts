/**
 * Those who are told of something. A listener that throws neither keeps the others from being told nor fails what they
 * are told of: its error surfaces as an uncaught one, as with the platform's own events.
 */
export class Listeners<T> {
  readonly #entries = new Set<{ readonly listener: (value: T) => void }>();

  /** Returns what takes the listener out again. */
  add(listener: (value: T) => void): () => void {
    const entry = { listener };
    this.#entries.add(entry);
    return () => void this.#entries.delete(entry);
  }

  tell(value: T): void {
    for (const { listener } of this.#entries) tellOne(listener, value);
  }

  clear(): void {
    this.#entries.clear();
  }
}

export function tellOne<T>(listener: (value: T) => void, value: T): void {
  try {
    listener(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
