import type { Log } from "../log/log.js";

export interface LogLine {
  readonly level: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** A log that remembers, and that a test can wait for. */
export class LogRecorder implements Log {
  readonly lines: LogLine[] = [];
  readonly #waiting = new Set<() => void>();

  debug = (values: object, message: string) => this.#add("debug", values, message);
  info = (values: object, message: string) => this.#add("info", values, message);
  warn = (values: object, message: string) => this.#add("warn", values, message);
  error = (values: object, message: string) => this.#add("error", values, message);

  /** The first line of which this holds, of those after the `skip` first ones; waits for it. */
  async line(isIt: (line: LogLine) => boolean, skip = 0): Promise<LogLine> {
    for (;;) {
      const found = this.lines.slice(skip).find(isIt);
      if (found) return found;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** The line that tells this refusal or this cut connection. */
  refusal(code: string): Promise<LogLine> {
    return this.line(({ values }) => values.code === code);
  }

  #add(level: string, values: object, message: string): void {
    this.lines.push({ level, values: { ...values }, message });
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}
