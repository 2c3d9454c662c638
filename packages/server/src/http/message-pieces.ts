/** What heads and chunked bodies end with. */
const end = "\r\n\r\n";

/** The longest piece that is looked through for the end of a message: a parser takes a chunk of each six bytes. */
const maxPiece = 2 << 10;

/** How many bytes of {@link end} are matched after this byte, if `matched` were before it. */
function matchedAfter(byte: number | undefined, matched: number): number {
  if (byte === 0x0d) return matched === 2 ? 3 : 1;
  if (byte === 0x0a) return matched === 1 ? 2 : matched === 3 ? 4 : 0;
  return 0;
}

/**
 * Bytes of an HTTP connection, given out in pieces that end where a message ends, or before. So that a parser, which parses
 * all that it is given, never gets to the next request.
 *
 * Heads and chunked bodies end with a blank line, which is all that is looked for; a piece may end earlier. How long a body
 * is that is not chunked has to be told.
 */
export class MessagePieces {
  /** What was added and not given out; never empty buffers. */
  readonly #chunks: Buffer[] = [];
  /** How many bytes of `\r\n\r\n` the last piece ended with. */
  #matched = 0;
  /** Bytes of the current body that were not given out yet. */
  #bodyBytes = 0;

  get isEmpty(): boolean {
    return this.#chunks.length === 0;
  }

  add(chunk: Buffer): void {
    if (chunk.length > 0) this.#chunks.push(chunk);
  }

  /** The next `length` bytes are a body. */
  expectBody(length: number): void {
    this.#bodyBytes = length;
    this.#matched = 0;
  }

  /** The next piece; nothing if no bytes are there. */
  next(): Buffer | undefined {
    const chunk = this.#chunks.shift();
    if (!chunk) return undefined;
    const length = this.#bodyBytes > 0 ? this.#takeBody(chunk) : this.#findEnd(chunk.subarray(0, maxPiece));
    if (length < chunk.length) this.#chunks.unshift(chunk.subarray(length));
    return chunk.subarray(0, length);
  }

  clear(): void {
    this.#chunks.length = 0;
  }

  #takeBody(chunk: Buffer): number {
    const length = Math.min(this.#bodyBytes, chunk.length);
    this.#bodyBytes -= length;
    return length;
  }

  /** How much of the chunk belongs to the message, as far as can be seen. */
  #findEnd(chunk: Buffer): number {
    // The end may have begun with the piece before.
    let at = 0;
    for (; this.#matched > 0 && at < chunk.length; at += 1) {
      this.#matched = matchedAfter(chunk[at], this.#matched);
      if (this.#matched === end.length) {
        this.#matched = 0;
        return at + 1;
      }
    }
    const found = chunk.indexOf(end, at, "latin1");
    if (found >= 0) return found + end.length;
    for (const byte of chunk.subarray(Math.max(at, chunk.length - end.length + 1))) {
      this.#matched = matchedAfter(byte, this.#matched);
    }
    return chunk.length;
  }
}
