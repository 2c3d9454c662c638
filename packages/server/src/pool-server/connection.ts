import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { AfpoolsError } from "@afpools/core";
import { type DecodedRequest, encodeError, RequestDecoder } from "@afpools/protocol";
import type { Answer } from "./answer.js";
import { AnswerWriter } from "./answer-writer.js";
import { Deadlines } from "./deadlines.js";
import { graceMs, lingerMs, type ServerLimits } from "./limits.js";
import type { UnreadAnswers } from "./unread-answers.js";

/** How long the requests of one connection may be answered before all others have their turn, in ms. */
const turnMs = 2;

/** How much small answers may become together before they are sent, in bytes. */
const batchBytes = 64 << 10;

/**
 * What may take only so long: a request, from its first byte or from connecting; the next one; an answer to be taken;
 * the first request while the server drains; the client to close after all is said.
 */
type Awaited = "request" | "idle" | "answer" | "grace" | "linger";

export interface ConnectionOptions {
  readonly limits: ServerLimits;
  readonly unread: UnreadAnswers;
  answer(request: DecodedRequest): Answer | Promise<Answer>;
  /** Is told whose turn it is: the client's, to send a request or to take an answer, or the server's. */
  onTurn(turn: "client" | "server"): void;
  /** Is told of each answer that is an error, and of each connection that is cut. */
  onError(error: AfpoolsError): void;
}

/**
 * One client of the pool protocol: requests in, answers out, one after another. While an answer is on its way nothing
 * further is read, so a client has to take what it asked for before it asks for more.
 *
 * - `reading`: waits for a request, or for the rest of one;
 * - `working`: a request is carried out, or other connections have their turn;
 * - `writing`: answers are not yet taken;
 * - `ending`: nothing more is answered, and what still comes in is thrown away.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #writer: AnswerWriter;
  readonly #options: ConnectionOptions;
  readonly #decoder: RequestDecoder;
  readonly #requests: DecodedRequest[] = [];
  readonly #deadlines: Deadlines<Awaited>;
  #state: "reading" | "working" | "writing" | "ending" = "reading";
  #isDraining = false;
  #inputEnded = false;
  /** Bytes of answers made for this client alone, since it had taken all. */
  #ownBytes = 0;

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#writer = new AnswerWriter(socket);
    this.#options = options;
    this.#decoder = new RequestDecoder({ maxRequestBytes: options.limits.requestBytes });
    const { requestMs: request, idleMs: idle, answerMs: answer } = options.limits;
    const times = { request, idle, answer, grace: graceMs, linger: lingerMs };
    this.#deadlines = new Deadlines(times, (kind) => this.#expire(kind));
    this.#deadlines.set("request");
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("end", () => this.#endInput());
    socket.on("drain", () => this.#goOn());
    socket.on("finish", () => this.#linger());
    // What goes wrong on a socket ends it; "close" follows.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.#deadlines.clear();
      options.unread.delete(this);
    });
  }

  /** Ends the connection with an error, at once. */
  evict(error: AfpoolsError): void {
    this.#options.onError(error);
    if (this.#writer.heldBytes > 0 || this.#socket.writableLength > 0) this.#cut();
    else {
      if (this.#state !== "ending") this.#socket.write(encodeError(null, error));
      this.#state = "ending";
      this.#socket.destroySoon();
      this.#deadlines.set("linger");
    }
  }

  /** Finishes what was begun and ends. A client that has only just come may still begin. */
  drain(): void {
    this.#isDraining = true;
    if (this.#state !== "reading" || this.#decoder.pendingBytes > 0) return;
    if (this.#deadlines.kind === "request") this.#deadlines.set("grace");
    else this.#sayClosing();
  }

  #receive(chunk: Buffer): void {
    if (this.#state === "ending") return;
    this.#requests.push(...this.#decoder.push(chunk));
    if (this.#state === "reading") this.#answerAll();
  }

  #endInput(): void {
    this.#inputEnded = true;
    if (this.#state === "ending") return;
    this.#requests.push(...this.#decoder.end());
    if (this.#state === "reading") this.#answerAll();
  }

  /** Answers requests until there is none, or one has to be waited for. */
  #answerAll(): void {
    const until = performance.now() + turnMs;
    let isNews = this.#state !== "reading";
    for (let request = this.#requests.shift(); request; request = this.#requests.shift()) {
      const answer = this.#options.answer(request);
      if (answer instanceof Promise) {
        this.#work();
        void answer.then((late) => {
          if (this.#state === "working" && this.#send(late)) this.#answerAll();
        });
        return;
      }
      if (!this.#send(answer)) return;
      isNews = true;
      if (this.#requests.length > 0 && performance.now() > until) {
        this.#work();
        setImmediate(() => {
          if (this.#state === "working") this.#answerAll();
        });
        return;
      }
    }
    if (!isNews || this.#flush()) this.#awaitRequest(isNews);
  }

  /** Sends an answer. May the next request be answered right away? */
  #send({ bytes, keep, shared, error }: Answer): boolean {
    if (this.#socket.destroyed) return false;
    if (error) this.#options.onError(error);
    if (!shared) this.#ownBytes += bytes.reduce((sum, { length }) => sum + length, 0);
    if (!keep) {
      this.#end(bytes);
      return false;
    }
    this.#writer.add(bytes);
    return this.#writer.heldBytes < batchBytes || this.#flush();
  }

  /** Sends what is held. Is it taken? Else the client has to take it before anything else. */
  #flush(): boolean {
    this.#writer.flush();
    this.#options.onTurn("client");
    if (this.#writer.isTaken) {
      this.#settle();
      return true;
    }
    this.#state = "writing";
    this.#socket.pause();
    this.#deadlines.set("answer");
    this.#owe();
    return false;
  }

  /** The socket takes more. */
  #goOn(): void {
    this.#writer.flush();
    if (this.#state === "ending") this.#endOutput();
    else if (this.#state === "writing" && this.#writer.isTaken) {
      this.#settle();
      this.#answerAll();
    }
  }

  #owe(): void {
    if (this.#ownBytes > 0) this.#options.unread.add(this, this.#ownBytes);
  }

  #settle(): void {
    if (this.#ownBytes > 0) this.#options.unread.delete(this);
    this.#ownBytes = 0;
  }

  #work(): void {
    this.#writer.flush();
    this.#state = "working";
    this.#socket.pause();
    this.#deadlines.set("answer");
    this.#options.onTurn("server");
  }

  /** Reads on. `isNews`: after answers, not within a request. */
  #awaitRequest(isNews: boolean): void {
    const isBegun = this.#decoder.pendingBytes > 0;
    if (this.#inputEnded) this.#end([]);
    else if (isNews && this.#isDraining && !isBegun) this.#sayClosing();
    else if (isNews) {
      this.#state = "reading";
      this.#socket.resume();
      this.#deadlines.set(isBegun ? "request" : "idle");
    } else if (isBegun && this.#deadlines.kind !== "request") this.#deadlines.set("request");
  }

  #sayClosing(): void {
    this.#end([encodeError(null, new AfpoolsError("SERVER_CLOSING", "The server closes. Connect again."))]);
  }

  /** Sends the last answer and ends. */
  #end(bytes: readonly Uint8Array[]): void {
    this.#state = "ending";
    this.#requests.length = 0;
    this.#deadlines.set("answer");
    this.#options.onTurn("client");
    this.#writer.add(bytes);
    this.#writer.flush();
    if (!this.#writer.isTaken) this.#owe();
    this.#endOutput();
    this.#socket.resume();
  }

  #endOutput(): void {
    if (this.#writer.heldBytes === 0) this.#socket.end();
  }

  /** All is sent: the client is given time to close, too, lest what it still sends resets the connection. */
  #linger(): void {
    this.#options.unread.delete(this);
    this.#deadlines.set("linger");
  }

  /** What the client did not take is dropped. */
  #cut(): void {
    // A reset frees the system's buffers too; node:tls has none.
    if (this.#socket instanceof TLSSocket) this.#socket.destroy();
    else this.#socket.resetAndDestroy();
  }

  #expire(kind: Awaited): void {
    const { requestMs, answerMs } = this.#options.limits;
    if (kind === "idle") this.#end([]);
    else if (kind === "grace") this.#sayClosing();
    else if (kind === "linger") this.#socket.destroy();
    else if (kind === "answer") {
      this.#options.onError(timeout(`The answer was not taken within ${answerMs} ms.`));
      this.#cut();
    } else {
      const error = timeout(`The request was not complete within ${requestMs} ms. Send it in one piece.`);
      this.#options.onError(error);
      this.#end([encodeError(null, error)]);
    }
  }
}

function timeout(message: string): AfpoolsError {
  return new AfpoolsError("TIMEOUT", message);
}
