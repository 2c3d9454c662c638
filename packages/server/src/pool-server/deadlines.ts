/**
 * The deadlines of many: each has one at a time, of one of several kinds that last differently long. All of a kind expire
 * in the order in which they were set, so one timer for a kind is enough, and setting one costs next to nothing.
 */
export class Deadlines<Item, Kind extends string> {
  readonly #queues: ReadonlyMap<Kind, Queue<Item>>;

  /** `times` in ms. */
  constructor(times: Readonly<Record<Kind, number>>, onExpired: (item: Item, kind: Kind) => void) {
    const kinds = Object.keys(times) as Kind[];
    this.#queues = new Map(
      kinds.map((kind) => [kind, new Queue<Item>(times[kind], (item) => onExpired(item, kind))]),
    );
  }

  /** `item` waits for this from now on, and no longer for `previous`. */
  set(item: Item, kind: Kind, previous?: Kind): void {
    if (previous !== undefined) this.delete(item, previous);
    this.#queues.get(kind)?.add(item);
  }

  delete(item: Item, kind: Kind): void {
    this.#queues.get(kind)?.delete(item);
  }

  /** Nothing expires any more. */
  clear(): void {
    for (const queue of this.#queues.values()) queue.clear();
  }
}

/** Deadlines of one kind. */
class Queue<Item> {
  readonly #ms: number;
  readonly #onExpired: (item: Item) => void;
  /** When each expires, the next one first. */
  readonly #due = new Map<Item, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number, onExpired: (item: Item) => void) {
    this.#ms = ms;
    this.#onExpired = onExpired;
  }

  add(item: Item): void {
    this.#due.delete(item);
    this.#due.set(item, performance.now() + this.#ms);
    this.#timer ??= this.#wake(this.#ms);
  }

  delete(item: Item): void {
    this.#due.delete(item);
  }

  clear(): void {
    this.#due.clear();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wake(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#expire(), Math.ceil(ms));
  }

  #expire(): void {
    this.#timer = undefined;
    const now = performance.now();
    for (const [item, due] of this.#due) {
      if (due > now) {
        this.#timer ??= this.#wake(due - now);
        return;
      }
      this.#due.delete(item);
      this.#onExpired(item);
    }
  }
}
