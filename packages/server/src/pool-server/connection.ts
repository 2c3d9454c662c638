import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { AfpoolsError } from "@afpools/core";
import { type DecodedRequest, encodeError, RequestDecoder } from "@afpools/protocol";
import type { Guest } from "./admission.js";
import type { Answer } from "./answer.js";
import { AnswerWriter } from "./answer-writer.js";
import type { ConnectionHost, Expected } from "./connection-host.js";
import type { Peer } from "./peer.js";

/** How long the requests of one connection may be answered before all others have their turn, in ms. */
const turnMs = 2;

/** How much small answers may become together before they are sent, in bytes. */
const batchBytes = 64 << 10;

/**
 * One client of the pool protocol: requests in, answers out, one after another. While an answer is on its way nothing
 * further is read, so a client has to take what it asked for before it asks for more.
 *
 * - `entering`: has not passed the TLS gate;
 * - `reading`: waits for a request, or for the rest of one;
 * - `working`: a request is carried out, or other connections have their turn;
 * - `writing`: answers are not yet taken;
 * - `ending`: nothing more is answered, and what still comes in is thrown away.
 */
export class Connection implements Guest {
  readonly #peer: Peer;
  readonly #host: ConnectionHost;
  readonly #decoder: RequestDecoder;
  #requests: DecodedRequest[] = [];
  #socket: Socket;
  #writer: AnswerWriter;
  #state: "entering" | "reading" | "working" | "writing" | "ending" = "entering";
  #expected: Expected | undefined;
  #isDraining = false;
  #inputEnded = false;
  /** Bytes of answers made for this client alone, since it had taken all. */
  #ownBytes = 0;

  constructor(socket: Socket, peer: Peer, host: ConnectionHost) {
    this.#socket = socket;
    this.#writer = new AnswerWriter(socket);
    this.#peer = peer;
    this.#host = host;
    this.#decoder = new RequestDecoder({ maxRequestBytes: host.limits.requestBytes });
    socket.on("close", () => {
      if (this.#expected) host.deadlines.delete(this, this.#expected);
      if (this.#ownBytes > 0) host.unread.delete(this);
      host.onClosed(this);
    });
  }

  get address(): string {
    return this.#peer.address;
  }

  /** Begins to answer on `socket`: that of the constructor, or the TLS one upon it. */
  begin(socket: Socket): void {
    if (socket !== this.#socket) {
      this.#socket = socket;
      this.#writer = new AnswerWriter(socket);
    }
    this.#state = "reading";
    this.#expect(this.#isDraining ? "grace" : "request");
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("end", () => this.#endInput());
    // What goes wrong on a socket ends it; "close" follows.
    socket.on("error", () => undefined);
  }

  evict(error: AfpoolsError): void {
    this.#host.onError(error, this.#peer);
    if (this.#state === "entering" || this.#writer.heldBytes > 0 || this.#socket.writableLength > 0)
      this.#cut();
    else {
      if (this.#state !== "ending") this.#socket.write(encodeError(null, error));
      this.#state = "ending";
      this.#socket.destroySoon();
      this.#expect("linger");
    }
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Finishes what was begun and ends. A client that has only just come may still begin. */
  drain(): void {
    this.#isDraining = true;
    if (this.#state === "entering" || this.#expected === "request") {
      if (this.#decoder.pendingBytes === 0) this.#expect("grace");
    } else if (this.#expected === "idle") this.#sayClosing();
  }

  /** What was to come has not come in time. */
  expire(expected: Expected): void {
    const { requestMs, answerMs } = this.#host.limits;
    this.#expected = undefined;
    if (expected === "idle") this.#end([]);
    else if (expected === "linger" || this.#state === "entering") this.#socket.destroy();
    else if (expected === "grace") this.#sayClosing();
    else if (expected === "answer") {
      this.#host.onError(timeout(`The answer was not taken within ${answerMs} ms.`), this.#peer);
      this.#cut();
    } else {
      const error = timeout(`The request was not complete within ${requestMs} ms. Send it in one piece.`);
      this.#host.onError(error, this.#peer);
      this.#end([encodeError(null, error)]);
    }
  }

  #receive(chunk: Buffer): void {
    if (this.#state === "ending") return;
    this.#take(this.#decoder.push(chunk));
  }

  #endInput(): void {
    this.#inputEnded = true;
    if (this.#state !== "ending") this.#take(this.#decoder.end());
  }

  #take(requests: DecodedRequest[]): void {
    if (this.#requests.length === 0) this.#requests = requests;
    else this.#requests.push(...requests);
    if (this.#state === "reading") this.#answerAll();
  }

  /** Answers requests until there is none, or one has to be waited for. */
  #answerAll(): void {
    const until = this.#requests.length > 1 ? performance.now() + turnMs : 0;
    let isNews = this.#state !== "reading";
    for (let request = this.#requests.shift(); request; request = this.#requests.shift()) {
      const answer = this.#host.answer(request, this.#peer);
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
    if (error) this.#host.onError(error, this.#peer);
    if (!shared) for (const { length } of bytes) this.#ownBytes += length;
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
    this.#host.onTurn(this, "client");
    if (this.#writer.isTaken) {
      this.#settle();
      return true;
    }
    this.#state = "writing";
    this.#socket.pause();
    this.#expect("answer");
    this.#awaitDrain();
    return false;
  }

  /** The socket is full: goes on when it takes more. */
  #awaitDrain(): void {
    if (this.#ownBytes > 0) this.#host.unread.add(this, this.#ownBytes);
    this.#socket.once("drain", () => {
      this.#writer.flush();
      if (!this.#writer.isTaken) this.#awaitDrain();
      else this.#settle();
      if (this.#state === "ending") this.#endOutput();
      else if (this.#state === "writing" && this.#writer.isTaken) this.#answerAll();
    });
  }

  #settle(): void {
    if (this.#ownBytes > 0) this.#host.unread.delete(this);
    this.#ownBytes = 0;
  }

  #work(): void {
    this.#writer.flush();
    this.#state = "working";
    this.#socket.pause();
    this.#expect("answer");
    this.#host.onTurn(this, "server");
  }

  /** Reads on. `isNews`: after answers, not within a request. */
  #awaitRequest(isNews: boolean): void {
    const isBegun = this.#decoder.pendingBytes > 0;
    if (this.#inputEnded) this.#end([]);
    else if (isNews && this.#isDraining && !isBegun) this.#sayClosing();
    else if (isNews) {
      this.#state = "reading";
      this.#socket.resume();
      this.#expect(isBegun ? "request" : "idle");
    } else if (isBegun && this.#expected !== "request") this.#expect("request");
  }

  #sayClosing(): void {
    this.#end([encodeError(null, new AfpoolsError("SERVER_CLOSING", "The server closes. Connect again."))]);
  }

  /** Sends the last answer and ends. */
  #end(bytes: readonly Uint8Array[]): void {
    if (this.#state === "working") this.#host.onTurn(this, "client");
    this.#state = "ending";
    this.#requests.length = 0;
    this.#writer.add(bytes);
    this.#writer.flush();
    if (!this.#writer.isTaken) this.#awaitDrain();
    if (this.#socket.writableLength === 0) this.#linger();
    else {
      this.#expect("answer");
      this.#socket.once("finish", () => this.#linger());
    }
    this.#endOutput();
    this.#socket.resume();
  }

  #endOutput(): void {
    if (this.#writer.heldBytes === 0) this.#socket.end();
  }

  /** All is sent: the client is given time to close, too, lest what it still sends resets the connection. */
  #linger(): void {
    this.#settle();
    this.#expect("linger");
  }

  #expect(expected: Expected): void {
    if (this.#socket.destroyed) return;
    this.#host.deadlines.set(this, expected, this.#expected);
    this.#expected = expected;
  }

  /** Ends at once; what the client did not take is dropped. */
  #cut(): void {
    // A reset frees the system's buffers too; node:tls has none.
    if (this.#socket instanceof TLSSocket) this.#socket.destroy();
    else this.#socket.resetAndDestroy();
  }
}

function timeout(message: string): AfpoolsError {
  return new AfpoolsError("TIMEOUT", message);
}
