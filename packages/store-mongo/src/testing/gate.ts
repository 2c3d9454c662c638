import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";
import { SocketPairs } from "./socket-pairs.js";

/** A way to a server that can be shut: to what comes through it, the server is then gone, and later back again. */
export class Gate {
  readonly #target: URL;
  readonly #pairs = new SocketPairs();
  #server: Server | undefined;
  #port = 0;
  /** Bytes that the server has sent. */
  received = 0;

  constructor(serverUrl: string) {
    this.#target = new URL(serverUrl);
  }

  /** `host:port` of the gate. */
  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  async open(): Promise<void> {
    this.#server = createServer((client) => {
      const server = connect(Number(this.#target.port), this.#target.hostname);
      server.on("data", (chunk: Buffer) => {
        this.received += chunk.length;
      });
      this.#pairs.add(client, server);
      client.pipe(server);
      server.pipe(client);
    });
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    if (typeof address === "object" && address) this.#port = address.port;
  }

  async shut(): Promise<void> {
    this.#server?.close();
    this.#pairs.destroy();
    if (this.#server?.listening) await once(this.#server, "close");
  }
}
