import { AfpoolsError, type Endpoint } from "@afpools/core";
import { readAnswer } from "../json/read-answer.js";
import { encodeRequest } from "./encode-request.js";
import { exchange, post } from "./exchange.js";
import { maxMessageBytes } from "./message-limit.js";
import { Slots } from "./slots.js";
import { abortedError, withAddress } from "./wire-errors.js";

/** The most connections to one afserver at once: it has ten threads for those of the whole farm. */
const maxConnections = 4;

export interface RequestOptions {
  /** Gives the request up: it rejects with `ABORTED`. What was sent already may be done all the same. */
  readonly signal?: AbortSignal;
}

/** Brings requests to one afserver, at most four at a time. */
export class Transport {
  readonly address: Endpoint;
  readonly #timeoutMs: number;
  readonly #slots = new Slots(maxConnections);

  constructor(address: Endpoint, timeoutMs: number) {
    this.address = address;
    this.#timeoutMs = timeoutMs;
  }

  /** The answer's JSON. The time begins when a connection is opened, so that a long queue does not use it up. */
  async request(body: object, { signal }: RequestOptions = {}): Promise<unknown> {
    const message = encodeRequest(body);
    const limits = { timeoutMs: this.#timeoutMs, maxAnswerBytes: maxMessageBytes, signal };
    let answer: Buffer;
    try {
      answer = await this.#slots.run(() => exchange(this.address, message, limits), signal);
    } catch (error) {
      throw error instanceof AfpoolsError ? error : abortedError(error);
    }
    try {
      return readAnswer(answer.toString());
    } catch (error) {
      throw error instanceof AfpoolsError ? withAddress(error, this.address) : error;
    }
  }

  /** Sends a request to which there is no answer. */
  async post(body: object): Promise<void> {
    const message = encodeRequest(body);
    await this.#slots.run(() => post(this.address, message));
  }
}
