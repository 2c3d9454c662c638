import { AfpoolsError, type Pool, type PoolChange } from "@afpools/core";
import { createPoolClient } from "@afpools/protocol/client";
import type { Operation, Outcome, Request } from "./operation.js";

/** Codes after which it is certain that nothing was done. */
const refusals = new Set([
  "CONFLICT",
  "NAME_TAKEN",
  "POOL_NOT_FOUND",
  "CHANGE_NOT_FOUND",
  "SERVER_CLOSING",
  "TOO_MANY_CONNECTIONS",
]);

/** A choice of the given ones. */
function anyOf<T>(choices: readonly T[]): T {
  return choices[Math.floor(Math.random() * choices.length)] as T;
}

const names = ["gpu", "nuke", "blender", "houdini"];
const hosts = Array.from({ length: 12 }, (_, number) => `pc-${number}`);

export interface RecordingClientOptions {
  /** Tells it from others. */
  readonly name: string;
  /** The server that it talks to, as the operations call it. */
  readonly via: string;
  readonly port: number;
  /** Is told each operation once it has ended. */
  record(operation: Operation): void;
  /** What it takes an answer for lost after, in ms. */
  readonly timeoutMs: number;
}

/** Does what clients do with a few pools, over and over, at random, and records what it was told. */
export class RecordingClient {
  readonly #options: RecordingClientOptions;
  #count = 0;
  #changes: PoolChange[] = [];
  #revisions = new Map<string, number>();

  constructor(options: RecordingClientOptions) {
    this.#options = options;
  }

  /** Does one operation after another until the signal is raised. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) await this.#operate();
  }

  async #operate(): Promise<void> {
    this.#count += 1;
    const id = `${this.#options.name}-${this.#count}`;
    const request = this.#choose();
    const startedAt = performance.now();
    const outcome = await this.#carryOut(id, request);
    this.#learn(outcome);
    this.#options.record({
      id,
      via: this.#options.via,
      request,
      startedAt,
      endedAt: performance.now(),
      outcome,
    });
  }

  #choose(): Request {
    const pool = anyOf(names);
    const revision = this.#revisions.get(pool);
    const kind = anyOf([
      "create",
      "update",
      "update",
      "update",
      "update",
      "delete",
      "undo",
      "read",
      "read",
    ] as const);
    if (kind === "create") return { kind, name: pool };
    const change = anyOf(this.#changes);
    if (kind === "undo" && change) return { kind, change: change.id };
    if (kind === "read" || kind === "undo") return { kind: "read", pool };
    return { kind, pool, ...(revision !== undefined && Math.random() < 0.3 && { ifRevision: revision }) };
  }

  async #carryOut(author: string, request: Request): Promise<Outcome> {
    const { port, timeoutMs } = this.#options;
    const client = createPoolClient({ host: "127.0.0.1", port, timeoutMs });
    try {
      switch (request.kind) {
        case "read": {
          const { pool: seen, age } = await client.pool(request.pool);
          const { members, ...pool } = seen;
          return { kind: "seen", pool: { ...pool, hosts: members.map(({ name }) => name) }, age };
        }
        case "create":
          return written(await client.createPool({ author, name: request.name, hosts: [anyOf(hosts)] }));
        case "delete":
          return written(await client.deletePool({ author, ...order(request) }));
        case "undo":
          return written(await client.undoChange({ author, change: request.change }));
        case "update": {
          const edit = anyOf([
            { addHosts: [anyOf(hosts), anyOf(hosts)], description: author },
            { removeHosts: [anyOf(hosts)], description: author },
            { name: anyOf(names), description: author },
          ]);
          return written(await client.updatePool({ author, edit, ...order(request) }));
        }
      }
    } catch (error) {
      if (!(error instanceof AfpoolsError) || error.code === "INTERNAL") throw error;
      if (isRefusal(error)) return { kind: "refused", error };
      // Mostly a server that is away: a moment later it may be back.
      await new Promise((resolve) => setTimeout(resolve, 10));
      return { kind: "unknown" };
    } finally {
      await client.close();
    }
  }

  #learn(outcome: Outcome): void {
    if (outcome.kind === "seen") this.#revisions.set(outcome.pool.name, outcome.pool.revision);
    if (outcome.kind !== "written") return;
    this.#changes = [...this.#changes.slice(-20), outcome.change];
    if (outcome.pool) this.#revisions.set(outcome.pool.name, outcome.pool.revision);
  }
}

function isRefusal({ code, details }: AfpoolsError): boolean {
  return refusals.has(code) || details.reason === "ECONNREFUSED";
}

function order({ pool, ifRevision }: { pool: string; ifRevision?: number }) {
  return { pool, ...(ifRevision !== undefined && { ifRevision }) };
}

function written({ change, pool }: { change: PoolChange | null; pool: Pool | null }): Outcome {
  return change ? { kind: "written", change, pool } : { kind: "unchanged" };
}
