import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { SecureContextOptions } from "node:tls";
import type { AfpoolsError } from "@afpools/core";
import type { AdmittedConnection } from "./admission.js";
import { noteArrival } from "./arrivals.js";
import { lingerMs, type ServerLimits } from "./limits.js";
import { type ListenOptions, listen } from "./listen.js";
import { type Peer, peerOf } from "./peer.js";
import { ProxyGate, type ProxyGateOptions } from "./proxy-gate.js";
import { TlsGate } from "./tls-gate.js";

/** How many clients at once are told why they are refused: beyond, the one that was told first is cut. */
const mostRejected = 256;

/** A client's connection, as the listener sees it. */
export interface ServedConnection extends AdmittedConnection {
  /** Takes a slot among the connections. Returns an error if there is none. */
  enter(): AfpoolsError | undefined;
  /** Starts to serve on `socket`, with the common name of the certificate that the client has shown. */
  begin(socket: Socket, certificate?: string): void;
  /** Finishes what was begun, then ends. */
  drain(): void;
  /** Ends immediately. */
  cut(): void;
}

export interface ConnectionListenerOptions<C extends ServedConnection> {
  readonly limits: ServerLimits;
  /** Proxies that say by the PROXY protocol which clients they speak for, and whether they must. Default: none. */
  readonly proxies?: Pick<ProxyGateOptions, "trusted" | "header">;
  readonly connect: (socket: Socket, peer: Peer) => C;
  /** What a client is sent whose connection is refused; nothing if it is only closed. */
  readonly rejection: (error: AfpoolsError) => string | Uint8Array | undefined;
  readonly onRefused: (error: AfpoolsError, peer: Peer) => void;
  /** Called with the number of connections that were not finished in time when the listener was closed. */
  readonly onCut?: (connections: number) => void;
}

/** TLS on a listener. */
export interface ListenerTls {
  readonly mode: "optional" | "required";
  readonly context: SecureContextOptions;
}

/** Accepts connections on a port, detects TLS, keeps to the limits, and closes without dropping what was begun. */
export class ConnectionListener<C extends ServedConnection> {
  readonly #options: ConnectionListenerOptions<C>;
  readonly #server: Server;
  readonly #connections = new Set<C>();
  /** Sockets whose clients are told why they are refused, in that order. */
  readonly #rejected = new Set<Socket>();
  readonly #proxyGate: ProxyGate | undefined;
  #gate: TlsGate | undefined;
  #isClosing = false;

  constructor(options: ConnectionListenerOptions<C>) {
    this.#options = options;
    const { proxies, limits } = options;
    const { handshakeMs, connections: most } = limits;
    this.#proxyGate = proxies && new ProxyGate({ ...proxies, handshakeMs, most });
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
  }

  /** Where it listens; nothing before and after. */
  get address(): AddressInfo | undefined {
    // It does not listen on a pipe, so the address is no string.
    return (this.#server.address() as AddressInfo | null) ?? undefined;
  }

  /** @throws AfpoolsError `INVALID_CONFIG` if the port is not available */
  async listen(options: ListenOptions, tls?: ListenerTls): Promise<AddressInfo> {
    const { handshakeMs } = this.#options.limits;
    const reject = (socket: Socket, error: AfpoolsError) => this.#reject(socket, error);
    if (tls) this.#gate = new TlsGate({ ...tls, handshakeMs, reject });
    return listen(this.#server, options);
  }

  /** New connections get this certificate; open connections keep theirs. */
  setTlsContext(context: SecureContextOptions): void {
    this.#gate?.setContext(context);
  }

  /** Ends all connections with this error, those in their handshake too. */
  evictAll(error: AfpoolsError): void {
    for (const connection of this.#connections) connection.evict(error);
  }

  /**
   * Stops accepting, lets connections finish what was begun, and cuts them when the time is over.
   *
   * @param drainMs default: that of the limits
   */
  async close(drainMs = this.#options.limits.drainMs): Promise<void> {
    this.#isClosing = true;
    const closed = new Promise<void>((resolve) => {
      if (this.#server.listening) this.#server.close(() => resolve());
      else resolve();
    });
    for (const connection of this.#connections) connection.drain();
    for (const socket of this.#rejected) socket.destroySoon();
    this.#proxyGate?.close();
    const { onCut } = this.#options;
    const deadline = setTimeout(() => {
      onCut?.(this.#connections.size);
      for (const connection of this.#connections) connection.cut();
      for (const socket of this.#rejected) socket.destroy();
    }, drainMs);
    await closed;
    clearTimeout(deadline);
  }

  #accept(socket: Socket): void {
    noteArrival();
    const peer = peerOf(socket.remoteAddress);
    if (!this.#proxyGate) this.#serve(socket, peer);
    else {
      this.#proxyGate.pass(socket, peer, {
        passed: (client) => this.#serve(socket, client),
        refused: (error) => {
          this.#options.onRefused(error, peer);
          this.#reject(socket, error);
        },
      });
    }
  }

  #serve(socket: Socket, peer: Peer): void {
    const { connect, onRefused } = this.#options;
    const connection = connect(socket, peer);
    const refusal = connection.enter();
    if (refusal) {
      onRefused(refusal, peer);
      this.#reject(socket, refusal);
      return;
    }
    this.#connections.add(connection);
    socket.once("close", () => this.#connections.delete(connection));
    if (this.#isClosing) connection.drain();
    if (!this.#gate) connection.begin(socket);
    else {
      this.#gate.pass(socket, {
        passed: (usable, certificate) => connection.begin(usable, certificate),
        refused: (error) => onRefused(error, peer),
      });
    }
  }

  /** Tells a client why it is refused, and closes. What the client sends is dropped, so that it reads this before a reset. */
  #reject(socket: Socket, error: AfpoolsError): void {
    const rejection = this.#options.rejection(error);
    if (rejection === undefined) {
      socket.destroy();
      return;
    }
    this.#rejected.add(socket);
    const [longest] = this.#rejected;
    if (this.#rejected.size > mostRejected) longest?.destroy();
    const deadline = setTimeout(() => socket.destroy(), lingerMs);
    socket.once("close", () => {
      clearTimeout(deadline);
      this.#rejected.delete(socket);
    });
    socket.on("error", () => undefined);
    socket.end(rejection);
    socket.resume();
  }
}
