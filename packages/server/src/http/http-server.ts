import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type SecureContextOptions, TLSSocket } from "node:tls";
import { AfpoolsError, toAfpoolsError } from "@afpools/core";
import { getRequestListener } from "@hono/node-server";
import { type EventHub, isEventsUrl } from "../events/event-hub.js";
import { Admission, type AdmittedConnection, type Slot } from "../listen/admission.js";
import { lingerMs, type ServerLimits } from "../listen/limits.js";
import { listen } from "../listen/listen.js";
import { peerOf } from "../listen/peer.js";
import { readTlsFiles, type TlsFiles, type TlsOptions } from "../listen/tls-files.js";
import { TlsGate } from "../listen/tls-gate.js";
import { type SlowReader, UnreadBytes } from "../listen/unread-bytes.js";
import { healthPaths } from "./health.js";
import type { createHttpApp } from "./http-app.js";
import { problemAnswer } from "./problem-answer.js";
import { type Recogniser, visitOf } from "./recogniser.js";
import { RequestLines, requestsUpTo } from "./request-lines.js";
import { originOf } from "./same-origin.js";
import { securityHeaders } from "./security-headers.js";

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  /** HTTPS alone unless off, but for the health pages: who comes by HTTP is sent there. */
  readonly tls: TlsOptions;
  /**
   * As the pool protocol's, but for `answerMs`, which is the time without a byte in which a client takes an answer, and
   * `requestBytes`, which bodies do not go by.
   */
  readonly limits: ServerLimits;
  readonly app: ReturnType<typeof createHttpApp>;
  readonly recogniser: Recogniser;
  readonly hub: EventHub;
  /** Is told each connection that could not be accepted. */
  readonly onError: (error: Error) => void;
  /** Is told each connection that was refused or cut, and why. */
  readonly onRefused: (error: AfpoolsError, address: string) => void;
}

/** The largest header that is taken, in bytes. */
const maxHeaderSize = 16 << 10;

/** Answers HTTP, or HTTPS, and WebSockets, on one port. */
export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #server: Server;
  readonly #admission: Admission<HttpConnection>;
  readonly #unread: UnreadBytes;
  readonly #slots = new WeakMap<Duplex, Slot<HttpConnection>>();
  readonly #lines = new RequestLines();
  #gate: TlsGate | undefined;

  constructor(options: HttpServerOptions) {
    const { limits, app } = options;
    this.#options = options;
    this.#admission = new Admission(limits);
    this.#unread = new UnreadBytes(limits.unreadBytes);
    const respond = getRequestListener(app.fetch, { overrideGlobalObjects: false });
    this.#server = createServer({
      IncomingMessage: requestsUpTo(this.#lines),
      maxHeaderSize,
      headersTimeout: limits.requestMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.idleMs,
      connectionsCheckingInterval: Math.min(5_000, limits.requestMs),
    });
    this.#server.timeout = limits.answerMs;
    this.#server.on("request", (request, response) => {
      const { socket } = request;
      // Of bytes that are there already, requests come after the end of their connection, too.
      if (socket.destroyed) return;
      const answer = () => {
        this.#takeTurn(socket, response);
        if (hasSeveralHosts(request)) refuse(response, severalHosts());
        else if (this.#isPlain(socket) && !isHealthPage(request)) redirect(request, response);
        else void respond(request, response);
      };
      if (this.#lines.isFull(socket)) this.#cutOff(socket);
      else this.#lines.add(socket, response, answer);
    });
    this.#server.on("upgrade", (request, socket, head) => void this.#upgrade(request, socket, head));
    this.#letIn();
  }

  /** Connections that are open, WebSockets among them. */
  get connections(): number {
    return this.#admission.size;
  }

  /** @throws AfpoolsError `INVALID_CONFIG` when the port cannot be had, or the TLS files cannot be used. */
  async listen(): Promise<AddressInfo> {
    const { host, port, tls, limits, onError } = this.#options;
    if (tls.mode !== "off") {
      const context = await readContext(tls);
      // Plain connections pass, too: they are told where to go.
      this.#gate = new TlsGate({
        mode: "optional",
        context,
        handshakeMs: limits.handshakeMs,
        reject: (socket) => socket.destroy(),
      });
    }
    const settings = "server.host and server.httpPort";
    return listen(this.#server, { name: "The HTTP server", host, port, settings, onError });
  }

  /** Reads the TLS files again; connections that are open keep their certificate. */
  async reloadTls(): Promise<void> {
    const { tls } = this.#options;
    if (tls.mode !== "off") this.#gate?.setContext(await readContext(tls));
  }

  /** Stops to accept, finishes what was begun, and cuts what is not done within `limits.drainMs`. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      if (this.#server.listening) this.#server.close(() => resolve());
      else resolve();
    });
    await this.#options.hub.close();
    this.#server.closeIdleConnections();
    const deadline = setTimeout(() => {
      for (const connection of this.#admission.connections()) connection.cut();
    }, this.#options.limits.drainMs);
    await closed;
    clearTimeout(deadline);
  }

  /** Puts admission, and TLS where it is on, before what Node does with a connection. */
  #letIn(): void {
    const [begin] = this.#server.listeners("connection");
    if (!begin) throw new Error("Node's HTTP server takes no connections.");
    this.#server.removeAllListeners("connection");
    this.#server.on("connection", (socket: Socket) => {
      const { address } = peerOf(socket.remoteAddress);
      const connection = new HttpConnection(socket, address, (error) =>
        this.#options.onRefused(error, address),
      );
      const slot = this.#admission.admit(connection);
      if (slot instanceof AfpoolsError) {
        this.#options.onRefused(slot, address);
        if (this.#gate) socket.destroy();
        else rejectConnection(socket, slot);
        return;
      }
      socket.once("close", () => slot.free());
      const enter = (passed: Socket) => {
        this.#slots.set(passed, slot);
        begin.call(this.#server, passed);
      };
      if (!this.#gate) enter(socket);
      else {
        const refused = (error: AfpoolsError) => this.#options.onRefused(error, address);
        this.#gate.pass(socket, { passed: enter, refused });
      }
    });
  }

  /** Did it come without TLS where that is on? */
  #isPlain(socket: Duplex): boolean {
    return this.#options.tls.mode !== "off" && !(socket instanceof TLSSocket);
  }

  /** While an answer is made it is the server's turn, so that the connection gives way to no newcomer. */
  #takeTurn(socket: Socket, response: ServerResponse): void {
    const slot = this.#slots.get(socket);
    if (!slot) return;
    slot.setTurn("server");
    // All is written: what the system has not taken is in memory, and the client lets the server wait.
    response.once("prefinish", () => {
      if (response.writableLength > 0) this.#unread.add(slot.connection, response.writableLength);
      slot.setTurn("client");
    });
    response.once("close", () => {
      this.#unread.delete(slot.connection);
      slot.setTurn("client");
    });
  }

  /** Ends a connection that sends more requests than may wait. */
  #cutOff(socket: Socket): void {
    this.#options.onRefused(tooManyRequests(), peerOf(socket.remoteAddress).address);
    socket.destroy();
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on("error", () => undefined);
    if (this.#lines.isFull(request.socket)) {
      this.#cutOff(request.socket);
      return;
    }
    this.#slots.get(socket)?.setTurn("server");
    try {
      if (hasSeveralHosts(request)) throw severalHosts();
      if (this.#isPlain(socket)) throw tlsRequired();
      const { host, origin, "sec-fetch-site": site } = request.headers;
      if (!isEventsUrl(request.url)) {
        throw new AfpoolsError("UNKNOWN_ROUTE", "There is no WebSocket at this path.");
      }
      // A page of another server could read along whatever its visitor may see.
      if (originOf({ origin, host, site: single(site) }) === "other") {
        throw new AfpoolsError("FORBIDDEN", "This WebSocket comes from the page of another server.");
      }
      const visit = visitOf({ method: "GET", headers: headersOf(request) }, request.socket);
      const principal = await this.#options.recogniser.recognise(visit);
      if (socket.destroyed) return;
      this.#options.hub.upgrade(request, socket, head, { principal, address: visit.peer.address });
    } catch (error) {
      socket.end(rawAnswer(toAfpoolsError(error)));
    }
  }
}

/** A connection as admission and the bound on unread answers see it. */
class HttpConnection implements AdmittedConnection, SlowReader {
  readonly address: string;
  readonly #socket: Socket;
  readonly #onEvicted: (error: AfpoolsError) => void;

  constructor(socket: Socket, address: string, onEvicted: (error: AfpoolsError) => void) {
    this.#socket = socket;
    this.address = address;
    this.#onEvicted = onEvicted;
  }

  /** It waits, or does not read: it is owed nothing. */
  evict(error: AfpoolsError): void {
    this.#onEvicted(error);
    this.cut();
  }

  cut(): void {
    this.#socket.destroy();
  }
}

/** Tells why a connection is not taken in. Not where TLS is on: that would take a handshake. */
function rejectConnection(socket: Socket, error: AfpoolsError): void {
  const deadline = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(deadline));
  socket.on("error", () => undefined);
  socket.end(rawAnswer(error));
  socket.resume();
}

/** Browsers sign in; certificates of clients are for the pool protocol. */
async function readContext({ cert, key }: TlsFiles): Promise<SecureContextOptions> {
  return (await readTlsFiles({ cert, key })).context;
}

/** An answer for a connection that no request is read from. */
function rawAnswer(error: AfpoolsError): string {
  const { status, headers, body = "" } = problemAnswer(error);
  const all = {
    ...securityHeaders,
    ...headers,
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${status} Refused\r\n${lines.join("\r\n")}\r\n\r\n${body}`;
}

function isHealthPage({ url }: IncomingMessage): boolean {
  return url === healthPaths.alive || url === healthPaths.ready;
}

/** Where TLS is on, HTTP only tells where to go. */
function redirect(request: IncomingMessage, response: ServerResponse): void {
  const { host = "" } = request.headers;
  const target = `https://${host}${request.url ?? "/"}`;
  const isGood = request.method === "GET" && URL.canParse(target) && /^[\w.:[\]-]+$/.test(host);
  if (isGood) response.writeHead(308, { ...securityHeaders, location: target, connection: "close" }).end();
  else refuse(response, tlsRequired());
}

function refuse(response: ServerResponse, error: AfpoolsError): void {
  const { status, headers, body } = problemAnswer(error);
  response.writeHead(status, { ...securityHeaders, ...headers, connection: "close" }).end(body);
}

/** Node takes the first of several, a proxy perhaps another one. */
function hasSeveralHosts({ rawHeaders }: IncomingMessage): boolean {
  return rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === "host").length > 1;
}

function tooManyRequests(): AfpoolsError {
  return new AfpoolsError("TOO_MANY_ATTEMPTS", "It sends requests and waits for no answers.");
}

function severalHosts(): AfpoolsError {
  return new AfpoolsError("MALFORMED_MESSAGE", "The request has more than one Host header.");
}

function tlsRequired(): AfpoolsError {
  return new AfpoolsError("TLS_REQUIRED", "This server takes only HTTPS. Ask it by https://.");
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const name of ["authorization", "cookie", "origin", "host", "sec-fetch-site"]) {
    const value = single(request.headers[name]);
    if (value !== undefined) headers.set(name, value);
  }
  return headers;
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
