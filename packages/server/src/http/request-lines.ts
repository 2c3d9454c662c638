import { IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** How many requests of one connection may wait for the answer to the one before. */
const maxWaiting = 32;

/** The requests of one connection, one of which is answered at a time. */
interface Line {
  readonly socket: Socket;
  readonly waiting: (() => void)[];
  isAnswering: boolean;
  /** Has it once sent a request before it had its answer? From then on it is answered by turns. */
  isEager: boolean;
}

/**
 * Answers the requests of a connection one after another. Connections that send more before they have their answers take
 * turns: one request of them all in each turn of the loop, so that whoever waits for answers is answered in between.
 */
export class RequestLines {
  readonly #lines = new WeakMap<Socket, Line>();
  readonly #turns: Line[] = [];
  #isScheduled = false;

  /** Do as many wait as may? One more is not for {@link add}: the connection is to be ended. */
  isFull(socket: Socket): boolean {
    return (this.#lines.get(socket)?.waiting.length ?? 0) >= maxWaiting;
  }

  /** Calls `answer` when it is the request's turn: no sooner than all is read that came with it. */
  add(socket: Socket, response: ServerResponse, answer: () => void): void {
    const line = this.#lineOf(socket);
    if (line.isAnswering || line.waiting.length > 0) line.isEager = true;
    line.waiting.push(() => {
      line.isAnswering = true;
      response.once("close", () => {
        line.isAnswering = false;
        if (line.waiting.length > 0) this.#takeTurn(line);
      });
      answer();
    });
    if (line.isAnswering || line.waiting.length > 1) return;
    setImmediate(() => {
      if (line.isEager) this.#takeTurn(line);
      else answerNext(line);
    });
  }

  #lineOf(socket: Socket): Line {
    const known = this.#lines.get(socket);
    if (known) return known;
    const line = { socket, waiting: [], isAnswering: false, isEager: false };
    this.#lines.set(socket, line);
    return line;
  }

  #takeTurn(line: Line): void {
    this.#turns.push(line);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#turns.length === 0) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      while (this.#turns.length > 0 && !answerNext(this.#turns.shift()));
      this.#schedule();
    });
  }
}

/** @returns false, where nobody is there any more who waits for it */
function answerNext(line: Line | undefined): boolean {
  if (!line || line.socket.destroyed) {
    line?.waiting.splice(0);
    return false;
  }
  line.waiting.shift()?.();
  return true;
}

/**
 * Requests of which Node reads no further one once their connection's line is full. It would otherwise read all that is in a
 * piece of 64 KiB, some thousand, and end each by an error of its own when the connection is ended. Behind what it takes for an
 * upgrade it reads nothing, and gives it to the listener of `upgrade`.
 */
export function requestsUpTo(lines: RequestLines): typeof IncomingMessage {
  return class extends IncomingMessage {
    constructor(socket: Socket) {
      super(socket);
      if (lines.isFull(socket)) {
        Object.defineProperty(this, "upgrade", { get: () => true, set: () => undefined });
      }
    }
  };
}
