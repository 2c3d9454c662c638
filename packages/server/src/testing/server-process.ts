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

  /** Runs `afpools serve` over this store, taking writes from this machine, by the command `prefix` where there is one. */
  static async start(
    store: string,
    {
      environment = {},
      prefix = [],
    }: { environment?: Record<string, string>; prefix?: readonly string[] } = {},
  ): Promise<ServerProcess> {
    const words = ["--store", store];
    const variables = { AFPOOLS_SERVER_WRITES: "loopback", ...environment };
    const process = await startProcess([...words, "--port", "0"], variables, prefix);
    return new ServerProcess(process, words, variables);
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
