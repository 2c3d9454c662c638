import { AfpoolsError } from "@afpools/core";
import { ByteBuffer } from "../bytes/byte-buffer.js";
import { decodeJson } from "../bytes/json-bytes.js";

/** How deep objects and arrays may stand in each other; no message needs more than 5. */
export const maxNesting = 32;

export type JsonObject = Readonly<Record<string, unknown>>;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const tab = 0x09;
const quote = 0x22;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Is `byte` white space between JSON texts (RFC 8259, 2)? */
function isWhiteSpace(byte: number | undefined): boolean {
  return byte === space || byte === lineFeed || byte === carriageReturn || byte === tab;
}

/**
 * Finds JSON objects in a stream of bytes that comes in any pieces. An object ends with the brace that closes its first;
 * between objects stands nothing or white space. Every byte is looked at once.
 *
 * A line end within an object is an error, so that a line that lacks a brace is answered and not waited for.
 */
export class ObjectReader {
  readonly #maxBytes: number;
  readonly #held = new ByteBuffer();
  #gap = 0;
  #braces = 0;
  #nesting = 0;
  #text: "outside" | "inside" | "escaped" = "outside";

  /** No object, and no white space between two, may be longer than `maxBytes`. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** How many bytes of an unfinished object are held. */
  get pendingBytes(): number {
    return this.#held.length;
  }

  /**
   * Reads `chunk` from `start` on, up to the end of an object: gives it, and where in the chunk it ends. Nothing when
   * the chunk ends first; all of it is taken then.
   *
   * @throws AfpoolsError `MALFORMED_MESSAGE`, `MESSAGE_TOO_LARGE`; what comes after cannot be told apart any more.
   */
  read(chunk: Uint8Array, start: number): { readonly object: JsonObject; readonly end: number } | undefined {
    const from = this.#braces > 0 ? start : this.#skipGap(chunk, start);
    if (from === chunk.length) return undefined;
    const end = this.#findEnd(chunk, from);
    if (end === undefined) {
      this.#held.append(chunk.subarray(from));
      return undefined;
    }
    const last = chunk.subarray(from, end);
    if (this.#held.length === 0) return { object: parseObject(last), end };
    this.#held.append(last);
    return { object: parseObject(this.#held.take()), end };
  }

  #skipGap(chunk: Uint8Array, start: number): number {
    let at = start;
    while (at < chunk.length && isWhiteSpace(chunk[at])) at += 1;
    this.#gap += at - start;
    if (this.#gap > this.#maxBytes) {
      throw new AfpoolsError(
        "MESSAGE_TOO_LARGE",
        `More than ${this.#maxBytes} bytes of white space were sent before a message.`,
        { details: { limit: this.#maxBytes } },
      );
    }
    if (at === chunk.length) return at;
    this.#gap = 0;
    const first = chunk[at];
    if (first !== openBrace) {
      throw malformed(`it begins with ${showByte(first)}; a message is one JSON object and begins with "{"`);
    }
    return at;
  }

  /** Where in `chunk` the object ends, after its last brace. */
  #findEnd(chunk: Uint8Array, from: number): number | undefined {
    const room = this.#maxBytes - this.#held.length;
    const last = Math.min(chunk.length, from + room);
    for (let at = from; at < last; at += 1) {
      const byte = chunk[at];
      if (byte === lineFeed || byte === carriageReturn) {
        const open = this.#text === "outside" ? `${this.#braces} "{" not closed` : "a text not closed";
        throw malformed(`a line end at byte ${this.#held.length + at - from + 1} of it, with ${open}`);
      }
      if (this.#text !== "outside") {
        if (this.#text === "escaped") this.#text = "inside";
        else if (byte === backslash) this.#text = "escaped";
        else if (byte === quote) this.#text = "outside";
      } else if (byte === quote) this.#text = "inside";
      else if (byte === openBrace || byte === openBracket) this.#open(byte);
      else if (byte === closeBrace || byte === closeBracket) {
        this.#nesting -= 1;
        if (byte === closeBrace) this.#braces -= 1;
        // Of what is JSON no bracket is open either now; what is not ends the stream.
        if (this.#braces === 0) return at + 1;
      }
    }
    if (last - from === room) {
      throw new AfpoolsError(
        "MESSAGE_TOO_LARGE",
        `A message is longer than the ${this.#maxBytes} bytes that are allowed. Send several smaller ones.`,
        { details: { limit: this.#maxBytes } },
      );
    }
    return undefined;
  }

  #open(byte: number): void {
    this.#nesting += 1;
    if (byte === openBrace) this.#braces += 1;
    if (this.#nesting > maxNesting)
      throw malformed(`more than ${maxNesting} objects and arrays in each other`);
  }
}

function parseObject(bytes: Uint8Array): JsonObject {
  try {
    // Begins with "{" and is JSON: an object.
    return decodeJson(bytes) as JsonObject;
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : String(error));
  }
}

function malformed(what: string): AfpoolsError {
  return new AfpoolsError("MALFORMED_MESSAGE", `The message cannot be parsed: ${what}.`, {
    details: { what },
  });
}

function showByte(byte: number | undefined): string {
  const code = byte ?? 0;
  const shown = code > space && code < 0x7f ? ` (${JSON.stringify(String.fromCharCode(code))})` : "";
  return `byte 0x${code.toString(16).padStart(2, "0")}${shown}`;
}
