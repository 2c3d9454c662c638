import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** Ends what a command printed; no command prints it. */
const end = "\u001e";

/** How long a command may take, and what is started in the background may be silent, in ms. */
const patience = 30_000;

/** A shell that runs commands one after the other, as a person's terminal does. */
export class TerminalSession {
  readonly #shell: ChildProcess;
  #seen = "";
  #more: () => void = () => undefined;

  constructor(folder: string, environment: NodeJS.ProcessEnv) {
    this.#shell = spawn("bash", ["--norc"], { cwd: folder, env: environment, detached: true });
    this.#shell.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.#seen += text;
      this.#more();
    });
    // Through one pipe, as on a terminal: so what is printed on both streams keeps its order.
    this.#shell.stdin?.write("exec 2>&1\n");
  }

  /**
   * Gives what a command prints, on both streams.
   *
   * @param isAll says whether that is all, of a command that is left in the background
   */
  async run(command: string, isAll: (printed: string) => boolean): Promise<string> {
    this.#seen = "";
    this.#shell.stdin?.write(`${command}\n(exit $?); __status=$?; printf '${end}'; (exit $__status)\n`);
    const isBackground = /&\s*$/.test(command);
    const deadline = Date.now() + patience;
    for (;;) {
      const isOver = this.#seen.includes(end);
      const printed = this.#seen.replaceAll(end, "");
      if (isOver && (!isBackground || isAll(printed))) return printed;
      const left = deadline - Date.now();
      if (left <= 0 && isOver) return printed;
      if (left <= 0) throw new Error(`It does not end: ${command}\n${printed}`);
      await this.#untilMore(left);
    }
  }

  /** Ends it with all that it started. */
  async close(): Promise<void> {
    const { pid } = this.#shell;
    if (pid === undefined || this.#shell.exitCode !== null) return;
    const exit = once(this.#shell, "exit");
    process.kill(-pid, "SIGKILL");
    await exit;
  }

  #untilMore(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#more = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
