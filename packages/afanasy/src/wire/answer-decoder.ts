import { AfpoolsError } from "@afpools/core";

/** What afserver sends in place of an answer that is not JSON: its binary header alone. */
const binaryHeaderBytes = 12;
const answerTooLarge = "000000020000";

/**
 * Takes an answer in pieces, however they are cut. What comes after the answer is ignored: afserver writes spaces while it
 * waits for the client to close. To be thrown away after the answer or an error.
 */
export class AnswerDecoder {
  readonly #maxBytes: number;
  #head: Buffer = Buffer.alloc(0);
  readonly #body: Uint8Array[] = [];
  #length: number | undefined;
  #received = 0;

  /** @param maxBytes the largest body that is taken; a larger one is refused by its header. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** How much has come, for people. */
  get progress(): string {
    return this.#length === undefined
      ? `after ${this.#head.length} bytes of its header`
      : `after ${this.#received} of the ${this.#length} bytes it announced`;
  }

  /**
   * The answer's body once it is whole.
   *
   * @throws AfpoolsError `UNEXPECTED_ANSWER` for what no afserver says, `MESSAGE_TOO_LARGE`.
   */
  push(chunk: Uint8Array): Buffer | undefined {
    let rest = chunk;
    if (this.#length === undefined) {
      this.#head = Buffer.concat([this.#head, chunk]);
      const header = readHeader(this.#head);
      if (!header) return undefined;
      if (header.length > this.#maxBytes) throw tooLarge(header.length, this.#maxBytes);
      this.#length = header.length;
      rest = this.#head.subarray(header.size);
      this.#head = Buffer.alloc(0);
    }
    const part = rest.subarray(0, this.#length - this.#received);
    this.#body.push(part);
    this.#received += part.length;
    return this.#received === this.#length ? Buffer.concat(this.#body, this.#length) : undefined;
  }
}

/** The size of the header and the length that it announces; nothing while it is not whole. */
function readHeader(head: Buffer): { size: number; length: number } | undefined {
  if (head[0] === 0) return binaryHeader(head);
  const text = head.toString("latin1", 0, 24);
  const whole = /^AFANASY (\d{1,10}) JSON/.exec(text);
  if (whole) return { size: whole[0].length, length: Number(whole[1]) };
  const begun = /^AFANASY (?:\d{1,10}(.*))?$/s.exec(text);
  if ("AFANASY ".startsWith(text) || (begun && " JSON".startsWith(begun[1] ?? ""))) return undefined;
  throw unexpected(`It begins with ${JSON.stringify(text)}`);
}

function binaryHeader(head: Buffer): undefined {
  if (head.length < binaryHeaderBytes) return undefined;
  if (head.toString("hex", 4, 10) === answerTooLarge) throw tooLarge();
  throw unexpected(
    `It is binary (${head.toString("hex", 0, binaryHeaderBytes)}): the request was not understood`,
  );
}

function unexpected(what: string): AfpoolsError {
  return new AfpoolsError("UNEXPECTED_ANSWER", `The answer is not from an afserver. ${what}.`);
}

function tooLarge(bytes?: number, limit?: number): AfpoolsError {
  const size = bytes === undefined ? "afserver's own limit of 64 MiB" : `${limit} bytes: it has ${bytes}`;
  return new AfpoolsError(
    "MESSAGE_TOO_LARGE",
    `The answer is over ${size}. Ask for less: by ids, or without detail.`,
    {
      details: bytes === undefined ? {} : { bytes, limit },
    },
  );
}
