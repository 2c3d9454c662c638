/** Growing pauses between attempts, in milliseconds: doubled from `first` up to `most`. */
export class BackOff {
  readonly #first: number;
  readonly #most: number;
  #next: number;

  constructor(first: number, most: number) {
    this.#first = first;
    this.#most = most;
    this.#next = first;
  }

  next(): number {
    const pause = this.#next;
    this.#next = Math.min(2 * pause, this.#most);
    return pause;
  }

  reset(): void {
    this.#next = this.#first;
  }
}
