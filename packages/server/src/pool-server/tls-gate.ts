import type { Socket } from "node:net";
import { createServer, type SecureContextOptions, type Server, type TLSSocket } from "node:tls";
import { AfpoolsError } from "@afpools/core";
import { turnAway } from "./turn-away.js";

/** The first byte of a TLS connection: a handshake record (RFC 8446, 5.1). */
const tlsHandshake = 0x16;

export interface TlsGateOptions {
  readonly mode: "optional" | "required";
  /** With a `ca`, clients must show a certificate by one of these authorities. */
  readonly context: SecureContextOptions;
  /** Time for a connection to pass, in ms: for a plain one's first byte, or the end of the handshake. */
  readonly handshakeMs: number;
}

/** Who wants to pass. One of the two is called, once; neither when the connection is lost before. */
export interface Entrant {
  /**
   * Takes the socket to talk through: the plain one, or the TLS one once its handshake is done, with the common name of the
   * certificate that its client has shown.
   */
  enter(socket: Socket, certificate?: string): void;
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
    // Who has no good certificate is told so over the connection, which tells more than an alert.
    const asking = options.context.ca !== undefined && { requestCert: true, rejectUnauthorized: false };
    this.#server = createServer({ ...options.context, ...asking, handshakeTimeout: options.handshakeMs });
    this.#server.on("secureConnection", (socket) => {
      socket.allowHalfOpen = true;
      const entrant = this.#entrants.get(peerKey(socket));
      if (!entrant) return;
      if (!asking) return entrant.enter(socket);
      const certificate = shownCertificate(socket);
      if (!(certificate instanceof AfpoolsError)) return entrant.enter(socket, certificate);
      entrant.refused(certificate);
      turnAway(socket, certificate);
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
      enter: (passed, certificate) => {
        clearTimeout(deadline);
        enter(passed, certificate);
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

/** The common name of the certificate that a client has shown; why it is not let in, when it has shown no good one. */
function shownCertificate(socket: TLSSocket): string | AfpoolsError {
  // Node calls a TLS 1.3 session that is resumed authorized without any certificate, so both are looked at.
  const name: unknown = socket.getPeerX509Certificate() && socket.getPeerCertificate().subject?.CN;
  if (socket.authorized && typeof name === "string") return name;
  const reason =
    name === undefined
      ? "it has shown none with a common name"
      : `the one shown is not accepted (${socket.authorizationError ?? "it has several common names"})`;
  return new AfpoolsError(
    "CERTIFICATE_REQUIRED",
    `This server takes only TLS clients with a certificate by its authority (tls.clientCa): ${reason}.`,
  );
}

/** Tells the open connections of one port apart. */
function peerKey({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
