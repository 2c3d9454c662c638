import type { Socket } from "node:net";
import { AfpoolsError } from "@afpools/core";
import { type DecodedRequest, encodeError, RequestDecoder } from "@afpools/protocol";
import type { ServerLimits } from "./limits.js";
import type { Answer } from "./responder.js";

/** How long a refused client may take to read why, in ms, before the connection is cut. */
const lingerMs = 2_000;

export interface ConnectionOptions {
  readonly limits: ServerLimits;
  answer(request: DecodedRequest): Answer | Promise<Answer>;
  /** Is told when the connection begins and ends to wait for a request. */
  onWaiting(waiting: boolean): void;
  /** Is told of each answer that is an error, and of each connection that is cut. */
  onError(error: AfpoolsError): void;
}

/**
 * One client of the pool protocol: requests in, answers out, one after another. While an answer is on its way nothing
 * further is read, so a client has to take what it asked for before it asks for more.
 *
 * - `reading`: waits for a request, or for the rest of one;
 * - `answering`: a request is being carried out, or its answer is not yet taken;
 * - `ending`: the last answer was written; what still comes in is thrown away.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #decoder: RequestDecoder;
  readonly #requests: DecodedRequest[] = [];
  #state: "reading" | "answering" | "ending" = "reading";
  #draining = false;
  #inputEnded = false;
  #deadline: NodeJS.Timeout;
  #timed: "request" | "idle" | "answer" = "request";

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#decoder = new RequestDecoder({ maxRequestBytes: options.limits.requestBytes });
    this.#deadline = setTimeout(() => this.#expire(), options.limits.requestMs);
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("end", () => this.#endInput());
    socket.on("drain", () => this.#continue());
    socket.on("finish", () => options.onWaiting(true));
    // What goes wrong on a socket ends it; "close" follows.
    socket.on("error", () => undefined);
    socket.on("close", () => clearTimeout(this.#deadline));
  }

  /** Ends the connection with an error, at once. */
  evict(error: AfpoolsError): void {
    this.#options.onError(error);
    this.#state = "ending";
    this.#socket.write(encodeError(null, error));
    this.#socket.destroySoon();
  }

  /** Finishes what was begun and ends; at once when nothing was. */
  drain(): void {
    this.#draining = true;
    if (this.#state === "reading" && this.#decoder.pendingBytes === 0) this.#finish([]);
  }

  #receive(chunk: Buffer): void {
    if (this.#state === "ending") return;
    this.#requests.push(...this.#decoder.push(chunk));
    if (this.#state === "reading") this.#continue();
  }

  #endInput(): void {
    this.#inputEnded = true;
    if (this.#state === "ending") return;
    this.#requests.push(...this.#decoder.end());
    if (this.#state === "reading") this.#continue();
  }

  /** Answers requests until there is none, or one has to be waited for. */
  #continue(): void {
    if (this.#state === "ending" || this.#socket.writableNeedDrain) return;
    for (let request = this.#requests.shift(); request; request = this.#requests.shift()) {
      if (this.#state === "reading") this.#options.onWaiting(false);
      this.#state = "answering";
      const answer = this.#options.answer(request);
      if (answer instanceof Promise) {
        this.#socket.pause();
        this.#setDeadline("answer");
        void answer.then((late) => {
          if (this.#send(late)) this.#continue();
        });
        return;
      }
      if (!this.#send(answer)) return;
    }
    this.#wait();
  }

  /** Writes an answer. Can the next request be answered right away? */
  #send({ bytes, keep, error }: Answer): boolean {
    if (this.#socket.destroyed || this.#isEnding()) return false;
    if (error) this.#options.onError(error);
    if (!keep) {
      this.#finish(bytes);
      return false;
    }
    this.#write(bytes);
    if (!this.#socket.writableNeedDrain) return true;
    this.#socket.pause();
    this.#setDeadline("answer");
    return false;
  }

  #isEnding(): boolean {
    return this.#state === "ending";
  }

  #wait(): void {
    if (this.#inputEnded || (this.#draining && this.#decoder.pendingBytes === 0)) {
      this.#finish([]);
    } else if (this.#state === "answering") {
      this.#state = "reading";
      this.#options.onWaiting(true);
      this.#socket.resume();
      this.#setDeadline(this.#decoder.pendingBytes > 0 ? "request" : "idle");
    } else if (this.#timed === "idle" && this.#decoder.pendingBytes > 0) this.#setDeadline("request");
  }

  #finish(bytes: readonly Uint8Array[]): void {
    this.#state = "ending";
    this.#requests.length = 0;
    this.#setDeadline("answer");
    this.#write(bytes);
    this.#socket.end();
    this.#socket.resume();
  }

  #write(bytes: readonly Uint8Array[]): void {
    this.#socket.cork();
    for (const part of bytes) this.#socket.write(part);
    this.#socket.uncork();
  }

  #setDeadline(timed: "request" | "idle" | "answer"): void {
    const { requestMs, idleMs, answerMs } = this.#options.limits;
    this.#timed = timed;
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(
      () => this.#expire(),
      { request: requestMs, idle: idleMs, answer: answerMs }[timed],
    );
  }

  #expire(): void {
    const { requestMs, answerMs } = this.#options.limits;
    if (this.#timed === "idle") {
      this.#finish([]);
      return;
    }
    const error =
      this.#timed === "request"
        ? timeout(`The request was not complete within ${requestMs} ms. Send it at once, and as specified.`)
        : timeout(`The answer was not taken within ${answerMs} ms.`);
    this.#options.onError(error);
    if (this.#timed === "answer") {
      this.#socket.resetAndDestroy();
      return;
    }
    this.#finish([encodeError(null, error)]);
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#socket.destroy(), lingerMs);
  }
}

function timeout(message: string): AfpoolsError {
  return new AfpoolsError("TIMEOUT", message);
}
