import { createServer, type Server } from "node:net";
import type { Endpoint } from "@afpools/core/internal";
import { Connections, type Traffic } from "./connections.js";
import { isObject, type Json, writeInfo } from "./farm/json.js";
import { type FarmOptions, SimulatedFarm } from "./farm/simulated-farm.js";
import { act } from "./requests/act.js";
import { isDeadly } from "./requests/crash.js";
import { read } from "./requests/read.js";

export interface SimulatedAfserverOptions extends FarmOptions {
  /** Default: one that is free. */
  readonly port?: number;
  /**
   * Milliseconds from one cycle, which is a second of the simulation, to the next: 1000 is real time. Without it time stands
   * still but for `turn` and `during`.
   */
  readonly cycleMs?: number;
}

/** Turns of the event loop without anything arriving, after which nothing more is under way. */
const quietTurns = 3;

interface WaitingAction {
  readonly request: Json;
  readonly reply: (answer: string | undefined) => void;
}

/**
 * An afserver for tests and demonstrations: a real TCP server on 127.0.0.1 with a simulated farm behind it. The same calls in
 * the same order have the same outcome.
 */
export class SimulatedAfserver {
  readonly farm: SimulatedFarm;
  readonly #connections = new Connections((body) => this.#answer(body));
  readonly #cycleMs: number | undefined;
  #port: number;
  #server: Server | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #actions: WaitingAction[] = [];
  #onAction: (() => void) | undefined;

  private constructor(options: SimulatedAfserverOptions) {
    this.farm = new SimulatedFarm(options);
    this.#port = options.port ?? 0;
    this.#cycleMs = options.cycleMs;
  }

  static async start(options: SimulatedAfserverOptions = {}): Promise<SimulatedAfserver> {
    const server = new SimulatedAfserver(options);
    await server.#listen();
    return server;
  }

  get address(): Endpoint {
    return { host: "127.0.0.1", port: this.#port };
  }

  /** What went over the wire since the start. */
  get traffic(): Readonly<Traffic> {
    return this.#connections.traffic;
  }

  /** How many actions wait for the next cycle. */
  get waitingActions(): number {
    return this.#actions.length;
  }

  /** Lets seconds go by: does what waits, then lets tasks end and start, and tells monitors. */
  turn(seconds = 1): void {
    for (let second = 0; second < seconds; second++) {
      const actions = this.#actions;
      this.#actions = [];
      for (const { request, reply } of actions) reply(act(this.farm, request));
      this.farm.cycle();
      this.#connections.cycle();
    }
  }

  /** Lets a second go by whenever an action waits, until `work` has ended; gives its result. */
  async during<T>(work: Promise<T>): Promise<T> {
    let working = true;
    const ended = work.then(
      () => {
        working = false;
      },
      () => {
        working = false;
      },
    );
    while (working) {
      const arrival = new Promise<void>((resolve) => {
        this.#onAction = resolve;
      });
      if (this.#actions.length === 0) await Promise.race([ended, arrival]);
      await this.#quiet();
      if (working && this.#actions.length > 0) this.turn();
    }
    return work;
  }

  /** Waits until nothing more arrives: actions that are sent together are done together. */
  async #quiet(): Promise<void> {
    for (let seen = -1, turns = 0; turns < quietTurns; turns++) {
      const { connections, bytesIn } = this.traffic;
      const arrived = connections + bytesIn + this.#actions.length;
      if (arrived !== seen) turns = 0;
      seen = arrived;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Ends the server's process: connections break, actions that wait are lost. The farm goes on where it was by `start`. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    for (const { reply } of this.#actions.splice(0)) reply(undefined);
    const closed = new Promise((resolve) => server.close(resolve));
    this.#connections.closeAll();
    await closed;
  }

  /** Starts it again after `stop`, at the same address, with what a real server has stored. */
  async start(): Promise<void> {
    if (this.#server) return;
    this.farm.restart();
    await this.#listen();
  }

  async #listen(): Promise<void> {
    const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) =>
      this.#connections.accept(socket),
    );
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.#port, "127.0.0.1", resolve);
    });
    const address = server.address();
    if (typeof address === "object" && address) this.#port = address.port;
    this.#server = server;
    if (this.#cycleMs !== undefined) this.#timer = setInterval(() => this.turn(), this.#cycleMs);
  }

  #answer(body: string): string | undefined | Promise<string | undefined> {
    let request: unknown;
    try {
      request = JSON.parse(body);
    } catch {
      const { length } = body;
      return writeInfo("error", `Invalid value. (at character ${length} of ${length}):\n`);
    }
    const json = isObject(request) ? request : {};
    if (isDeadly(json, this.farm.release)) {
      void this.stop();
      return undefined;
    }
    const answer = read(this.farm, json);
    if (answer !== undefined) return answer;
    return new Promise((reply) => {
      this.#actions.push({ request: json, reply });
      this.#onAction?.();
    });
  }
}
