import { AfpoolsError } from "@afpools/core";
import { type CommandArgs, type CommandName, type CommandResult, commands } from "../commands/commands.js";
import { type LegacyPool, legacyPools } from "../legacy/legacy-pool.js";
import { describeIssue } from "../request/describe-issue.js";
import { encodeLegacyRequest, encodeRequest } from "../request/encode-request.js";
import { unexpectedAnswer } from "../response/response-error.js";
import { checkOptions } from "./check-options.js";
import { abortedError } from "./client-errors.js";
import { type Answer, Connection } from "./connection.js";
import { withDeadline } from "./deadline.js";
import type { ServerEndpoint } from "./server-endpoint.js";

export interface PoolClientOptions extends ServerEndpoint {
  /** How long a call may take from its start to its answer, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number;
  /**
   * Keep one connection for all reads, and send further ones without waiting for the answers before. It is opened anew
   * when the server closed it. Default false: a connection for each call.
   */
  readonly keep?: boolean;
}

export interface CallOptions {
  /** Gives the call up: it rejects with `ABORTED`. */
  readonly signal?: AbortSignal;
}

/** An answer from the server's snapshot. */
export type Aged<T> = T & {
  /** Seconds since the server's database answered last; 0 while it does. */
  readonly age: number;
};

/**
 * Talks to a Pool Server. A pool is named by its id or its name, without regard to case.
 *
 * Every call may reject with AfpoolsError `SERVER_UNREACHABLE`, `TIMEOUT`, `ABORTED`, `UNEXPECTED_ANSWER`, and with what
 * the server answers: `TOO_MANY_CONNECTIONS`, `TLS_REQUIRED`, `SERVER_CLOSING`, `STORE_UNAVAILABLE`, `MESSAGE_TOO_LARGE`,
 * `INVALID_ARGUMENT`, `UNKNOWN_COMMAND` (an older server), and those that the calls name.
 */
export interface PoolClient {
  /** What the server is, what it can do, and how fresh its pools are. */
  hello(options?: CallOptions): Promise<CommandResult<"HELLO">>;

  /** All pools with the names of their members. */
  pools(options?: CallOptions): Promise<Aged<CommandResult<"GET POOLS">>>;

  /** One pool, with why each member is in. Rejects with `POOL_NOT_FOUND`. */
  pool(pool: string, options?: CallOptions): Promise<Aged<CommandResult<"GET POOL">>>;

  /** The hosts of the farm and of the pools. An older server refuses to be asked for `facts`, with `INVALID_ARGUMENT`. */
  hosts(args?: CommandArgs<"GET HOSTS">, options?: CallOptions): Promise<Aged<CommandResult<"GET HOSTS">>>;

  /** The hosts of the farm and what they do. Rejects with `FARM_UNKNOWN`. */
  farm(options?: CallOptions): Promise<Aged<CommandResult<"GET FARM">>>;

  /**
   * The mask fields for a pool expression. Rejects with `INVALID_EXPRESSION`, `POOL_NOT_FOUND`, `POOL_CYCLE`, `MASK_EMPTY`,
   * `MASK_TOO_LARGE`, `MASK_UNREADABLE`, `FARM_UNKNOWN`.
   */
  mask(args: CommandArgs<"GET MASK">, options?: CallOptions): Promise<Aged<CommandResult<"GET MASK">>>;

  /**
   * What to change on a job so that it renders on a pool expression and follows it. Rejects as `mask` does, and with
   * `INVALID_ARGUMENT`.
   */
  planJob(args: CommandArgs<"PLAN JOB">, options?: CallOptions): Promise<Aged<CommandResult<"PLAN JOB">>>;

  /** The newest changes first. Rejects with `POOL_NOT_FOUND`. */
  history(query?: CommandArgs<"GET HISTORY">, options?: CallOptions): Promise<CommandResult<"GET HISTORY">>;

  /**
   * Rejects with `FORBIDDEN` where the server takes no writes, as the next four do; with `INVALID_POOL_NAME`,
   * `INVALID_HOST_NAME`, `INVALID_HOST_PATTERN`, `INVALID_EXPRESSION`, `NAME_TAKEN`; with `POOL_NOT_FOUND`, `POOL_CYCLE` for a
   * rule.
   */
  createPool(args: CommandArgs<"CREATE POOL">, options?: CallOptions): Promise<CommandResult<"CREATE POOL">>;

  /** Rejects as `createPool` does, and with `CONFLICT`, `POOL_IN_USE`. */
  updatePool(args: CommandArgs<"UPDATE POOL">, options?: CallOptions): Promise<CommandResult<"UPDATE POOL">>;

  /** Rejects with `POOL_NOT_FOUND`, `CONFLICT`, `POOL_IN_USE`. */
  deletePool(args: CommandArgs<"DELETE POOL">, options?: CallOptions): Promise<CommandResult<"DELETE POOL">>;

  /** Rejects as the three above, for the first write that cannot be done, and with `NOT_SUPPORTED`. */
  changePools(
    args: CommandArgs<"CHANGE POOLS">,
    options?: CallOptions,
  ): Promise<CommandResult<"CHANGE POOLS">>;

  /** Rejects with `CHANGE_NOT_FOUND`, `CONFLICT`, `NAME_TAKEN`. */
  undoChange(args: CommandArgs<"UNDO CHANGE">, options?: CallOptions): Promise<CommandResult<"UNDO CHANGE">>;

  /** All pools by the 2019 protocol, which a Pool Server of 2019 answers too. */
  legacyPools(options?: CallOptions): Promise<readonly LegacyPool[]>;

  /** Gives up what is under way (`ABORTED`) and closes the connections. Later calls reject with `ABORTED`. */
  close(): Promise<void>;
}

/**
 * A client of the Pool Server at `options.host` and `options.port`. Connects when it is called first.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT` when the host, port or timeout cannot be.
 */
export function createPoolClient(options: PoolClientOptions): PoolClient {
  checkOptions(options);
  return new SocketPoolClient(options);
}

class SocketPoolClient implements PoolClient {
  readonly #options: PoolClientOptions;
  readonly #connections = new Set<Connection>();
  #kept: Connection | undefined;
  #closed = false;
  #lastId = 0;

  constructor(options: PoolClientOptions) {
    this.#options = options;
  }

  async hello(options?: CallOptions) {
    return (await this.#call("HELLO", {}, options)).result;
  }

  async pools(options?: CallOptions) {
    return aged(await this.#call("GET POOLS", {}, options));
  }

  async pool(pool: string, options?: CallOptions) {
    return aged(await this.#call("GET POOL", { pool }, options));
  }

  async hosts(args: CommandArgs<"GET HOSTS"> = {}, options?: CallOptions) {
    return aged(await this.#call("GET HOSTS", args, options));
  }

  async farm(options?: CallOptions) {
    return aged(await this.#call("GET FARM", {}, options));
  }

  async mask(args: CommandArgs<"GET MASK">, options?: CallOptions) {
    return aged(await this.#call("GET MASK", args, options));
  }

  async planJob(args: CommandArgs<"PLAN JOB">, options?: CallOptions) {
    return aged(await this.#call("PLAN JOB", args, options));
  }

  async history(query: CommandArgs<"GET HISTORY"> = {}, options?: CallOptions) {
    return (await this.#call("GET HISTORY", query, options)).result;
  }

  async createPool(args: CommandArgs<"CREATE POOL">, options?: CallOptions) {
    return (await this.#call("CREATE POOL", args, options)).result;
  }

  async updatePool(args: CommandArgs<"UPDATE POOL">, options?: CallOptions) {
    return (await this.#call("UPDATE POOL", args, options)).result;
  }

  async deletePool(args: CommandArgs<"DELETE POOL">, options?: CallOptions) {
    return (await this.#call("DELETE POOL", args, options)).result;
  }

  async changePools(args: CommandArgs<"CHANGE POOLS">, options?: CallOptions) {
    return (await this.#call("CHANGE POOLS", args, options)).result;
  }

  async undoChange(args: CommandArgs<"UNDO CHANGE">, options?: CallOptions) {
    return (await this.#call("UNDO CHANGE", args, options)).result;
  }

  async legacyPools(options: CallOptions = {}) {
    const { body } = await this.#limited(options, (cancelled) =>
      this.#exchangeOnce(null, encodeLegacyRequest(), cancelled),
    );
    const parsed = legacyPools.safeParse(body);
    if (parsed.success) return parsed.data;
    throw wrongBody(describeIssue(parsed.error, []));
  }

  async close() {
    this.#closed = true;
    const connections = [...this.#connections];
    for (const connection of connections) connection.destroy(abortedError("the client was closed"));
    await Promise.all(connections.map((connection) => connection.closed));
  }

  async #call<C extends CommandName>(command: C, args: CommandArgs<C>, options: CallOptions = {}) {
    this.#lastId += 1;
    const id = this.#lastId;
    // A write has a connection of its own: on a kept one, that the server may be closing, its fate could be unknown.
    const keep = this.#options.keep === true && commands[command].access !== "write";
    const bytes = encodeRequest({ id, command, args, keep });
    const answer = await this.#limited(options, (cancelled) =>
      keep ? this.#exchangeKept(id, bytes, cancelled) : this.#exchangeOnce(id, bytes, cancelled),
    );
    const parsed = commands[command].result.safeParse(answer.body);
    if (!parsed.success) throw wrongBody(describeIssue(parsed.error, []));
    const age = answer.kind === "result" ? (answer.age ?? 0) : 0;
    // The table pairs the command with the schema that just accepted its result.
    return { result: parsed.data as CommandResult<C>, age };
  }

  #limited(options: CallOptions, call: (cancelled: AbortSignal) => Promise<Answer>): Promise<Answer> {
    const limits = { timeoutMs: this.#options.timeoutMs ?? 10_000, signal: options.signal };
    return withDeadline(this.#options, limits, call);
  }

  async #exchangeOnce(id: number | null, bytes: Uint8Array, cancelled: AbortSignal): Promise<Answer> {
    const connection = this.#connect();
    const answer = connection.request(id, bytes, cancelled);
    connection.retire();
    return answer;
  }

  async #exchangeKept(id: number, bytes: Uint8Array, cancelled: AbortSignal): Promise<Answer> {
    for (;;) {
      if (!this.#kept?.open) this.#kept = this.#connect();
      const kept = this.#kept;
      try {
        return await kept.request(id, bytes, cancelled);
      } catch (error) {
        // A server may close a connection after any answer, just as the next request goes out; a read can be repeated.
        const isLost = error instanceof AfpoolsError && error.code === "SERVER_UNREACHABLE";
        if (!isLost || !kept.hasAnswered) throw error;
      }
    }
  }

  #connect(): Connection {
    if (this.#closed) throw abortedError("the client was closed");
    const connection = new Connection(this.#options);
    this.#connections.add(connection);
    void connection.closed.then(() => this.#connections.delete(connection));
    return connection;
  }
}

function aged<T>({ result, age }: { result: T; age: number }): Aged<T> {
  return { ...result, age };
}

function wrongBody({ field, reason }: { field: string; reason: string }): AfpoolsError {
  return unexpectedAnswer(field === "" ? reason : `${JSON.stringify(field)} of its body: ${reason}`);
}
