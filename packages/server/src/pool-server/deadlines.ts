/** One deadline at a time, out of several kinds that last differently long. */
export class Deadlines<Kind extends string> {
  readonly #times: Readonly<Record<Kind, number>>;
  readonly #onExpired: (kind: Kind) => void;
  #timer: NodeJS.Timeout | undefined;
  #kind: Kind | undefined;

  /** `times` in ms. */
  constructor(times: Readonly<Record<Kind, number>>, onExpired: (kind: Kind) => void) {
    this.#times = times;
    this.#onExpired = onExpired;
  }

  /** What is waited for. */
  get kind(): Kind | undefined {
    return this.#kind;
  }

  /** From now on this is waited for, and nothing else. */
  set(kind: Kind): void {
    this.clear();
    this.#kind = kind;
    this.#timer = setTimeout(() => this.#onExpired(kind), this.#times[kind]);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#kind = undefined;
  }
}
