import type { Socket } from "node:net";
import { AfpoolsError } from "@afpools/core";
import { type DecodedRequest, encodeError } from "@afpools/protocol";
import type { Slot } from "../listen/admission.js";
import { Link } from "../listen/chain.js";
import type { ServedConnection } from "../listen/connection-listener.js";
import { cutSocket } from "../listen/cut-socket.js";
import type { Deadline } from "../listen/deadlines.js";
import { Departure } from "../listen/departure.js";
import type { Weight } from "../listen/fair-scheduler.js";
import type { Peer } from "../listen/peer.js";
import type { Asker } from "../work/asker.js";
import { type Answer, refusal } from "./answer.js";
import { AnswerWriter } from "./answer-writer.js";
import type { ConnectionHost, Expected } from "./connection-host.js";
import { RequestReader } from "./request-reader.js";

/** How long the requests of one connection may be answered before it has to wait for its next turn, in ms. */
const turnMs = 2;

/** How much small answers may become together before they are sent, in bytes. */
const batchBytes = 64 << 10;

/**
 * One client of the pool protocol: requests in, answers out, one after another. While an answer is on its way nothing
 * further is read, so a client has to take what it asked for before it asks for more.
 *
 * - `entering`: has not passed the TLS gate;
 * - `reading`: waits for a request, or for the rest of one;
 * - `working`: a request is carried out, or waits for a turn among those of connections that ask for much;
 * - `writing`: answers are not yet taken;
 * - `ending`: nothing more is answered, and what still comes in is thrown away.
 */
export class Connection implements ServedConnection, Asker {
  #peer: Peer;
  readonly #host: ConnectionHost<Connection>;
  readonly #reader: RequestReader;
  readonly #deadline: Deadline<Expected>;
  #socket: Socket;
  #writer: AnswerWriter;
  #slot: Slot<Connection> | undefined;
  #requests: DecodedRequest[] = [];
  #state: "entering" | "reading" | "working" | "writing" | "ending" = "entering";
  #isKept = false;
  #isDraining = false;
  #inputEnded = false;
  /** Has it once asked for more than one turn has room for? From then on it is answered by turns alone. */
  #isHeavy = false;
  readonly #departure = new Departure();
  readonly #turn = new Link(() => {
    if (this.#state === "working") this.#answerAll();
  });

  constructor(socket: Socket, peer: Peer, host: ConnectionHost<Connection>) {
    this.#peer = peer;
    this.#host = host;
    this.#reader = new RequestReader(host.limits.requestBytes);
    this.#deadline = host.deadlines.create((expected) => this.#expire(expected));
    this.#socket = socket;
    this.#writer = this.#createWriter();
    socket.on("close", () => {
      this.#deadline.clear();
      this.#writer.release();
      this.#slot?.free();
      this.#turn.chain?.remove(this.#turn);
      this.#departure.leave();
    });
  }

  get address(): string {
    return this.#peer.address;
  }

  /** Is aborted when the client has left: it has closed, or does not send any more while a request of it is worked on. */
  get signal(): AbortSignal {
    return this.#departure.signal;
  }

  /** Takes its place among the server's connections; gives why it cannot. */
  enter(): AfpoolsError | undefined {
    const slot = this.#host.admission.admit(this);
    if (slot instanceof AfpoolsError) return slot;
    this.#slot = slot;
    return undefined;
  }

  /**
   * Begins to answer on `socket`: that of the constructor, or the TLS one upon it. `certificate` is the name in the one that
   * the client has shown.
   */
  begin(socket: Socket, certificate?: string): void {
    if (certificate !== undefined) this.#peer = { ...this.#peer, certificate };
    if (socket !== this.#socket) {
      this.#socket = socket;
      this.#writer = this.#createWriter();
    }
    this.#state = "reading";
    this.#deadline.set(this.#isDraining ? "grace" : "request");
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("end", () => this.#endInput());
    // What goes wrong on a socket ends it; "close" follows.
    socket.on("error", () => undefined);
  }

  evict(error: AfpoolsError): void {
    this.#host.onError(error, this.#peer);
    const owes = this.#writer.heldBytes > 0 || this.#socket.writableLength > 0;
    if (this.#state === "entering" || owes) this.cut();
    else {
      if (this.#state !== "ending") this.#socket.write(encodeError(null, error));
      this.#state = "ending";
      this.#socket.destroySoon();
      this.#deadline.set("linger");
    }
  }

  /** Finishes what was begun and ends. A client that has only just come may still begin. */
  drain(): void {
    this.#isDraining = true;
    const { kind } = this.#deadline;
    const isNew = this.#state === "entering" || kind === "request";
    if (kind === "linger" || (isNew && this.#reader.pendingBytes === 0)) this.#deadline.set("grace");
    else if (kind === "idle") this.#sayClosing();
  }

  /** Ends at once; what the client did not take is dropped. */
  cut(): void {
    cutSocket(this.#socket);
  }

  #receive(chunk: Buffer): void {
    if (this.#state === "working") {
      // Read meanwhile only to notice when the client leaves.
      this.#socket.pause();
      this.#socket.unshift(chunk);
    } else if (this.#state !== "ending") this.#take(this.#reader.read(chunk));
  }

  #endInput(): void {
    this.#inputEnded = true;
    if (this.#state === "working") this.#departure.leave();
    if (this.#state !== "ending") this.#take(this.#reader.end());
  }

  #take(requests: DecodedRequest[]): void {
    if (this.#requests.length === 0) this.#requests = requests;
    else this.#requests.push(...requests);
    if (this.#state !== "reading") return;
    if (this.#requests.length === 0) this.#answerAll();
    else if (this.#isHeavy) this.#awaitTurn("heavy");
    else if (!this.#host.scheduler.hasTime()) this.#awaitTurn("light");
    else this.#answerAll();
  }

  /** Answers requests until there is none, or one has to be waited for. */
  #answerAll(): void {
    const until = this.#requests.length > 1 ? performance.now() + turnMs : 0;
    let isNews = this.#state !== "reading";
    for (let request = this.#requests.shift(); request; request = this.#requests.shift()) {
      const answer = this.#host.answer(request, this.#peer, this);
      if (answer instanceof Promise) {
        this.#work();
        this.#socket.resume();
        void answer.then((late) => {
          if (this.#state === "working" && this.#send(late)) this.#answerAll();
        });
        return;
      }
      if (!this.#send(answer)) return;
      isNews = true;
      if (this.#requests.length > 0 && performance.now() > until) {
        this.#isHeavy = true;
        this.#awaitTurn("heavy");
        return;
      }
    }
    if (!isNews || this.#flush()) this.#awaitRequest(isNews);
  }

  /** Sends an answer. May the next request be answered right away? */
  #send(answer: Answer): boolean {
    if (this.#socket.destroyed) return false;
    if (answer.error) this.#host.onError(answer.error, this.#peer);
    if (!answer.keep) {
      // What is written apart goes out at once.
      if (answer.apart) this.#socket.setNoDelay(true);
      this.#end(answer);
      return false;
    }
    // Answers go out at once where others follow; a last one is pushed by the end that follows it.
    if (!this.#isKept) this.#socket.setNoDelay(true);
    this.#isKept = true;
    this.#writer.add(answer);
    return this.#writer.heldBytes < batchBytes || this.#flush();
  }

  /** Sends what is held. Is it taken? Else the client has to take it before anything else. */
  #flush(): boolean {
    this.#slot?.setTurn("client");
    if (this.#writer.flush()) return true;
    this.#state = "writing";
    this.#socket.pause();
    this.#deadline.set("answer");
    return false;
  }

  #createWriter(): AnswerWriter {
    return new AnswerWriter({
      socket: this.#socket,
      unread: this.#host.unread,
      reader: this,
      onTaken: () => {
        if (this.#state === "ending") this.#socket.end();
        else if (this.#state === "writing") this.#answerAll();
      },
    });
  }

  #work(): void {
    this.#writer.flush();
    this.#state = "working";
    this.#socket.pause();
    this.#deadline.set("answer");
    this.#slot?.setTurn("server");
  }

  /** Waits for its turn. It has had its share, so where there are too many connections it may be the one to give way. */
  #awaitTurn(weight: Weight): void {
    this.#work();
    this.#slot?.setTurn("client");
    this.#host.scheduler.add(this.#turn, weight);
  }

  /** Reads on. `isNews`: after answers, not within a request. */
  #awaitRequest(isNews: boolean): void {
    const isBegun = this.#reader.pendingBytes > 0;
    if (this.#inputEnded) this.#end();
    else if (isNews && this.#isDraining && !isBegun) this.#sayClosing();
    else if (isNews) {
      this.#state = "reading";
      this.#socket.resume();
      this.#deadline.set(isBegun ? "request" : "idle");
    } else if (isBegun && this.#deadline.kind !== "request") this.#deadline.set("request");
  }

  #sayClosing(): void {
    this.#end(
      refusal(null, false, new AfpoolsError("SERVER_CLOSING", "The server is shutting down. Connect again.")),
    );
  }

  /** Sends the last answer and ends. */
  #end(answer?: Answer): void {
    if (this.#state === "working") this.#slot?.setTurn("client");
    this.#state = "ending";
    this.#requests = [];
    if (answer) this.#writer.add(answer);
    this.#writer.flush();
    this.#deadline.set("answer");
    if (this.#writer.heldBytes === 0 && this.#socket.writableLength === 0) this.#linger();
    else this.#socket.once("finish", () => this.#linger());
    if (this.#writer.heldBytes === 0) this.#socket.end();
    this.#socket.resume();
  }

  /** All is sent: the client is given time to close, too, lest what it still sends resets the connection. */
  #linger(): void {
    this.#slot?.setTurn("ended");
    this.#writer.release();
    this.#deadline.set(this.#isDraining ? "grace" : "linger");
  }

  /** What was to come has not come in time. */
  #expire(expected: Expected): void {
    const { requestMs, answerMs } = this.#host.limits;
    if (expected === "idle") this.#end();
    else if (expected === "linger" || this.#state === "entering") this.#socket.destroy();
    else if (expected === "grace") {
      if (this.#state === "ending") this.#socket.destroy();
      else this.#sayClosing();
    } else {
      const message =
        expected === "request"
          ? `The request was not complete within ${requestMs} ms. Send it in one piece.`
          : `The answer was not taken within ${answerMs} ms.`;
      const error = new AfpoolsError("TIMEOUT", message);
      this.#host.onError(error, this.#peer);
      if (expected === "request") this.#end(refusal(null, false, error));
      else this.cut();
    }
  }
}
