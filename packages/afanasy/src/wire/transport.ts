import { AfpoolsError } from "@afpools/core";
import { type Endpoint, inTurns } from "@afpools/core/internal";
import { readAnswer } from "../json/read-answer.js";
import { encodeRequest, maxMessageBytes } from "./encode-request.js";
import { exchange, post } from "./exchange.js";
import { Slots } from "./slots.js";
import { abortedError, withAddress } from "./wire-errors.js";

/**
 * The most connections at once for requests that afserver answers right away: it has ten threads for those of the whole
 * farm, and each holds one.
 */
const maxReads = 4;

export interface TransportLimits {
  /** To find afserver's address and connect, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** From being connected to the end of the answer, in milliseconds. */
  readonly timeoutMs: number;
  /** The most actions at once: they wait for afserver's next cycle without holding one of its threads. */
  readonly maxActions: number;
}

export interface RequestOptions {
  /** Gives the request up: it rejects with `ABORTED`. What was sent already may be done all the same. */
  readonly signal?: AbortSignal | undefined;
  /** Instead of the client's own, in milliseconds. */
  readonly connectTimeoutMs?: number;
  /** Called when the whole request is on its way, before there is an answer. */
  readonly onSent?: () => void;
  /** Instead of the client's own, in milliseconds. */
  readonly timeoutMs?: number;
}

/** Brings requests to one afserver: few reads at a time, many actions. */
export class Transport {
  readonly address: Endpoint;
  readonly #limits: TransportLimits;
  readonly #reads = new Slots(maxReads);
  readonly #actions: Slots;

  constructor(address: Endpoint, limits: TransportLimits) {
    this.address = address;
    this.#limits = limits;
    this.#actions = new Slots(limits.maxActions);
  }

  set maxActions(count: number) {
    this.#actions.limit = count;
  }

  /** The answer's JSON. */
  async request(body: object, options: RequestOptions = {}): Promise<unknown> {
    const answer = await this.bytes(body, options);
    try {
      return await inTurns(readAnswer(answer));
    } catch (error) {
      throw error instanceof AfpoolsError ? withAddress(error, this.address) : error;
    }
  }

  /** The answer as it is. Its time begins when a connection is opened, so that a long queue does not use it up. */
  async bytes(body: object, options: RequestOptions = {}): Promise<Buffer> {
    const message = encodeRequest(body);
    const limits = { ...this.#limits, ...options, maxAnswerBytes: maxMessageBytes };
    try {
      return await this.#slotsFor(body).run(() => exchange(this.address, message, limits), options.signal);
    } catch (error) {
      throw error instanceof AfpoolsError ? error : abortedError(error);
    }
  }

  /** Sends a request to which there is no answer. */
  async post(body: object): Promise<void> {
    const message = encodeRequest(body);
    await this.#slotsFor(body).run(() => post(this.address, message));
  }

  #slotsFor(body: object): Slots {
    return "action" in body ? this.#actions : this.#reads;
  }
}
