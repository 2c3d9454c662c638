import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

/** The most that is given to a TLS socket at once, in bytes: it makes an encrypted copy of all that it is given. */
const sliceBytes = 256 << 10;

/** Writes answers to a socket, several in one write where they are small, and no faster than the client takes them. */
export class AnswerWriter {
  readonly #socket: Socket;
  readonly #sliceBytes: number;
  readonly #parts: Uint8Array[] = [];
  #heldBytes = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#sliceBytes = socket instanceof TLSSocket ? sliceBytes : Number.POSITIVE_INFINITY;
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
      if (this.#parts.length === 1) {
        this.#writeSlice();
        continue;
      }
      this.#socket.cork();
      while (this.#heldBytes > 0 && !this.#isFull) this.#writeSlice();
      this.#socket.uncork();
    }
  }

  #writeSlice(): void {
    let part = this.#parts.shift();
    if (!part) return;
    if (part.length > this.#sliceBytes) {
      this.#parts.unshift(part.subarray(this.#sliceBytes));
      part = part.subarray(0, this.#sliceBytes);
    }
    this.#heldBytes -= part.length;
    this.#socket.write(part);
  }
}
