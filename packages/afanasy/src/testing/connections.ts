import type { Socket } from "node:net";
import { maxMessageBytes } from "../wire/encode-request.js";

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
 * The server's side of the wire: ten connections are served at once and each until its client closes it, but for those whose
 * actions wait for the next cycle: they hold no thread. The header must be whole in the first read of twelve bytes or more; a
 * second request on a connection is not heard.
 */
export class Connections {
  readonly traffic: Traffic = { connections: 0, bytesIn: 0, bytesOut: 0 };
  readonly #answer: Answerer;
  /** Accepted, and not yet served. */
  readonly #waiting = new Set<Socket>();
  readonly #served = new Map<Socket, Connection>();
  #threads = 0;

  constructor(answer: Answerer) {
    this.#answer = answer;
  }

  accept(socket: Socket): void {
    this.traffic.connections++;
    socket.on("error", () => undefined);
    socket.on("close", () => this.#leave(socket));
    this.#waiting.add(socket);
    this.#serveNext();
  }

  /** A second has gone by. */
  cycle(): void {
    for (const connection of this.#served.values()) connection.cycle();
  }

  closeAll(): void {
    for (const socket of [...this.#waiting, ...this.#served.keys()]) socket.destroy();
  }

  #serveNext(): void {
    for (const socket of this.#waiting) {
      if (this.#threads >= threads) return;
      this.#waiting.delete(socket);
      this.#threads++;
      this.#served.set(
        socket,
        new Connection(socket, this.#answer, this.traffic, (free) => this.#free(free)),
      );
    }
  }

  /** @param count of threads; fewer than none where one is needed again */
  #free(count: number): void {
    this.#threads -= count;
    this.#serveNext();
  }

  #leave(socket: Socket): void {
    this.#waiting.delete(socket);
    const connection = this.#served.get(socket);
    if (!connection) return;
    this.#served.delete(socket);
    this.#free(connection.threads);
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
  readonly #free: (threads: number) => void;
  /** How many threads it holds: one, or none while its action waits. */
  threads = 1;

  constructor(socket: Socket, answer: Answerer, traffic: Traffic, free: (threads: number) => void) {
    this.#socket = socket;
    this.#answer = answer;
    this.#traffic = traffic;
    this.#free = free;
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
    const coming = this.#answer(body);
    const waits = coming instanceof Promise;
    if (waits) this.#hold(0);
    const answer = await coming;
    if (this.#socket.destroyed) return;
    if (waits) this.#hold(1);
    if (answer === undefined) {
      this.#socket.destroy();
      return;
    }
    const size = Buffer.byteLength(answer);
    this.#reply(size > maxMessageBytes ? answerTooLarge : `AFANASY ${size} JSON${answer}`);
  }

  #hold(count: number): void {
    const freed = this.threads - count;
    this.threads = count;
    this.#free(freed);
  }

  #reply(answer: string | Buffer): void {
    this.#stage = "closing";
    this.#cycles = 0;
    this.#traffic.bytesOut += Buffer.byteLength(answer);
    if (this.#clientEnded) this.#socket.end(answer);
    else this.#socket.write(answer);
  }
}
