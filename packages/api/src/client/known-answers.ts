/** How many answers are kept. */
const most = 16;

interface Known {
  readonly etag: string;
  readonly value: unknown;
}

/**
 * The last answers of a server that have a weak `ETag`, which is of all that they hold. A server that has nothing else to say answers
 * with 304, and the value of before is given again. Browsers do this themselves.
 */
export class KnownAnswers {
  /** By their URLs, the longest unused first. */
  readonly #known = new Map<string, Known>();

  /** What `If-None-Match` says for this URL, if anything. */
  etagOf(url: string): string | undefined {
    return this.#known.get(url)?.etag;
  }

  /** The value that a 304 stands for. */
  valueOf(url: string): unknown {
    const known = this.#known.get(url);
    if (!known) return undefined;
    this.#known.delete(url);
    this.#known.set(url, known);
    return known.value;
  }

  keep(url: string, etag: string | null, value: unknown): void {
    this.#known.delete(url);
    if (!etag?.startsWith("W/")) return;
    this.#known.set(url, { etag, value });
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= most) break;
      this.#known.delete(oldest);
    }
  }
}
