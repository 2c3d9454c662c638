import { randomUUID } from "node:crypto";
import { AfpoolsError, type AnswerStore, type Clock, systemClock } from "@afpools/core";
import type { Answer } from "./problem-answer.js";
import { AnswerSeal } from "./sealed-answer.js";

/** How long an answer is given again, in ms. */
const keptMs = 60 * 60_000;
/** How often old answers are deleted, in ms. */
const sweepMs = 10 * 60_000;
/** How long a request waits for the answer of the first one, and how often it looks for it, in ms. */
const waitMs = 10_000;
const lookMs = 100;

/** A request that may be sent again. */
export interface RepeatableRequest {
  /** The text of the session or token that it is sent with. */
  readonly credential: string;
  /** Its `Idempotency-Key`. */
  readonly key: string;
  /** All that makes it the same request. */
  readonly parts: readonly string[];
}

/**
 * Answers by their `Idempotency-Key`, in the database: a request that is sent again with the same credential, to this server or
 * to another one, gets what the first one got, and is not carried out again.
 */
export class IdempotentAnswers {
  readonly #store: AnswerStore;
  readonly #clock: Clock;
  #sweptAt = Number.NEGATIVE_INFINITY;

  constructor(store: AnswerStore, clock: Clock = systemClock) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * The answer that the first request with this key got, or else that of `work`. What the server could not do (status 500 and
   * above) is not kept: the next request is carried out.
   *
   * @throws AfpoolsError `INVALID_ARGUMENT` for a key that cannot be, or that another request had; `CONFLICT` when the first
   * request has no answer; `STORE_UNAVAILABLE`
   */
  async answer({ credential, key, parts }: RepeatableRequest, work: () => Promise<Answer>): Promise<Answer> {
    if (!/^[\x21-\x7e]{1,100}$/.test(key)) {
      throw keyError("The Idempotency-Key is 1 to 100 printable ASCII characters without spaces.");
    }
    this.#sweep();
    const seal = new AnswerSeal(credential, key);
    const attempt = randomUUID();
    const claim = {
      id: seal.id,
      fingerprint: seal.fingerprint(parts),
      attempt,
      at: new Date(this.#clock.date()).toISOString(),
      answer: null,
    };
    const until = this.#clock.now() + waitMs;
    for (;;) {
      const known = await this.#store.claim(claim);
      if (!known) return this.#carryOut(seal, attempt, work);
      if (known.fingerprint !== claim.fingerprint) {
        throw keyError("This Idempotency-Key was used for another request. Take a new one for each.");
      }
      if (known.answer !== null) return JSON.parse(seal.open(known.answer)) as Answer;
      if (this.#clock.now() >= until) throw noAnswer();
      await new Promise<void>((resolve) => this.#clock.schedule(lookMs, resolve));
    }
  }

  async #carryOut(seal: AnswerSeal, attempt: string, work: () => Promise<Answer>): Promise<Answer> {
    const release = () => this.#store.release(seal.id, attempt).catch(() => undefined);
    try {
      const answer = await work();
      if (answer.status >= 500) await release();
      // The request is carried out, whether its answer can be kept or not.
      else
        await this.#store.finish(seal.id, attempt, seal.seal(JSON.stringify(answer))).catch(() => undefined);
      return answer;
    } catch (error) {
      await release();
      throw error;
    }
  }

  #sweep(): void {
    const now = this.#clock.now();
    if (now - this.#sweptAt < sweepMs) return;
    this.#sweptAt = now;
    const oldest = new Date(this.#clock.date() - keptMs).toISOString();
    // Tried again later.
    this.#store.deleteBefore(oldest).catch(() => undefined);
  }
}

function keyError(message: string): AfpoolsError {
  return new AfpoolsError("INVALID_ARGUMENT", message, { details: { field: "Idempotency-Key" } });
}

function noAnswer(): AfpoolsError {
  return new AfpoolsError(
    "CONFLICT",
    "The first request with this Idempotency-Key has no answer yet: it is still in progress, or its server stopped. Check whether it was done before you send it with a new key.",
    { details: { field: "Idempotency-Key" } },
  );
}
