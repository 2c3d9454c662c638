import type { Terminal } from "./terminal.js";

const toStart = "\r";
const eraseToEnd = "\u001b[K";

/** A line on standard error that is written over again and again; on a terminal only. */
export class ProgressLine {
  readonly #stream: Terminal["err"] | undefined;
  #isShown = false;

  constructor({ err, environment }: Terminal) {
    this.#stream = err.isTTY && environment.TERM !== "dumb" ? err : undefined;
  }

  show(text: string): void {
    this.#stream?.write(`${toStart}${text}${eraseToEnd}`);
    this.#isShown = true;
  }

  /** Takes the line away, so that something else may be written. */
  clear(): void {
    if (this.#isShown) this.#stream?.write(`${toStart}${eraseToEnd}`);
    this.#isShown = false;
  }
}
