import type { Socket } from "node:net";
import { maxMessageBytes } from "../wire/message-limit.js";

/** afserver's threads for connections. */
const threads = 10;
/** Cycles that a connection may be silent. */
const silentCycles = 12;
/** Cycles that the server waits for the client to close. */
const closingCycles = 11;

const answerTooLarge = Buffer.from("000000510000000200000000", "hex");
const notUnderstood = Buffer.from("000000510000000100000001", "hex");

/** Gives the answer to a request's body now or later; nothing when there is none, and the connection is closed. */
export type Answerer = (body: string) => string | undefined | Promise<string | undefined>;

/** What went over the wire, to measure clients by. */
export interface Traffic {
  connections: number;
  bytesIn: number;
  bytesOut: number;
}

/**
 * The server's side of the wire: ten connections are served at once and each until its client closes it; the header must be
 * whole in the first read of twelve bytes or more; a second request on a connection is not heard.
 */
export class Connections {
  readonly traffic: Traffic = { connections: 0, bytesIn: 0, bytesOut: 0 };
  readonly #answer: Answerer;
  readonly #waiting: Socket[] = [];
  readonly #served = new Map<Socket, Connection>();

  constructor(answer: Answerer) {
    this.#answer = answer;
  }

  accept(socket: Socket): void {
    this.traffic.connections++;
    socket.on("error", () => undefined);
    socket.on("close", () => this.#leave(socket));
    if (this.#served.size < threads) this.#serve(socket);
    else this.#waiting.push(socket);
  }

  /** A second has gone by. */
  cycle(): void {
    for (const connection of this.#served.values()) connection.cycle();
  }

  closeAll(): void {
    for (const socket of [...this.#waiting, ...this.#served.keys()]) socket.destroy();
  }

  #serve(socket: Socket): void {
    this.#served.set(socket, new Connection(socket, this.#answer, this.traffic));
  }

  #leave(socket: Socket): void {
    const place = this.#waiting.indexOf(socket);
    if (place >= 0) this.#waiting.splice(place, 1);
    if (!this.#served.delete(socket)) return;
    const next = this.#waiting.shift();
    if (next) this.#serve(next);
  }
}

class Connection {
  readonly #socket: Socket;
  readonly #answer: Answerer;
  readonly #traffic: Traffic;
  #received: Buffer = Buffer.alloc(0);
  #stage: "reading" | "working" | "closing" = "reading";
  #cycles = 0;
  #clientEnded = false;

  constructor(socket: Socket, answer: Answerer, traffic: Traffic) {
    this.#socket = socket;
    this.#answer = answer;
    this.#traffic = traffic;
    socket.on("data", (chunk) => this.#take(chunk));
    socket.on("end", () => {
      this.#clientEnded = true;
      if (this.#stage !== "working") socket.end();
    });
  }

  cycle(): void {
    this.#cycles++;
    if (this.#stage === "reading" && this.#cycles > silentCycles) this.#socket.destroy();
    if (this.#stage !== "closing") return;
    if (this.#cycles > closingCycles) this.#socket.destroy();
    else this.#socket.write(" ");
  }

  #take(chunk: Buffer): void {
    this.#traffic.bytesIn += chunk.length;
    if (this.#stage !== "reading") return;
    this.#received = Buffer.concat([this.#received, chunk]);
    if (this.#received.length < 12) return;
    const head = this.#received.toString("latin1", 0, 40);
    const header = /^AFANASY (-?\d+) JSON\s*/i.exec(head);
    if (!header) {
      if (/^AFANASY /i.test(head)) this.#socket.destroy();
      else this.#reply(notUnderstood);
      return;
    }
    const size = Number(header[1]);
    if (size < 0) this.#reply("Invalid buffer size");
    else if (size === 0 || size > maxMessageBytes) this.#reply("TInvalid message received.");
    else {
      const body = this.#received.subarray(header[0].length);
      if (body.length >= size) void this.#work(body.toString("utf8", 0, size));
    }
  }

  async #work(body: string): Promise<void> {
    this.#stage = "working";
    const answer = await this.#answer(body);
    if (answer === undefined) {
      this.#socket.destroy();
      return;
    }
    const size = Buffer.byteLength(answer);
    this.#reply(size > maxMessageBytes ? answerTooLarge : `AFANASY ${size} JSON${answer}`);
  }

  #reply(answer: string | Buffer): void {
    this.#stage = "closing";
    this.#cycles = 0;
    this.#traffic.bytesOut += Buffer.byteLength(answer);
    if (this.#clientEnded) this.#socket.end(answer);
    else this.#socket.write(answer);
  }
}
