import { createHash } from "node:crypto";
import { AfpoolsError, type Clock, systemClock } from "@afpools/core";
import type { Answer } from "./problem-answer.js";

/** How long an answer is given again, and how much is kept of them. */
const keptMs = 10 * 60_000;
const maxKept = 10_000;
const maxKeptBytes = 32 << 20;

interface Kept {
  readonly fingerprint: string;
  readonly answer: Promise<Answer>;
  readonly at: number;
  bytes: number;
}

/** Answers by their `Idempotency-Key`: a request that is sent again gets what the first one got, and does nothing more. */
export class IdempotentAnswers {
  readonly #clock: Clock;
  /** The oldest first. */
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /**
   * The answer that this caller got for this key, or else that of `work`.
   *
   * @param request all that makes it the same request
   * @throws AfpoolsError `INVALID_ARGUMENT` for a key that cannot be, or that another request had
   */
  async answer(
    { caller, key }: { readonly caller: string; readonly key: string },
    request: readonly string[],
    work: () => Promise<Answer>,
  ): Promise<Answer> {
    if (!/^[\x21-\x7e]{1,100}$/.test(key)) {
      throw new AfpoolsError(
        "INVALID_ARGUMENT",
        "The Idempotency-Key is 1 to 100 printable ASCII characters without spaces.",
        { details: { field: "Idempotency-Key" } },
      );
    }
    const id = JSON.stringify([caller, key]);
    const fingerprint = createHash("sha256").update(JSON.stringify(request)).digest("base64");
    this.#forget();
    const known = this.#kept.get(id);
    if (known && known.fingerprint !== fingerprint) {
      throw new AfpoolsError(
        "INVALID_ARGUMENT",
        "This Idempotency-Key was used for another request. Take a new one for each.",
        { details: { field: "Idempotency-Key" } },
      );
    }
    return known ? known.answer : this.#keep(id, fingerprint, work());
  }

  async #keep(id: string, fingerprint: string, answer: Promise<Answer>): Promise<Answer> {
    const kept: Kept = { fingerprint, answer, at: this.#clock.now(), bytes: 0 };
    this.#kept.set(id, kept);
    try {
      const { status, body = "" } = await answer;
      // It may go well the next time.
      if (status >= 500) this.#drop(id, kept);
      else if (this.#kept.get(id) === kept) {
        kept.bytes = id.length + body.length;
        this.#bytes += kept.bytes;
      }
    } catch {
      this.#drop(id, kept);
    }
    return answer;
  }

  #forget(): void {
    const now = this.#clock.now();
    for (const [id, kept] of this.#kept) {
      const isTooMuch = this.#kept.size >= maxKept || this.#bytes > maxKeptBytes;
      if (!isTooMuch && now - kept.at < keptMs) break;
      this.#drop(id, kept);
    }
  }

  #drop(id: string, kept: Kept): void {
    if (this.#kept.get(id) !== kept) return;
    this.#kept.delete(id);
    this.#bytes -= kept.bytes;
  }
}
