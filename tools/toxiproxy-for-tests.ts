import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { buildGoProgram } from "./go-program.js";

/** What a way does to what goes through it; see Toxiproxy's README for what each does. */
export type Toxic =
  | { readonly type: "latency"; readonly attributes: { readonly latency: number; readonly jitter?: number } }
  | { readonly type: "bandwidth"; readonly attributes: { readonly rate: number } }
  | { readonly type: "slow_close"; readonly attributes: { readonly delay: number } }
  | { readonly type: "timeout"; readonly attributes: { readonly timeout: number } }
  | { readonly type: "reset_peer"; readonly attributes: { readonly timeout: number } }
  | {
      readonly type: "slicer";
      readonly attributes: {
        readonly average_size: number;
        readonly size_variation: number;
        readonly delay: number;
      };
    }
  | { readonly type: "limit_data"; readonly attributes: { readonly bytes: number } };

/** To the server, or from it back to the client. */
export type Direction = "upstream" | "downstream";

/** A way to a port of this machine on which faults can be made. */
interface ToxicWay {
  readonly port: number;
  /** Begins a fault, on connections that are open too. Gives what ends it. */
  add(toxic: Toxic, direction?: Direction): Promise<() => Promise<void>>;
  /** Cuts all connections and takes no new ones, until {@link ToxicWay.open}. */
  shut(): Promise<void>;
  open(): Promise<void>;
}

/** A network that fails as it is told. */
export interface Toxiproxy {
  way(target: number): Promise<ToxicWay>;
  stop(): Promise<void>;
}

/** Starts a Toxiproxy of its own. Go builds it once. */
export async function startToxiproxy(): Promise<Toxiproxy> {
  const child = spawn(await buildGoProgram("toxiproxy"), [], { stdio: ["pipe", "pipe", "inherit"] });
  const exit = once(child, "exit");
  const api = await firstLine(child);
  let count = 0;
  return {
    way: async (target) => {
      count += 1;
      const name = `way-${count}`;
      const order = { name, listen: "127.0.0.1:0", upstream: `127.0.0.1:${target}`, enabled: true };
      const { listen } = await ask<{ listen: string }>(api, "POST", "/proxies", order);
      return new Way(api, name, listen);
    },
    stop: async () => {
      child.kill("SIGKILL");
      await exit;
    },
  };
}

class Way implements ToxicWay {
  readonly #api: string;
  readonly #name: string;
  readonly #listen: string;
  #toxics = 0;

  constructor(api: string, name: string, listen: string) {
    this.#api = api;
    this.#name = name;
    this.#listen = listen;
  }

  get port(): number {
    return Number(this.#listen.split(":").at(-1));
  }

  async add(toxic: Toxic, direction: Direction = "downstream"): Promise<() => Promise<void>> {
    this.#toxics += 1;
    const name = `toxic-${this.#toxics}`;
    const path = `/proxies/${this.#name}/toxics`;
    await ask(this.#api, "POST", path, { name, stream: direction, ...toxic });
    return async () => void (await ask(this.#api, "DELETE", `${path}/${name}`));
  }

  async shut(): Promise<void> {
    await this.#enable(false);
  }

  async open(): Promise<void> {
    await this.#enable(true);
  }

  async #enable(enabled: boolean): Promise<void> {
    await ask(this.#api, "POST", `/proxies/${this.#name}`, { listen: this.#listen, enabled });
  }
}

async function ask<T>(api: string, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`http://${api}${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Toxiproxy answered ${response.status} to ${method} ${path}: ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("The child has no standard output.");
  const lines = createInterface(child.stdout);
  const line = once(lines, "line").then(([text]) => String(text));
  const ended = once(child, "exit").then(() => {
    throw new Error("Toxiproxy ended before it listened.");
  });
  try {
    return await Promise.race([line, ended]);
  } finally {
    ended.catch(() => undefined);
    line.catch(() => undefined);
  }
}
