import type { AnswerStore, KeptAnswer } from "@afpools/core";
import type { JsonFile } from "./json-file.js";

/** Answers to requests that may be sent again, in the same file. */
export class JsonFileAnswers implements AnswerStore {
  readonly #file: JsonFile;

  constructor(file: JsonFile) {
    this.#file = file;
  }

  async claim(claim: KeptAnswer) {
    let known: KeptAnswer | undefined;
    await this.#file.change(({ answers }) => {
      known = answers.find(({ id }) => id === claim.id);
      return known ? {} : { answers: [...answers, claim] };
    });
    return known;
  }

  async find(id: string) {
    return this.#file.content.answers.find((answer) => answer.id === id);
  }

  async finish(id: string, attempt: string, answer: string) {
    return this.#replace(
      (it) => it.id === id && it.attempt === attempt,
      (it) => [{ ...it, answer }],
    );
  }

  async release(id: string, attempt: string) {
    return this.#replace(
      (it) => it.id === id && it.attempt === attempt && it.answer === null,
      () => [],
    );
  }

  async deleteBefore(moment: string) {
    await this.#replace(
      ({ at }) => at < moment,
      () => [],
    );
  }

  /** @returns whether there was one */
  async #replace(
    isMeant: (answer: KeptAnswer) => boolean,
    by: (answer: KeptAnswer) => readonly KeptAnswer[],
  ) {
    let isThere = false;
    await this.#file.change(({ answers }) => {
      isThere = answers.some(isMeant);
      return { answers: answers.flatMap((it) => (isMeant(it) ? by(it) : [it])) };
    });
    return isThere;
  }
}
