import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { SlowReader, UnreadBytes } from "../listen/unread-bytes.js";
import type { Answer } from "./answer.js";

/** The most that is given to a TLS socket at once, in bytes: it makes an encrypted copy of all that it is given. */
const sliceBytes = 256 << 10;

/** The most that small parts are copied together for, in bytes: one write of them costs less than one of a list. */
const joinedBytes = 16 << 10;

export interface AnswerWriterOptions {
  readonly socket: Socket;
  readonly unread: UnreadBytes;
  /** Who owes it that answers are taken. */
  readonly reader: SlowReader;
  /** Is told that all is taken after {@link AnswerWriter.flush} said that it was not. */
  onTaken(): void;
}

/** Bytes to write. */
interface Part {
  readonly bytes: Uint8Array;
  /** Must the system have taken it before anything else is written? */
  readonly apart: boolean;
}

/** Writes answers to a socket, several in one write where they are small, and no faster than the client takes them. */
export class AnswerWriter {
  readonly #options: AnswerWriterOptions;
  readonly #sliceBytes: number;
  readonly #parts: Part[] = [];
  #heldBytes = 0;
  /** Bytes of answers made for this client alone, since it had taken all. */
  #ownBytes = 0;
  /** For the client, or for the system to take a part that is written apart. */
  #isWaiting = false;

  constructor(options: AnswerWriterOptions) {
    this.#options = options;
    this.#sliceBytes = options.socket instanceof TLSSocket ? sliceBytes : Number.POSITIVE_INFINITY;
  }

  /** How much is held that the socket was not given yet. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Puts an answer behind what is held; {@link flush} sends it. */
  add({ bytes, shared, apart = false }: Answer): void {
    for (const part of bytes) {
      this.#parts.push({ bytes: part, apart });
      this.#heldBytes += part.length;
      if (!shared) this.#ownBytes += part.length;
    }
  }

  /** Sends what is held. Has the client's side taken all, but for what the socket may well hold? */
  flush(): boolean {
    const { socket, unread, reader } = this.#options;
    while (this.#canWrite) {
      if (this.#parts[0]?.apart) this.#writeApart();
      else {
        socket.cork();
        do this.#writeSlice();
        while (this.#canWrite && !this.#parts[0]?.apart);
        socket.uncork();
      }
    }
    if (this.#heldBytes === 0 && !this.#isFull) {
      this.release();
      return true;
    }
    if (this.#ownBytes > 0) unread.add(reader, this.#ownBytes);
    if (!this.#isWaiting) socket.once("drain", () => this.#goOn());
    this.#isWaiting = true;
    return false;
  }

  /** What was added counts no more as unread: it is taken, or the connection is closed. */
  release(): void {
    if (this.#ownBytes > 0) this.#options.unread.delete(this.#options.reader);
    this.#ownBytes = 0;
  }

  get #canWrite(): boolean {
    return this.#heldBytes > 0 && !this.#isWaiting && !this.#isFull;
  }

  get #isFull(): boolean {
    const { socket } = this.#options;
    return socket.writableLength >= socket.writableHighWaterMark;
  }

  #goOn(): void {
    this.#isWaiting = false;
    if (this.flush()) this.#options.onTaken();
  }

  #writeSlice(): void {
    const bytes = this.#nextJoined() ?? this.#nextSlice();
    if (bytes) this.#options.socket.write(bytes);
  }

  /** The next parts together, where there are several small ones. */
  #nextJoined(): Uint8Array | undefined {
    let count = 0;
    let length = 0;
    for (const { bytes, apart } of this.#parts) {
      if (apart || length + bytes.length > joinedBytes) break;
      count += 1;
      length += bytes.length;
    }
    if (count < 2) return undefined;
    this.#heldBytes -= length;
    return Buffer.concat(
      this.#parts.splice(0, count).map(({ bytes }) => bytes),
      length,
    );
  }

  /** Writes, and goes on when the system has taken it. */
  #writeApart(): void {
    const bytes = this.#nextSlice();
    if (!bytes) return;
    const { socket } = this.#options;
    if (this.#heldBytes === 0) socket.write(bytes);
    else {
      this.#isWaiting = true;
      socket.write(bytes, (error) => {
        if (!error) this.#goOn();
      });
    }
  }

  #nextSlice(): Uint8Array | undefined {
    const part = this.#parts.shift();
    if (!part) return undefined;
    const bytes = part.bytes.subarray(0, this.#sliceBytes);
    if (bytes.length < part.bytes.length) {
      this.#parts.unshift({ ...part, bytes: part.bytes.subarray(bytes.length) });
    }
    this.#heldBytes -= bytes.length;
    return bytes;
  }
}
