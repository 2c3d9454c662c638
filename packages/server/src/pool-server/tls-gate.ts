import type { Socket } from "node:net";
import { createServer, type SecureContextOptions, type Server } from "node:tls";
import { AfpoolsError } from "@afpools/core";
import { turnAway } from "./turn-away.js";

/** The first byte of a TLS connection: a handshake record (RFC 8446, 5.1). */
const tlsHandshake = 0x16;

export interface TlsGateOptions {
  readonly mode: "optional" | "required";
  readonly context: SecureContextOptions;
  /** Time for a connection to pass, in ms: for a plain one's first byte, or the end of the handshake. */
  readonly handshakeMs: number;
}

/** Who wants to pass. One of the two is called, once; neither when the connection is lost before. */
export interface Entrant {
  /** Takes the socket to talk through: the plain one, or the TLS one once its handshake is done. */
  enter(socket: Socket): void;
  refused(error: AfpoolsError): void;
}

/** Tells TLS and plain connections on one port apart by their first byte. */
export class TlsGate {
  readonly #options: TlsGateOptions;
  readonly #server: Server;
  /** Those whose handshake is under way, by their address and port. */
  readonly #entrants = new Map<string, Entrant>();

  constructor(options: TlsGateOptions) {
    this.#options = options;
    this.#server = createServer({ ...options.context, handshakeTimeout: options.handshakeMs });
    this.#server.on("secureConnection", (socket) => {
      socket.allowHalfOpen = true;
      this.#entrants.get(peerKey(socket))?.enter(socket);
    });
    this.#server.on("tlsClientError", (error, socket) => {
      const reason = new AfpoolsError("MALFORMED_MESSAGE", `A TLS handshake failed: ${error.message}.`);
      this.#entrants.get(peerKey(socket))?.refused(reason);
      socket.destroy();
    });
  }

  /** New connections get this certificate; those that are open keep theirs. */
  setContext(context: SecureContextOptions): void {
    this.#server.setSecureContext(context);
  }

  pass(socket: Socket, { enter, refused }: Entrant): void {
    const { mode, handshakeMs } = this.#options;
    const deadline = setTimeout(() => {
      refused(new AfpoolsError("TIMEOUT", `No TLS handshake was done within ${handshakeMs} ms.`));
      socket.destroy();
    }, handshakeMs);
    const entrant: Entrant = {
      enter: (passed) => {
        clearTimeout(deadline);
        enter(passed);
      },
      refused: (error) => {
        clearTimeout(deadline);
        refused(error);
      },
    };
    const leave = () => socket.destroy();
    socket.once("close", () => clearTimeout(deadline));
    socket.on("error", () => undefined);
    socket.once("end", leave);
    socket.once("data", (chunk: Buffer) => {
      socket.off("end", leave);
      socket.pause();
      socket.unshift(chunk);
      if (chunk[0] === tlsHandshake) return this.#secure(socket, entrant);
      if (mode === "optional") {
        entrant.enter(socket);
        socket.resume();
        return;
      }
      const error = new AfpoolsError(
        "TLS_REQUIRED",
        "This server takes only TLS connections. Connect with TLS.",
      );
      entrant.refused(error);
      turnAway(socket, error);
    });
  }

  #secure(socket: Socket, entrant: Entrant): void {
    const key = peerKey(socket);
    this.#entrants.set(key, entrant);
    // A client that sends no more within its handshake is gone; afterwards it may wait for its answer.
    socket.allowHalfOpen = false;
    socket.once("close", () => this.#entrants.delete(key));
    this.#server.emit("connection", socket);
  }
}

/** Tells the open connections of one port apart. */
function peerKey({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
