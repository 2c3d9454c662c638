import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { AfpoolsError, toAfpoolsError } from "@afpools/core";
import { encodeJson } from "../bytes/json-bytes.js";
import type { CommandRequest, DecodedRequest } from "../request/request.js";
import { RequestDecoder } from "../request/request-decoder.js";
import { encodeError, encodeResponseHeader } from "../response/encode-response.js";

/** What a test lets its server do with a connection. */
export interface TestConnection {
  readonly socket: Socket;
  /** Counts connections, from 1. */
  readonly number: number;
  /** Sends a whole answer. */
  answer(request: CommandRequest, result: unknown, age?: number): void;
}

export type RequestListener = (request: DecodedRequest, connection: TestConnection) => void;

/** A server for tests, built from the codec: hands each request to `listener`, on 127.0.0.1 and a free port. */
export class TestServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  connections = 0;

  constructor(listener: RequestListener, tls?: TlsOptions) {
    const onConnection = (socket: Socket) => this.#serve(socket, listener);
    this.#server = tls ? createTlsServer(tls, onConnection) : createServer(onConnection);
  }

  /** How many connections are open. */
  get open(): number {
    return this.#sockets.size;
  }

  async listen(): Promise<{ host: string; port: number }> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the test server has no port");
    return { host: "127.0.0.1", port: address.port };
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket, listener: RequestListener): void {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    // A client that goes away in the middle is what several tests are about.
    socket.on("error", () => undefined);
    const decoder = new RequestDecoder();
    const connection: TestConnection = {
      socket,
      number: this.connections,
      answer: (request, result, age) => {
        const body = encodeJson(result);
        socket.write(encodeResponseHeader(request.id, body.length, age));
        socket.write(body);
        if (!request.keep) socket.end();
      },
    };
    socket.on("data", (chunk) => {
      for (const request of decoder.push(chunk)) {
        try {
          listener(request, connection);
        } catch (error) {
          const id = request.kind === "v2" ? request.id : null;
          socket.end(encodeError(id, toAfpoolsError(error)));
        }
      }
    });
  }
}

/** The request, where a test's client sends nothing else than commands. */
export function expectCommand(request: DecodedRequest): CommandRequest {
  if (request.kind === "v2") return request;
  throw new AfpoolsError("INTERNAL", `The test did not expect a ${request.kind} request.`);
}
