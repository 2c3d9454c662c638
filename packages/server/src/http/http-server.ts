import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { SecureContextOptions } from "node:tls";
import { AfpoolsError, toAfpoolsError } from "@afpools/core";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import type { EventHub } from "../events/event-hub.js";
import { Admission } from "../listen/admission.js";
import { ConnectionListener } from "../listen/connection-listener.js";
import { Deadlines } from "../listen/deadlines.js";
import { FairScheduler } from "../listen/fair-scheduler.js";
import { graceMs, lingerMs, type ServerLimits } from "../listen/limits.js";
import { readTlsFiles, type TlsFiles, type TlsOptions } from "../listen/tls-files.js";
import type { TrustedProxies } from "../listen/trusted-proxies.js";
import { UnreadBytes } from "../listen/unread-bytes.js";
import type { AllowedNames } from "./allowed-names.js";
import type { ClientInfo } from "./client-info.js";
import { ConnectionStream } from "./connection-stream.js";
import { isWebSocketUpgrade, upgradeToEvents } from "./event-upgrade.js";
import { clientBehindProxies } from "./forwarded.js";
import { healthPaths } from "./health.js";
import type { createHttpApp } from "./http-app.js";
import { HttpConnection, type HttpConnectionHost } from "./http-connection.js";
import { problemAnswer, rawAnswer } from "./problem-answer.js";
import { type ProxyHeaders, proxyUserOf } from "./proxy-user.js";
import type { RequestAuthenticator } from "./request-authenticator.js";
import { securityHeaders } from "./security-headers.js";

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  /** Unless off, only HTTPS is answered, except for the health pages: other plain requests are redirected. */
  readonly tls: TlsOptions;
  /**
   * As for the pool protocol, except that `answerMs` is the longest time without progress while a client reads an answer, and
   * `requestBytes` does not apply.
   */
  readonly limits: ServerLimits;
  readonly app: ReturnType<typeof createHttpApp>;
  readonly requestAuthenticator: RequestAuthenticator;
  readonly hub: EventHub;
  /** Whose headers say which clients they speak for. */
  readonly proxies: TrustedProxies;
  /** In which headers they tell who somebody is. */
  readonly proxyHeaders: () => ProxyHeaders;
  /** By other names only the health pages are answered. */
  readonly names: AllowedNames;
  /** Called for each connection that could not be accepted. */
  readonly onError: (error: Error) => void;
  /** Called for each connection that was refused or ended because of its client. */
  readonly onRefused: (error: AfpoolsError, address: string) => void;
}

/** The largest head of a request, in bytes. */
const maxHeaderSize = 16 << 10;

/** Answers HTTP or HTTPS, and WebSockets, on one port. */
export class HttpServer {
  readonly #options: HttpServerOptions;
  readonly #listener: ConnectionListener<HttpConnection>;
  readonly #host: HttpConnectionHost;
  /** Parses and answers the connections that it is given. It does not listen itself. */
  readonly #http: ReturnType<typeof createHttpServer>;
  /** Who sent each request that is being answered. */
  readonly #clients = new WeakMap<IncomingMessage, ClientInfo>();

  constructor(options: HttpServerOptions) {
    const { limits, tls, proxies, onRefused } = options;
    this.#options = options;
    const times = { request: limits.requestMs, idle: limits.idleMs, grace: graceMs, linger: lingerMs };
    this.#host = {
      limits,
      admission: new Admission(limits),
      deadlines: new Deadlines(times),
      unread: new UnreadBytes(limits.unreadBytes),
      scheduler: new FairScheduler(),
      // Documented: a server that does not listen itself can be handed connections.
      onOpen: (stream) => void this.#http.emit("connection", stream),
      onRefused: (error, { address }) => onRefused(error, address),
    };
    this.#http = this.#createHttpServer();
    this.#listener = new ConnectionListener({
      limits,
      proxies: { trusted: proxies, header: "optional" },
      connect: (socket, peer) => new HttpConnection(socket, peer, this.#host),
      // By TLS this would take a handshake.
      rejection: (error) => (tls.mode === "off" ? rawAnswer(error) : undefined),
      onRefused: this.#host.onRefused,
    });
  }

  /** The number of open connections, WebSockets included. */
  get connections(): number {
    return this.#host.admission.size;
  }

  /** @throws AfpoolsError `INVALID_CONFIG` if the port is not available, or the TLS files cannot be used. */
  async listen(): Promise<AddressInfo> {
    const { host, port, tls, onError } = this.#options;
    const settings = "server.host and server.httpPort";
    return this.#listener.listen(
      { name: "The HTTP server", host, port, settings, onError },
      // Plain connections are accepted as well, and redirected.
      tls.mode === "off" ? undefined : { mode: "optional", context: await readContext(tls) },
    );
  }

  /** Reads the TLS files again; open connections keep their certificate. */
  async reloadTls(): Promise<void> {
    const { tls } = this.#options;
    if (tls.mode !== "off") this.#listener.setTlsContext(await readContext(tls));
  }

  /**
   * Stops accepting connections, finishes what is being answered, and ends what is left when the time is over.
   *
   * @param drainMs default: that of the limits
   */
  async close(drainMs?: number): Promise<void> {
    await Promise.all([this.#options.hub.close(), this.#listener.close(drainMs)]);
    this.#host.deadlines.close();
  }

  #createHttpServer(): ReturnType<typeof createHttpServer> {
    const { idleMs } = this.#options.limits;
    // Times are limited by HttpConnection; keepAliveTimeout only goes into the header Keep-Alive.
    const options = { maxHeaderSize, keepAliveTimeout: idleMs, headersTimeout: 0, requestTimeout: 0 };
    const http = createHttpServer(options);
    const { app } = this.#options;
    const fetchFor = (request: Request, { incoming }: HttpBindings) =>
      app.fetch(request, { client: this.#clientOf(incoming), incoming });
    const respond = getRequestListener((request, bindings) => fetchFor(request, bindings as HttpBindings), {
      overrideGlobalObjects: false,
    });
    http.on("request", (request, response) => {
      const connection = connectionOf(request);
      connection.beginAnswer(request, response);
      const refusal = this.#refusalOf(request, connection);
      if (refusal) refuse(response, refusal);
      else if (this.#isPlain(request) && !isHealthPage(request)) redirect(request, response);
      else if (isWebSocketUpgrade(request)) this.#openWebSocket(request, connection);
      else void respond(request, response);
    });
    http.on("clientError", (error, socket) => failParsing(error, socket));
    return http;
  }

  #openWebSocket(request: IncomingMessage, connection: HttpConnection): void {
    const stream = connection.upgrade();
    void upgradeToEvents(this.#options, request, stream, Buffer.alloc(0), this.#clientOf(request));
  }

  /** Why a request is refused before anything of it is done. */
  #refusalOf(request: IncomingMessage, connection: HttpConnection): AfpoolsError | undefined {
    const { address, encrypted } = connection;
    const { names, proxies, proxyHeaders } = this.#options;
    try {
      assertOneHost(request);
      const direct = { address, isSecure: encrypted };
      const client = clientBehindProxies(direct, request.headers, proxies);
      const user = proxyUserOf(request, proxyHeaders(), proxies.has(address));
      this.#clients.set(request, { ...client, user, signal: connection.signal });
      // What looks at the health pages may know no name of the server.
      if (!isHealthPage(request)) names.assertName(client.host);
      return undefined;
    } catch (error) {
      return toAfpoolsError(error);
    }
  }

  #clientOf(request: IncomingMessage): ClientInfo {
    const client = this.#clients.get(request);
    if (client) return client;
    throw new Error("This is no request of this server.");
  }

  /** Was the request sent without TLS although TLS is on? */
  #isPlain(request: IncomingMessage): boolean {
    return this.#options.tls.mode !== "off" && !this.#clientOf(request).isSecure;
  }
}

function connectionOf({ socket }: { readonly socket: Duplex }): HttpConnection {
  if (socket instanceof ConnectionStream && socket.owner instanceof HttpConnection) return socket.owner;
  throw new Error("This is no connection of this server.");
}

/** Answers what is not HTTP, and ends the connection. */
function failParsing({ code, message }: NodeJS.ErrnoException, socket: Duplex): void {
  if (socket.destroyed) return;
  const connection = connectionOf({ socket });
  if (code === "HPE_HEADER_OVERFLOW") {
    const limit = `The head of the request is larger than ${maxHeaderSize} bytes.`;
    connection.fail(new AfpoolsError("MESSAGE_TOO_LARGE", limit, { details: { limit: maxHeaderSize } }), 431);
  } else {
    connection.fail(new AfpoolsError("MALFORMED_MESSAGE", `The request is not valid HTTP: ${message}.`));
  }
}

/** Browsers sign in; certificates of clients are for the pool protocol. */
async function readContext({ cert, key }: TlsFiles): Promise<SecureContextOptions> {
  return (await readTlsFiles({ cert, key })).context;
}

function isHealthPage({ url }: IncomingMessage): boolean {
  return url === healthPaths.alive || url === healthPaths.ready;
}

/** Where TLS is on, a plain request only gets to know where to go. */
function redirect(request: IncomingMessage, response: ServerResponse): void {
  const { host = "" } = request.headers;
  const target = `https://${host}${request.url ?? "/"}`;
  const isPage = request.method === "GET" && !isWebSocketUpgrade(request);
  const isGood = isPage && URL.canParse(target) && /^[\w.:[\]-]+$/.test(host);
  if (isGood) response.writeHead(308, { ...securityHeaders, location: target, connection: "close" }).end();
  else refuse(response, tlsRequired());
}

function refuse(response: ServerResponse, error: AfpoolsError): void {
  const { status, headers, body } = problemAnswer(error);
  response.writeHead(status, { ...securityHeaders, ...headers, connection: "close" }).end(body);
}

/** @throws AfpoolsError `MALFORMED_MESSAGE` */
function assertOneHost({ rawHeaders }: IncomingMessage): void {
  const hosts = rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === "host");
  // Node takes the first of several, a proxy perhaps another one.
  if (hosts.length > 1) {
    throw new AfpoolsError("MALFORMED_MESSAGE", "The request has more than one Host header.");
  }
}

function tlsRequired(): AfpoolsError {
  return new AfpoolsError("TLS_REQUIRED", "This server accepts HTTPS only. Use https://.");
}
