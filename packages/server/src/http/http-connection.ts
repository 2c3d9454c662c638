import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { AfpoolsError } from "@afpools/core";
import type { Admission, Slot } from "../listen/admission.js";
import { Link } from "../listen/chain.js";
import type { ServedConnection } from "../listen/connection-listener.js";
import { cutSocket } from "../listen/cut-socket.js";
import type { Deadline, Deadlines } from "../listen/deadlines.js";
import { Departure } from "../listen/departure.js";
import type { FairScheduler } from "../listen/fair-scheduler.js";
import type { ServerLimits } from "../listen/limits.js";
import type { Peer } from "../listen/peer.js";
import type { SlowReader, UnreadBytes } from "../listen/unread-bytes.js";
import { ConnectionStream, type ConnectionStreamOwner } from "./connection-stream.js";
import { MessagePieces } from "./message-pieces.js";
import { rawAnswer } from "./problem-answer.js";

/**
 * What has to happen in time: a request, from its first byte or from connecting; the next request; a request that is on its
 * way while the server closes; the client's end of a connection on which everything is said.
 */
export type HttpDeadline = "request" | "idle" | "grace" | "linger";

/**
 * How long a request is parsed as its bytes come, in ms. The rest of one that takes longer, such as a body in chunks of one byte, takes
 * turns with others of that kind.
 */
const lightMs = 2;

/** What all connections of an HTTP server share. */
export interface HttpConnectionHost {
  readonly limits: ServerLimits;
  readonly admission: Admission<HttpConnection>;
  readonly deadlines: Deadlines<HttpDeadline>;
  readonly unread: UnreadBytes;
  readonly scheduler: FairScheduler;
  /** Called with the stream that requests can be read from. Each request must be told to the connection. */
  onOpen(stream: Duplex): void;
  /** Called for each connection that the server ends because of what its client did. */
  onRefused(error: AfpoolsError, peer: Peer): void;
}

/**
 * A client's connection, between its socket and Node's HTTP parser. What one client can demand of the server is limited here:
 *
 * - Requests are parsed and answered one at a time. Connections that send requests without waiting for answers take turns.
 * - Requests, idle time and answers have deadlines; unread answers count against a common limit.
 *
 * States:
 * - `entering`: the TLS handshake is not completed;
 * - `open`: requests are read and answered;
 * - `upgraded`: bytes are passed on as they are;
 * - `ending`: everything is said, incoming bytes are dropped, and the client has a moment to close.
 */
export class HttpConnection implements ServedConnection, SlowReader, ConnectionStreamOwner {
  readonly peer: Peer;
  readonly #host: HttpConnectionHost;
  readonly #deadline: Deadline<HttpDeadline>;
  #socket: Socket;
  #slot: Slot<HttpConnection> | undefined;
  #stream: ConnectionStream | undefined;
  #state: "entering" | "open" | "upgraded" | "ending" = "entering";
  /** Bytes from the socket that the parser has not got yet. */
  readonly #received = new MessagePieces();
  #hasReceived = false;
  #inputEnded = false;
  /** The last request of which the parser has read the head. */
  #request: IncomingMessage | undefined;
  /** The response to that request, until it is sent. */
  #response: ServerResponse | undefined;
  /** Has the client sent a request before it had the answer to the one before? */
  #isPipelining = false;
  #isDraining = false;
  /** What the client is told after the request that is being answered. */
  #lastWords: string | undefined;
  /** How long the current request, or what follows an upgrade, was parsed, in ms. */
  #parsedMs = 0;
  readonly #departure = new Departure();
  readonly #turn = new Link(() => this.#parse());

  constructor(socket: Socket, peer: Peer, host: HttpConnectionHost) {
    this.peer = peer;
    this.#host = host;
    this.#socket = socket;
    this.#deadline = host.deadlines.create((expected) => this.#expire(expected));
    socket.on("close", () => this.#close());
    // An error on a socket ends it; "close" follows.
    socket.on("error", () => undefined);
  }

  get address(): string {
    return this.peer.address;
  }

  get encrypted(): boolean {
    return this.#socket instanceof TLSSocket;
  }

  /** Is aborted when the client has left: it has closed, or does not send any more while it is being answered. */
  get signal(): AbortSignal {
    return this.#departure.signal;
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  enter(): AfpoolsError | undefined {
    const slot = this.#host.admission.admit(this);
    if (slot instanceof AfpoolsError) return slot;
    this.#slot = slot;
    return undefined;
  }

  begin(socket: Socket): void {
    this.#socket = socket;
    this.#stream = new ConnectionStream(socket, this);
    this.#state = "open";
    this.#deadline.set(this.#isDraining ? "grace" : "request");
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("end", () => {
      this.#inputEnded = true;
      if (this.#isAnswering) this.#departure.leave();
      this.#proceed();
    });
    if (socket instanceof TLSSocket) socket.on("error", () => undefined).on("close", () => this.#close());
    // Runs out only while nothing moves, also within a large write.
    socket.setTimeout(this.#host.limits.answerMs, () => this.#stall());
    this.#host.onOpen(this.#stream);
  }

  /** The parser has read the head of a request. It is being answered from now on. */
  beginAnswer(request: IncomingMessage, response: ServerResponse): void {
    this.#request = request;
    this.#response = response;
    const { "content-length": length, "transfer-encoding": coding } = request.headers;
    if (length !== undefined && coding === undefined) this.#received.expectBody(Number(length));
    this.#slot?.setTurn("server");
    if (this.#isDraining) response.setHeader("connection", "close");
    response.once("close", () => this.#answered(response));
  }

  /** Takes the connection from the parser. Returns what all further bytes go through. */
  upgrade(): Duplex {
    const parsed = this.#stream;
    this.#state = "upgraded";
    this.#deadline.clear();
    this.#slot?.setTurn("server");
    this.#response = undefined;
    this.#stream = new ConnectionStream(this.#socket, this);
    parsed?.destroy();
    return this.#stream;
  }

  /** Ends the connection with an error as the last answer, after the request that is being answered. */
  fail(error: AfpoolsError, status?: number): void {
    if (this.#state === "ending" || this.#lastWords !== undefined) return;
    this.#host.onRefused(error, this.peer);
    this.#received.clear();
    this.#lastWords = rawAnswer(error, status);
    if (!this.#isAnswering) this.#end();
  }

  evict(error: AfpoolsError): void {
    this.#host.onRefused(error, this.peer);
    this.cut();
  }

  /** Finishes what was begun, then ends. A client that has only just connected may still send its request. */
  drain(): void {
    this.#isDraining = true;
    const { kind } = this.#deadline;
    if (this.#state === "entering" || kind === "idle") this.cut();
    else if (kind === "linger" || (kind === "request" && !this.#hasReceived)) this.#deadline.set("grace");
    else if (this.#response && !this.#response.headersSent) this.#response.setHeader("connection", "close");
  }

  cut(): void {
    this.#state = "ending";
    this.#release();
    if (this.#socket.writableLength > 0) cutSocket(this.#socket);
    else this.#socket.destroy();
  }

  wanted(): void {
    this.#proceed();
  }

  written(): void {
    if (this.#socket.writableLength === 0 || this.#state === "upgraded") return;
    this.#host.unread.add(this, this.#stream?.writableLength ?? 0);
    this.#slot?.setTurn("client");
  }

  flushed(): void {
    if (this.#stream?.writableLength === 0) this.#host.unread.delete(this);
  }

  finished(): void {
    this.#end();
  }

  destroyed(stream: ConnectionStream): void {
    if (stream === this.#stream) this.#socket.destroy();
  }

  /** Is a request that was read completely being answered? */
  get #isAnswering(): boolean {
    return this.#response !== undefined && this.#request?.complete === true;
  }

  #receive(chunk: Buffer): void {
    if (this.#state === "ending" || this.#lastWords !== undefined) return;
    this.#hasReceived = true;
    this.#received.add(chunk);
    this.#proceed();
    if (!this.#received.isEmpty) this.#socket.pause();
  }

  /** Passes on the bytes that may be passed on now. */
  #proceed(): void {
    if (!this.#stream?.isWanted || this.#turn.chain || this.#state === "ending") return;
    if (this.#received.isEmpty) {
      this.#socket.resume();
      if (this.#inputEnded && !this.#isAnswering) this.#stream.give(null);
    } else if (this.#isAnswering) this.#isPipelining = true;
    else if (this.#isPipelining || this.#parsedMs > lightMs) this.#host.scheduler.add(this.#turn, "heavy");
    else if (!this.#host.scheduler.hasTime()) this.#host.scheduler.add(this.#turn, "light");
    else this.#parse();
  }

  #parse(): void {
    const piece = this.#received.next();
    if (!piece) return;
    const before = this.#request;
    const wasComplete = before?.complete ?? true;
    if (this.#state === "open" && this.#deadline.kind !== "request") this.#deadline.set("request");
    const startedAt = performance.now();
    this.#stream?.give(piece);
    this.#parsedMs += performance.now() - startedAt;
    const isNews = this.#request !== before || !wasComplete;
    if (isNews && this.#request?.complete && this.#state === "open") this.#completed();
  }

  /** A request is read completely. */
  #completed(): void {
    this.#parsedMs = 0;
    if (this.#inputEnded && this.#response) this.#departure.leave();
    if (this.#response) this.#deadline.clear();
    else if (this.#isDraining && this.#received.isEmpty) this.#end();
    else this.#deadline.set("idle");
  }

  #answered(response: ServerResponse): void {
    if (this.#response !== response || this.#state !== "open") return;
    this.#response = undefined;
    this.#slot?.setTurn("client");
    if (this.#lastWords !== undefined) this.#end();
    else if (this.#request?.complete) this.#completed();
    this.#proceed();
  }

  /** Sends the last words, if there are any, and closes this side of the connection. */
  #end(): void {
    if (this.#state === "ending") return;
    this.#state = "ending";
    this.#received.clear();
    if (this.#lastWords !== undefined) this.#socket.write(this.#lastWords);
    this.#socket.end();
    this.#socket.resume();
    this.#deadline.set(this.#isDraining ? "grace" : "linger");
    this.#slot?.setTurn("ended");
    if (this.#lastWords !== undefined) this.#release();
  }

  /** Destroys the stream, but not the socket. */
  #release(): void {
    const stream = this.#stream;
    this.#stream = undefined;
    stream?.destroy();
  }

  #close(): void {
    this.#state = "ending";
    this.#deadline.clear();
    this.#turn.chain?.remove(this.#turn);
    this.#received.clear();
    this.#host.unread.delete(this);
    this.#slot?.free();
    this.#departure.leave();
    this.#release();
  }

  /** Nothing has moved on the socket for a while. */
  #stall(): void {
    if (this.#socket.writableLength === 0) return;
    const { answerMs } = this.#host.limits;
    this.evict(new AfpoolsError("TIMEOUT", `The answer was not read within ${answerMs} ms.`));
  }

  /** What was expected has not happened in time. */
  #expire(expected: HttpDeadline): void {
    if (expected === "idle") this.#end();
    else if (expected !== "request") this.#socket.destroy();
    else {
      const { requestMs } = this.#host.limits;
      const error = new AfpoolsError("TIMEOUT", `The request was not complete within ${requestMs} ms.`);
      const isAnswered = this.#request?.complete === false && this.#response?.headersSent !== false;
      if (!this.#hasReceived || isAnswered) this.evict(error);
      else this.fail(error, 408);
    }
  }
}
