import { Chain, Link } from "./chain.js";

/** How long deadlines may be carried out in each iteration of the event loop, in ms: thousands can expire at once. */
const shareMs = 8;

/**
 * The deadlines of many who wait, each for one thing at a time, out of several kinds that last differently long. Those of
 * a kind expire in the order in which they were set, so one timer for a kind is enough, and setting one costs next to
 * nothing.
 */
export class Deadlines<Kind extends string> {
  readonly #queues: ReadonlyMap<Kind, Queue<Kind>>;

  /** `times` in ms. */
  constructor(times: Readonly<Record<Kind, number>>) {
    const kinds = Object.keys(times) as Kind[];
    this.#queues = new Map(kinds.map((kind) => [kind, new Queue(kind, times[kind])]));
  }

  /** A deadline of one who waits, not set yet; calls `onExpired` when the time of what it was set to last is over. */
  create(onExpired: (kind: Kind) => void): Deadline<Kind> {
    return new Deadline(this.#queues, onExpired);
  }

  /** Nothing expires any more. */
  close(): void {
    for (const queue of this.#queues.values()) queue.close();
  }
}

export class Deadline<Kind extends string> {
  readonly #queues: ReadonlyMap<Kind, Queue<Kind>>;
  readonly #link = new Link<Deadline<Kind>>(this);
  readonly onExpired: (kind: Kind) => void;
  /** What is waited for. */
  kind: Kind | undefined;
  /** When it expires, by `performance.now()`. */
  due = 0;

  constructor(queues: ReadonlyMap<Kind, Queue<Kind>>, onExpired: (kind: Kind) => void) {
    this.#queues = queues;
    this.onExpired = onExpired;
  }

  /** From now on this is waited for, and nothing else. */
  set(kind: Kind): void {
    this.kind = kind;
    this.#queues.get(kind)?.append(this, this.#link);
  }

  clear(): void {
    this.kind = undefined;
    this.#link.chain?.remove(this.#link);
  }
}

/** The deadlines of one kind. */
class Queue<Kind extends string> {
  readonly #kind: Kind;
  readonly #ms: number;
  /** The next one first. */
  readonly #waiting = new Chain<Deadline<Kind>>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(kind: Kind, ms: number) {
    this.#kind = kind;
    this.#ms = ms;
  }

  append(deadline: Deadline<Kind>, link: Link<Deadline<Kind>>): void {
    deadline.due = performance.now() + this.#ms;
    this.#waiting.append(link);
    if (!this.#timer) this.#wake(this.#ms);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #wake(ms: number): void {
    if (!this.#isClosed) this.#timer = setTimeout(() => this.#expire(), Math.ceil(ms));
  }

  #expire(): void {
    this.#timer = undefined;
    const begun = performance.now();
    let now = begun;
    for (let next = this.#waiting.first; next; next = this.#waiting.first) {
      if (next.due > now || now > begun + shareMs) {
        if (!this.#timer) this.#wake(Math.max(next.due - now, 0));
        return;
      }
      next.clear();
      next.onExpired(this.#kind);
      now = performance.now();
    }
  }
}
