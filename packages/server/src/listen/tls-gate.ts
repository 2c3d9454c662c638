import type { Socket } from "node:net";
import { createServer, type SecureContextOptions, type Server, type TLSSocket } from "node:tls";
import { AfpoolsError } from "@afpools/core";

/** The first byte of a TLS connection: a handshake record (RFC 8446, 5.1). */
const tlsHandshake = 0x16;

export interface TlsGateOptions {
  /** `required` rejects plain connections. */
  readonly mode: "optional" | "required";
  /** With a `ca`, clients must show a certificate signed by one of these authorities. */
  readonly context: SecureContextOptions;
  /** Time for a connection to pass, in ms: until a plain client's first byte, or the end of the handshake. */
  readonly handshakeMs: number;
  /** Sends the error to the client and closes the connection. */
  readonly reject: (socket: Socket, error: AfpoolsError) => void;
}

/** The outcome of {@link TlsGate.pass}. One of the two is called, once; neither if the client disconnects before. */
export interface TlsGateOutcome {
  /**
   * The connection may be used by `socket`: the plain one, or the TLS one after its handshake, with the common name of the
   * certificate that the client has shown.
   */
  passed(socket: Socket, certificate?: string): void;
  /** The connection is being closed with this error. */
  refused(error: AfpoolsError): void;
}

/** Accepts TLS and plain connections on one port. They are told apart by their first byte. */
export class TlsGate {
  readonly #options: TlsGateOptions;
  readonly #server: Server;
  /** Connections with a handshake under way. */
  readonly #pending = new Map<string, TlsGateOutcome>();

  constructor(options: TlsGateOptions) {
    this.#options = options;
    const { context, handshakeMs, reject } = options;
    // A client without a valid certificate gets an error message over the connection, which says more than a TLS alert.
    const asksForCertificate = context.ca !== undefined;
    const certificates = asksForCertificate && { requestCert: true, rejectUnauthorized: false };
    this.#server = createServer({ ...context, ...certificates, handshakeTimeout: handshakeMs });
    this.#server.on("secureConnection", (socket) => {
      socket.allowHalfOpen = true;
      const outcome = this.#pending.get(connectionKey(socket));
      if (!outcome) return;
      if (!asksForCertificate) return outcome.passed(socket);
      const certificate = shownCertificate(socket);
      if (!(certificate instanceof AfpoolsError)) return outcome.passed(socket, certificate);
      outcome.refused(certificate);
      reject(socket, certificate);
    });
    this.#server.on("tlsClientError", (error, socket) => {
      const reason = new AfpoolsError("MALFORMED_MESSAGE", `A TLS handshake failed: ${error.message}.`);
      this.#pending.get(connectionKey(socket))?.refused(reason);
      socket.destroy();
    });
  }

  /** New connections get this certificate; open connections keep theirs. */
  setContext(context: SecureContextOptions): void {
    this.#server.setSecureContext(context);
  }

  pass(socket: Socket, { passed, refused }: TlsGateOutcome): void {
    const { mode, handshakeMs, reject } = this.#options;
    const deadline = setTimeout(() => {
      refused(new AfpoolsError("TIMEOUT", `The TLS handshake was not completed within ${handshakeMs} ms.`));
      socket.destroy();
    }, handshakeMs);
    const outcome: TlsGateOutcome = {
      passed: (usable, certificate) => {
        clearTimeout(deadline);
        passed(usable, certificate);
      },
      refused: (error) => {
        clearTimeout(deadline);
        refused(error);
      },
    };
    const giveUp = () => socket.destroy();
    socket.once("close", () => clearTimeout(deadline));
    socket.on("error", () => undefined);
    socket.once("end", giveUp);
    socket.once("data", (chunk: Buffer) => {
      socket.off("end", giveUp);
      socket.pause();
      socket.unshift(chunk);
      if (chunk[0] === tlsHandshake) return this.#secure(socket, outcome);
      if (mode === "optional") {
        outcome.passed(socket);
        socket.resume();
        return;
      }
      const error = new AfpoolsError(
        "TLS_REQUIRED",
        "This server requires TLS. Connect with TLS: on the command line --server tls://HOST:PORT, and --tls-ca FILE for a private CA.",
      );
      outcome.refused(error);
      reject(socket, error);
    });
  }

  #secure(socket: Socket, outcome: TlsGateOutcome): void {
    const key = connectionKey(socket);
    this.#pending.set(key, outcome);
    // A client that stops sending during its handshake is gone; afterwards it may wait for its answer.
    socket.allowHalfOpen = false;
    socket.once("close", () => this.#pending.delete(key));
    // Documented: this hands a connection to a server that does not listen itself.
    this.#server.emit("connection", socket);
  }
}

/** The common name of the certificate that a client has shown; an error if it has shown no valid one. */
function shownCertificate(socket: TLSSocket): string | AfpoolsError {
  // Node calls a resumed TLS 1.3 session authorized even without a certificate, so both are checked.
  const name: unknown = socket.getPeerX509Certificate() && socket.getPeerCertificate().subject?.CN;
  if (socket.authorized && typeof name === "string") return name;
  const reason =
    name === undefined
      ? "the client has shown none with a common name"
      : `the one shown is not accepted (${socket.authorizationError ?? "it has several common names"})`;
  return new AfpoolsError(
    "CERTIFICATE_REQUIRED",
    `This server accepts only TLS clients with a certificate signed by its CA (tls.clientCa): ${reason}.`,
  );
}

/** Tells the open connections of one port apart. */
function connectionKey({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}
