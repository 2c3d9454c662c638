import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** How many requests of one connection may wait for the answer to the one before. */
const maxWaiting = 32;

/** The requests of one connection, one of which is answered at a time. */
interface Line {
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

  /**
   * Calls `answer` when it is the request's turn.
   *
   * @returns false, where too many wait: the connection is to be ended.
   */
  add(socket: Socket, response: ServerResponse, answer: () => void): boolean {
    const line = this.#lineOf(socket);
    const begin = () => {
      line.isAnswering = true;
      response.once("close", () => {
        line.isAnswering = false;
        if (socket.destroyed) line.waiting.length = 0;
        else if (line.waiting.length > 0) this.#takeTurn(line);
      });
      answer();
    };
    if (!line.isAnswering && !line.isEager) {
      begin();
      return true;
    }
    if (line.waiting.length >= maxWaiting) {
      line.waiting.length = 0;
      return false;
    }
    line.isEager = true;
    line.waiting.push(begin);
    if (!line.isAnswering && line.waiting.length === 1) this.#takeTurn(line);
    return true;
  }

  #lineOf(socket: Socket): Line {
    const known = this.#lines.get(socket);
    if (known) return known;
    const line = { waiting: [], isAnswering: false, isEager: false };
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
      this.#turns.shift()?.waiting.shift()?.();
      this.#schedule();
    });
  }
}
