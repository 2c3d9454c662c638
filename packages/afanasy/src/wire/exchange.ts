import { connect } from "node:net";
import { toAfpoolsError } from "@afpools/core";
import type { Endpoint } from "@afpools/core/internal";
import { AnswerDecoder } from "./answer-decoder.js";
import {
  abortedError,
  connectTimeoutError,
  timeoutError,
  unreachableError,
  withAddress,
} from "./wire-errors.js";

export interface ExchangeLimits {
  /** To find the address and connect, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** From being connected to the end of the answer, in milliseconds. */
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  readonly signal?: AbortSignal | undefined;
  /** Called when the whole request was handed to the system. */
  readonly onSent?: (() => void) | undefined;
}

/**
 * One request and its answer on a connection of its own, closed as soon as the answer is whole: afserver has ten threads
 * for connections, takes no second request on one, and holds a thread until the client closes.
 *
 * Rejects with AfpoolsError `SERVER_UNREACHABLE`, `TIMEOUT`, `ABORTED`, `UNEXPECTED_ANSWER`, `MESSAGE_TOO_LARGE`.
 */
export function exchange(address: Endpoint, request: Buffer, limits: ExchangeLimits): Promise<Buffer> {
  const { connectTimeoutMs, timeoutMs, maxAnswerBytes, signal, onSent } = limits;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(abortedError(signal.reason));
      return;
    }
    const decoder = new AnswerDecoder(maxAnswerBytes);
    const socket = connect({ ...address, noDelay: true });
    let cancel = () => {};
    const end = () => {
      cancel();
      signal?.removeEventListener("abort", onAbort);
      socket.destroy();
    };
    const fail = (error: unknown) => {
      end();
      reject(error);
    };
    const onAbort = () => fail(abortedError(signal?.reason));
    cancel = afterTime(connectTimeoutMs, () => fail(connectTimeoutError(address, connectTimeoutMs)));
    signal?.addEventListener("abort", onAbort, { once: true });
    socket.once("connect", () => {
      cancel();
      cancel = afterTime(timeoutMs, () => fail(timeoutError(address, timeoutMs)));
    });
    socket.on("data", (chunk) => {
      try {
        const answer = decoder.push(chunk);
        if (!answer) return;
        end();
        resolve(answer);
      } catch (error) {
        fail(withAddress(toAfpoolsError(error), address));
      }
    });
    socket.on("error", (error) => fail(unreachableError(address, error)));
    socket.on("close", () => fail(unreachableError(address, `it closed the connection ${decoder.progress}`)));
    socket.write(request, () => onSent?.());
  });
}

/** Sends a request to which there is no answer. Never rejects: there is nothing to tell whether it came. */
export function post(address: Endpoint, request: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ ...address, noDelay: true });
    socket.setTimeout(1000, () => socket.destroy());
    socket.on("error", () => undefined);
    socket.on("close", () => resolve());
    socket.write(request, () => socket.destroy());
  });
}

/**
 * Calls `expire` after the time, once what has come meanwhile was heard: a process that was busy for long would give up
 * otherwise what is there already. Returns what calls it off.
 */
function afterTime(ms: number, expire: () => void): () => void {
  let last: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    last = setImmediate(expire);
  }, ms);
  return () => {
    clearTimeout(timer);
    if (last) clearImmediate(last);
  };
}
