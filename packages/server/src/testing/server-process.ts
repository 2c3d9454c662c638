import { type DaemonProcess, startProcess } from "./daemon-process.js";

/** A Pool Server in a process of its own that can die and come back on its port. Ended after the test. */
export class ServerProcess {
  readonly #words: readonly string[];
  readonly #environment: Readonly<Record<string, string>>;
  #process: DaemonProcess;

  private constructor(process: DaemonProcess, words: readonly string[], environment: Record<string, string>) {
    this.#process = process;
    this.#words = words;
    this.#environment = environment;
  }

  /** Runs `afpools serve` over this store, taking writes from this machine, with more words where there are any. */
  static async start(
    store: string,
    {
      words = [],
      environment = {},
    }: { words?: readonly string[]; environment?: Record<string, string> } = {},
  ): Promise<ServerProcess> {
    const all = ["--store", store, ...words];
    const variables = { AFPOOLS_SERVER_WRITES: "loopback", ...environment };
    const process = await startProcess([...all, "--port", "0"], variables);
    return new ServerProcess(process, all, variables);
  }

  get port(): number {
    return this.#process.port;
  }

  get httpPort(): number {
    return this.#process.httpPort;
  }

  get process(): DaemonProcess {
    return this.#process;
  }

  /** Ends it as `kill -9` does. */
  async kill(): Promise<void> {
    this.#process.child.kill("SIGKILL");
    await this.#process.ended();
  }

  /** Starts it again, on the port that it had. */
  async restart(): Promise<void> {
    this.#process = await startProcess([...this.#words, "--port", String(this.port)], this.#environment);
  }
}
