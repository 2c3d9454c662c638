import { AfpoolsError, toAfpoolsError } from "@afpools/core";
import { ObjectReader } from "../framing/object-reader.js";
import { parseRequest } from "./parse-request.js";
import type { DecodedRequest } from "./request.js";

/** The longest request by default, in bytes. */
export const defaultMaxRequestBytes = 64 * 1024;

/**
 * Turns the bytes of one connection, in whatever pieces they come, into requests. Holds at most one unfinished request,
 * up to the limit. Of no use any more once it gave a `broken`.
 */
export class RequestDecoder {
  readonly #reader: ObjectReader;
  #error: AfpoolsError | undefined;

  constructor({ maxRequestBytes = defaultMaxRequestBytes }: { maxRequestBytes?: number } = {}) {
    this.#reader = new ObjectReader(maxRequestBytes);
  }

  /** How many bytes of an unfinished request are held; 0 between requests. */
  get pendingBytes(): number {
    return this.#reader.pendingBytes;
  }

  /**
   * The requests that `chunk` completes, in their order. Bytes that are no messages give a `broken` as the last.
   *
   * @throws AfpoolsError the error of the `broken` that was given before.
   */
  push(chunk: Uint8Array): DecodedRequest[] {
    if (this.#error) throw this.#error;
    const requests: DecodedRequest[] = [];
    try {
      for (let at = 0; at < chunk.length; ) {
        const read = this.#reader.read(chunk, at);
        if (!read) break;
        requests.push(parseRequest(read.object));
        at = read.end;
      }
    } catch (error) {
      requests.push(this.#break(toAfpoolsError(error)));
    }
    return requests;
  }

  /** To be called when the client will send no more: a `broken` when it stopped within a request. */
  end(): DecodedRequest[] {
    if (this.#error || this.pendingBytes === 0) return [];
    const message = `The connection ended after ${this.pendingBytes} bytes of a request that is not complete.`;
    return [this.#break(new AfpoolsError("MALFORMED_MESSAGE", message))];
  }

  #break(error: AfpoolsError): DecodedRequest {
    this.#error = error;
    return { kind: "broken", error };
  }
}
