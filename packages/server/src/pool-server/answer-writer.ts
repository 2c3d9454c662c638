import type { Socket } from "node:net";

/**
 * The most that is given to a socket at once, in bytes. It bounds what is held for a client that does not read: a TLS
 * socket makes an encrypted copy of what it is given.
 */
const sliceBytes = 256 << 10;

/** Writes answers to a socket, several in one write where they are small, and no faster than the client takes them. */
export class AnswerWriter {
  readonly #socket: Socket;
  readonly #parts: Uint8Array[] = [];
  #heldBytes = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** How much is held that the socket was not given yet. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Has the client's side taken everything, but for what the socket may well hold? Else it is to be flushed at `drain`. */
  get isTaken(): boolean {
    return this.#heldBytes === 0 && !this.#isFull;
  }

  get #isFull(): boolean {
    return this.#socket.writableLength >= this.#socket.writableHighWaterMark;
  }

  /** Puts `parts` behind what is held; {@link flush} sends them. */
  add(parts: readonly Uint8Array[]): void {
    for (const part of parts) {
      this.#parts.push(part);
      this.#heldBytes += part.length;
    }
  }

  flush(): void {
    while (this.#heldBytes > 0 && !this.#isFull) {
      this.#socket.cork();
      for (let slice = this.#nextSlice(); slice; slice = this.#isFull ? undefined : this.#nextSlice()) {
        this.#socket.write(slice);
      }
      this.#socket.uncork();
    }
  }

  #nextSlice(): Uint8Array | undefined {
    const part = this.#parts.shift();
    if (!part) return undefined;
    const slice = part.subarray(0, sliceBytes);
    if (slice.length < part.length) this.#parts.unshift(part.subarray(sliceBytes));
    this.#heldBytes -= slice.length;
    return slice;
  }
}
