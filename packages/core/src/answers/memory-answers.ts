import type { AnswerStore, KeptAnswer } from "./answer-store.js";

/** Answers in memory. */
export class MemoryAnswers implements AnswerStore {
  readonly #answers = new Map<string, KeptAnswer>();
  readonly #assertOpen: () => void;

  /** @param assertOpen throws when the store was closed. */
  constructor(assertOpen: () => void) {
    this.#assertOpen = assertOpen;
  }

  async claim(claim: KeptAnswer): Promise<KeptAnswer | undefined> {
    this.#assertOpen();
    const known = this.#answers.get(claim.id);
    if (!known) this.#answers.set(claim.id, claim);
    return known;
  }

  async find(id: string): Promise<KeptAnswer | undefined> {
    this.#assertOpen();
    return this.#answers.get(id);
  }

  async finish(id: string, attempt: string, answer: string): Promise<boolean> {
    this.#assertOpen();
    const known = this.#answers.get(id);
    if (known?.attempt !== attempt) return false;
    this.#answers.set(id, { ...known, answer });
    return true;
  }

  async release(id: string, attempt: string): Promise<boolean> {
    this.#assertOpen();
    const known = this.#answers.get(id);
    return known?.attempt === attempt && known.answer === null && this.#answers.delete(id);
  }

  async deleteBefore(moment: string): Promise<void> {
    this.#assertOpen();
    for (const [id, { at }] of this.#answers) if (at < moment) this.#answers.delete(id);
  }
}
