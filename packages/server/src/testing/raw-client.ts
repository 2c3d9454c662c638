import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type DecodedResponse, ResponseDecoder } from "@afpools/protocol";
import { onTestFinished } from "vitest";

/** A connection of which a test says each byte and each moment. */
export class RawClient {
  readonly socket: Socket;
  readonly #chunks: Buffer[] = [];
  readonly #decoder = new ResponseDecoder();
  readonly #responses: DecodedResponse[] = [];
  readonly #waiting = new Set<() => void>();
  /** Why the connection was lost, where it was not closed as it should. */
  error: NodeJS.ErrnoException | undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#responses.push(...this.#decoder.push(chunk));
      this.#wake();
    });
    socket.on("error", (error) => {
      this.error = error;
    });
    socket.on("close", () => this.#wake());
    onTestFinished(() => void socket.destroy());
  }

  static async connect(port: number, options: { allowHalfOpen?: boolean } = {}): Promise<RawClient> {
    const socket = connect({ host: "127.0.0.1", port, noDelay: true, ...options });
    const client = new RawClient(socket);
    await once(socket, "connect");
    return client;
  }

  /** All bytes that have come. */
  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  send(...parts: readonly (string | Uint8Array)[]): this {
    for (const part of parts) this.socket.write(part);
    return this;
  }

  /** Sends requests of version 2. */
  ask(...requests: readonly Readonly<Record<string, unknown>>[]): this {
    return this.send(requests.map((request) => `${JSON.stringify({ version: 2, ...request })}\n`).join(""));
  }

  /** Sends no more, but goes on to read. */
  end(): this {
    this.socket.end();
    return this;
  }

  /** The answers so far, as soon as there are `count`, or the connection is closed. */
  async responses(count: number): Promise<readonly DecodedResponse[]> {
    while (this.#responses.length < count && !this.socket.closed) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
    return this.#responses;
  }

  /** One more answer than was waited for before. */
  async response(number = 1): Promise<DecodedResponse | undefined> {
    return (await this.responses(number))[number - 1];
  }

  /** Resolves when the connection is closed; gives all that came. */
  async closed(): Promise<Buffer> {
    while (!this.socket.closed) await new Promise<void>((resolve) => this.#waiting.add(resolve));
    return this.bytes;
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}

/** The request of the 2019 clients, to the byte. */
export const legacyRequest = '{"type": "request", "command": "GET POOLS"}';
