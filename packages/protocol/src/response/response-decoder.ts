import type { AfpoolsError } from "@afpools/core";
import { ByteBuffer } from "../bytes/byte-buffer.js";
import { decodeJson } from "../bytes/json-bytes.js";
import { ObjectReader } from "../framing/object-reader.js";
import type { DecodedResponse } from "./response.js";
import { errorFromBody, unexpectedAnswer } from "./response-error.js";
import { parseHeader, type ResponseHeader } from "./response-header.js";

/** The longest body of an answer by default, in bytes. */
export const defaultMaxBodyBytes = 256 * 1024 * 1024;

/** The longest header, in bytes, and as much the longest padding after it. */
const maxHeaderBytes = 1024;

const lineFeed = 0x0a;
const space = 0x20;

type State =
  | { readonly at: "header" }
  /** Between header and body: one line end, or the padding of a legacy header. */
  | { readonly at: "gap"; readonly header: ResponseHeader }
  | { readonly at: "body"; readonly header: ResponseHeader };

/**
 * Turns the bytes that a server sends, in whatever pieces they come, into answers: of version 2, and of the 2019
 * protocol with and without a padded header. Of no use any more once it gave a `broken`.
 */
export class ResponseDecoder {
  readonly #maxBodyBytes: number;
  readonly #headers = new ObjectReader(maxHeaderBytes);
  readonly #body = new ByteBuffer();
  #state: State = { at: "header" };
  #padding = 0;
  #error: AfpoolsError | undefined;

  constructor({ maxBodyBytes = defaultMaxBodyBytes }: { maxBodyBytes?: number } = {}) {
    this.#maxBodyBytes = maxBodyBytes;
  }

  /** How many bytes of an unfinished answer are held. */
  get pendingBytes(): number {
    return this.#headers.pendingBytes + this.#body.length;
  }

  /**
   * The answers that `chunk` completes, in their order. Bytes that are no answers give a `broken` as the last, of code
   * `UNEXPECTED_ANSWER`.
   *
   * @throws AfpoolsError the error of the `broken` that was given before.
   */
  push(chunk: Uint8Array): DecodedResponse[] {
    if (this.#error) throw this.#error;
    const responses: DecodedResponse[] = [];
    try {
      for (let from = 0; from < chunk.length; ) from = this.#step(chunk, from, responses);
    } catch (error) {
      responses.push(this.#break(error));
    }
    return responses;
  }

  /** To be called when the server will send no more: a `broken` when it stopped within an answer. */
  end(): DecodedResponse[] {
    if (this.#error || (this.#state.at === "header" && this.pendingBytes === 0)) return [];
    return [this.#break(new Error("the connection ended within it"))];
  }

  /** Reads `chunk` on from `from`; returns up to where. */
  #step(chunk: Uint8Array, from: number, responses: DecodedResponse[]): number {
    if (this.#state.at === "header") {
      const read = this.#headers.read(chunk, from);
      if (!read) return chunk.length;
      this.#begin(parseHeader(read.object));
      return read.end;
    }
    const { at, header } = this.#state;
    if (at === "gap") return this.#readGap(chunk, from, header);
    const end = Math.min(chunk.length, from + header.size - this.#body.length);
    const part = chunk.subarray(from, end);
    if (part.length === header.size) this.#finish(header, part, responses);
    else {
      this.#body.append(part);
      if (this.#body.length === header.size) this.#finish(header, this.#body.take(), responses);
    }
    return end;
  }

  #begin(header: ResponseHeader): void {
    if (header.size > this.#maxBodyBytes) {
      throw new Error(`its body of ${header.size} bytes is longer than the ${this.#maxBodyBytes} allowed`);
    }
    if (header.size === 0) throw new Error("its body is empty");
    this.#padding = 0;
    this.#state = { at: "gap", header };
  }

  #readGap(chunk: Uint8Array, from: number, header: ResponseHeader): number {
    if (header.kind !== "legacy") {
      if (chunk[from] !== lineFeed) throw new Error("no line end follows the header");
      this.#state = { at: "body", header };
      return from + 1;
    }
    let end = from;
    while (end < chunk.length && chunk[end] === space) end += 1;
    this.#padding += end - from;
    if (this.#padding > maxHeaderBytes) throw new Error("no body follows the header");
    if (end < chunk.length) this.#state = { at: "body", header };
    return end;
  }

  #finish(header: ResponseHeader, bytes: Uint8Array, responses: DecodedResponse[]): void {
    const body = decodeJson(bytes);
    this.#state = { at: "header" };
    if (header.kind === "legacy") responses.push({ kind: "legacy", body });
    else if (header.kind === "error") {
      responses.push({ kind: "error", id: header.id, error: errorFromBody(body) });
    } else {
      const { id, age } = header;
      responses.push({ kind: "result", id, body, ...(age !== undefined && { age }) });
    }
  }

  #break(cause: unknown): DecodedResponse {
    const error = unexpectedAnswer(cause instanceof Error ? cause.message : String(cause));
    this.#error = error;
    return { kind: "broken", error };
  }
}
