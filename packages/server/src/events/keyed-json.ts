/** What came or differs, each as JSON, and the keys of what is gone. */
export interface Difference<Key> {
  readonly changed: readonly string[];
  readonly gone: readonly Key[];
}

interface Told<Source> {
  readonly source: Source;
  readonly json: string;
}

/** Items by their keys with the JSON that was told of each. */
export class KeyedJson<Key, Source> {
  readonly #keyOf: (source: Source) => Key;
  readonly #show: (source: Source) => unknown;
  readonly #told = new Map<Key, Told<Source>>();

  /** @param show the values to tell; the same source (`===`) has the same ones */
  constructor(keyOf: (source: Source) => Key, show: (source: Source) => unknown) {
    this.#keyOf = keyOf;
    this.#show = show;
  }

  /** All items as a JSON array, in the order in which they came. */
  get json(): string {
    return `[${Array.from(this.#told.values(), ({ json }) => json).join(",")}]`;
  }

  /** Takes all items over as they are now; gives what differs, if anything does. */
  take(sources: Iterable<Source>): Difference<Key> | undefined {
    const changed: string[] = [];
    const present = new Set<Key>();
    for (const source of sources) {
      const key = this.#keyOf(source);
      present.add(key);
      const told = this.#told.get(key);
      if (told?.source === source) continue;
      const json = JSON.stringify(this.#show(source));
      this.#told.set(key, { source, json });
      if (told?.json !== json) changed.push(json);
    }
    const gone = [...this.#told.keys()].filter((key) => !present.has(key));
    for (const key of gone) this.#told.delete(key);
    return changed.length + gone.length > 0 ? { changed, gone } : undefined;
  }
}

/** A difference as JSON, with what else is told of it. */
export function differenceJson<Key>({ changed, gone }: Difference<Key>, more = {}): string {
  return `{"changed":[${changed.join(",")}],${JSON.stringify({ gone, ...more }).slice(1)}`;
}
