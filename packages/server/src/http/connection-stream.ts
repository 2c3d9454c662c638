import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";

/** What a {@link ConnectionStream} belongs to. */
export interface ConnectionStreamOwner {
  /** The reader has taken everything and wants more. */
  wanted(): void;
  /** Bytes were written to the socket. */
  written(): void;
  /** The socket has taken what was written last. */
  flushed(): void;
  /** Nothing more will be written. */
  finished(): void;
  /** The stream was destroyed. */
  destroyed(stream: ConnectionStream): void;
}

/**
 * A connection as its user sees it, Node's HTTP parser or a WebSocket: reads what the owner gives, and writes to the socket.
 * Its reader has at most one piece at a time.
 */
export class ConnectionStream extends Duplex {
  readonly owner: ConnectionStreamOwner;
  readonly #socket: Socket;
  #isWanted = false;

  constructor(socket: Socket, owner: ConnectionStreamOwner) {
    super({ decodeStrings: false, readableHighWaterMark: 1 });
    this.owner = owner;
    this.#socket = socket;
    // An error of the socket is followed by its end.
    this.on("error", () => undefined);
  }

  /** As on `tls.TLSSocket`: does the client use TLS? */
  get encrypted(): boolean {
    return this.#socket instanceof TLSSocket;
  }

  /** Has the reader taken everything it was given? */
  get isWanted(): boolean {
    return this.#isWanted;
  }

  /** Gives the reader a piece; nothing at the end. */
  give(piece: Buffer | null): void {
    this.#isWanted = false;
    this.push(piece);
  }

  override _read(): void {
    this.#isWanted = true;
    this.owner.wanted();
  }

  override _write(
    chunk: Buffer | string,
    encoding: BufferEncoding,
    callback: (error?: Error | null) => void,
  ): void {
    this.#socket.write(chunk, encoding, (error) => this.#flushed(callback, error));
    this.owner.written();
  }

  override _writev(
    chunks: readonly { readonly chunk: Buffer | string; readonly encoding: BufferEncoding }[],
    callback: (error?: Error | null) => void,
  ): void {
    const last = chunks.length - 1;
    this.#socket.cork();
    for (const [index, { chunk, encoding }] of chunks.entries()) {
      const flushed = (error?: Error | null) => this.#flushed(callback, error);
      this.#socket.write(chunk, encoding, index === last ? flushed : undefined);
    }
    this.#socket.uncork();
    this.owner.written();
  }

  override _final(callback: () => void): void {
    this.owner.finished();
    callback();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.owner.destroyed(this);
    callback(error);
  }

  #flushed(callback: (error?: Error | null) => void, error: Error | null | undefined): void {
    callback(error);
    this.owner.flushed();
  }
}
