import type { Socket } from "node:net";
import { createServer, type SecureContextOptions, type Server } from "node:tls";
import { AfpoolsError } from "@afpools/core";
import { encodeError } from "@afpools/protocol";

/** The first byte of a TLS connection: a handshake record (RFC 8446, 5.1). */
const tlsHandshake = 0x16;

export interface TlsGateOptions {
  readonly mode: "optional" | "required";
  readonly context: SecureContextOptions;
  /** Time for the first byte, and again for the handshake, in ms. */
  readonly handshakeMs: number;
  /** Is told a handshake or a plain connection that was refused. */
  onRefused(error: AfpoolsError): void;
}

/** Tells TLS and plain connections on one port apart by their first byte. */
export class TlsGate {
  readonly #options: TlsGateOptions;
  readonly #server: Server;
  /** What is to be called when the handshake with the peer of this address and port is done. */
  readonly #entering = new Map<string, (socket: Socket) => void>();

  constructor(options: TlsGateOptions) {
    this.#options = options;
    this.#server = createServer({
      ...options.context,
      handshakeTimeout: options.handshakeMs,
      allowHalfOpen: true,
    });
    this.#server.on("secureConnection", (socket) => this.#entering.get(peerKey(socket))?.(socket));
    this.#server.on("tlsClientError", (error, socket) => {
      options.onRefused(new AfpoolsError("MALFORMED_MESSAGE", `A TLS handshake failed: ${error.message}.`));
      socket.destroy();
    });
  }

  /** New connections get this certificate; those that are open keep theirs. */
  setContext(context: SecureContextOptions): void {
    this.#server.setSecureContext(context);
  }

  /** Calls `enter` with the socket to talk through: the plain one, or the TLS one once its handshake is done. */
  pass(socket: Socket, enter: (socket: Socket) => void): void {
    const deadline = setTimeout(() => socket.destroy(), this.#options.handshakeMs);
    socket.on("error", () => undefined);
    socket.once("close", () => clearTimeout(deadline));
    socket.once("end", () => socket.destroy());
    socket.once("data", (chunk: Buffer) => {
      clearTimeout(deadline);
      socket.removeAllListeners("end");
      socket.pause();
      socket.unshift(chunk);
      if (chunk[0] === tlsHandshake) return this.#secure(socket, enter);
      if (this.#options.mode === "optional") enter(socket);
      else this.#refuse(socket);
      socket.resume();
    });
  }

  #secure(socket: Socket, enter: (socket: Socket) => void): void {
    const key = peerKey(socket);
    this.#entering.set(key, enter);
    socket.once("close", () => this.#entering.delete(key));
    this.#server.emit("connection", socket);
  }

  #refuse(socket: Socket): void {
    const error = new AfpoolsError(
      "TLS_REQUIRED",
      "This server takes only TLS connections. Connect with TLS.",
    );
    this.#options.onRefused(error);
    socket.on("data", () => undefined);
    socket.end(encodeError(null, error));
    setTimeout(() => socket.destroy(), this.#options.handshakeMs).unref();
  }
}

/** Tells open connections of one port apart. */
function peerKey({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
