import { connect as connectPlain, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { AfpoolsError } from "@afpools/core";
import type { RequestId } from "../request/request.js";
import type { DecodedResponse, ErrorResponse, LegacyResponse, ResultResponse } from "../response/response.js";
import { ResponseDecoder } from "../response/response-decoder.js";
import { unexpectedAnswer } from "../response/response-error.js";
import { tlsSettingsError, unreachableError } from "./client-errors.js";
import type { ServerEndpoint } from "./server-endpoint.js";

export type Answer = ResultResponse | LegacyResponse;

interface Waiting {
  /** `null` for a legacy request, which has none. */
  readonly id: RequestId | null;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  /** Nobody wants the answer any more; it is still to come before the next. */
  abandoned: boolean;
}

/** One connection: requests go out at once, answers come back in their order. */
export class Connection {
  readonly #socket: Socket;
  readonly #decoder = new ResponseDecoder();
  readonly #waiting: Waiting[] = [];
  readonly #closed: Promise<void>;
  #retired = false;
  #hasAnswered = false;

  constructor(address: ServerEndpoint) {
    this.#socket = openSocket(address).setNoDelay(true);
    this.#socket.on("data", (chunk) => this.#take(this.#decoder.push(chunk)));
    this.#socket.on("end", () => this.#take(this.#decoder.end()));
    this.#socket.on("error", (error) => this.#fail(unreachableError(address, error)));
    this.#closed = new Promise((resolve) => {
      this.#socket.on("close", () => {
        this.#fail(unreachableError(address));
        resolve();
      });
    });
  }

  /** May another request be sent? */
  get open(): boolean {
    return !this.#retired;
  }

  /** Has the server answered anything on it? */
  get hasAnswered(): boolean {
    return this.#hasAnswered;
  }

  /** Resolves once the connection is closed, whichever side did it. */
  get closed(): Promise<void> {
    return this.#closed;
  }

  /** Sends a request. Once `cancelled` is raised it rejects with the signal's reason, and the connection retires. */
  request(id: RequestId | null, bytes: Uint8Array, cancelled: AbortSignal): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      cancelled.throwIfAborted();
      const waiting: Waiting = { id, resolve, reject, abandoned: false };
      const onCancel = () => {
        waiting.abandoned = true;
        reject(cancelled.reason);
        this.retire();
      };
      cancelled.addEventListener("abort", onCancel, { once: true });
      this.#waiting.push(waiting);
      this.#socket.ref();
      this.#socket.write(bytes);
    });
  }

  /** Takes no more requests, and closes as soon as nobody waits for an answer. */
  retire(): void {
    this.#retired = true;
    if (this.#waiting.every((waiting) => waiting.abandoned)) this.#socket.destroy();
  }

  /** Closes at once; who waits is given `error`. */
  destroy(error: AfpoolsError): void {
    this.#fail(error);
  }

  #take(responses: readonly DecodedResponse[]): void {
    for (const response of responses) {
      if (this.#socket.destroyed) return;
      if (response.kind === "broken") this.#fail(response.error);
      else this.#answer(response);
    }
  }

  #answer(response: ResultResponse | LegacyResponse | ErrorResponse): void {
    const waiting = this.#waiting.shift();
    // Asked nothing: a server that says why it is about to close.
    if (!waiting) this.retire();
    else if (answers(response, waiting.id)) {
      this.#hasAnswered = true;
      if (response.kind === "error") waiting.reject(response.error);
      else waiting.resolve(response);
      if (this.#retired) this.retire();
      // An idle connection does not keep the process alive.
      else if (this.#waiting.length === 0) this.#socket.unref();
    } else {
      const error = unexpectedAnswer("it belongs to another request");
      waiting.reject(error);
      this.#fail(error);
    }
  }

  #fail(error: AfpoolsError): void {
    this.#retired = true;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
    this.#socket.destroy();
  }
}

function openSocket({ host, port, tls }: ServerEndpoint): Socket {
  if (!tls) return connectPlain({ host, port });
  try {
    // Said here, lest NODE_TLS_REJECT_UNAUTHORIZED in somebody's environment takes the verification away.
    const verified = { rejectUnauthorized: true, host, port };
    return connectTls({ ...(isIP(host) === 0 && { servername: host }), ...tls, ...verified });
  } catch (error) {
    throw tlsSettingsError(error);
  }
}

function answers(response: ResultResponse | LegacyResponse | ErrorResponse, id: RequestId | null): boolean {
  if (response.kind === "legacy") return id === null;
  return response.id === id || (response.kind === "error" && response.id === null);
}
