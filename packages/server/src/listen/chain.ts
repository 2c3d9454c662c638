/**
 * Values in an order, from which each can be taken out at once by its link.
 *
 * A Set would do, but for the garbage collector: a Set that changes with each connection leaves old tables behind, which
 * keep closed connections alive until a full collection.
 */
export class Chain<T> {
  #first: Link<T> | undefined;
  #last: Link<T> | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): T | undefined {
    return this.#first?.value;
  }

  get last(): T | undefined {
    return this.#last?.value;
  }

  /** Puts `link`, wherever it was, at the end of this chain. */
  append(link: Link<T>): void {
    link.chain?.remove(link);
    link.chain = this;
    link.before = this.#last;
    if (this.#last) this.#last.after = link;
    else this.#first = link;
    this.#last = link;
    this.#size += 1;
  }

  /** Takes `link` out, if it is in this chain. */
  remove(link: Link<T>): void {
    if (link.chain !== this) return;
    const { before, after } = link;
    if (before) before.after = after;
    else this.#first = after;
    if (after) after.before = before;
    else this.#last = before;
    link.chain = link.before = link.after = undefined;
    this.#size -= 1;
  }

  /** Takes the first out; gives its value. */
  takeFirst(): T | undefined {
    const first = this.#first;
    if (first) this.remove(first);
    return first?.value;
  }

  /** The values as they are now. */
  toArray(): T[] {
    const values: T[] = [];
    for (let link = this.#first; link; link = link.after) values.push(link.value);
    return values;
  }
}

/** The place of a value in a {@link Chain}, at most one at a time. The chain keeps all but the value. */
export class Link<T> {
  readonly value: T;
  chain: Chain<T> | undefined;
  before: Link<T> | undefined;
  after: Link<T> | undefined;

  constructor(value: T) {
    this.value = value;
  }
}
