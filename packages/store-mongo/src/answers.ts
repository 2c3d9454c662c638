import type { AnswerStore, KeptAnswer } from "@afpools/core";
import type { Collection } from "mongodb";
import type { DatabaseUse } from "./accounts.js";
import { isDuplicateKey } from "./duplicate-key.js";

/** An answer in `pools_answers`, its id the document's key. */
export type AnswerDocument = Omit<KeptAnswer, "id"> & { readonly _id: string };

/** Answers in a collection. What one of several gets is an insert or a deletion, which are one step on every server. */
export function mongoAnswers(answers: Collection<AnswerDocument>, { use, change }: DatabaseUse): AnswerStore {
  const find = async (id: string): Promise<KeptAnswer | undefined> => {
    const document = await answers.findOne({ _id: id });
    if (!document) return undefined;
    const { _id, ...rest } = document;
    return { id: _id, ...rest };
  };
  const claim = async ({ id, ...rest }: KeptAnswer): Promise<KeptAnswer | undefined> => {
    for (;;) {
      try {
        await answers.insertOne({ _id: id, ...rest });
        return undefined;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      const known = await find(id);
      if (known) return known;
      // It was released in between.
    }
  };
  return {
    claim: (claimed) => change(() => claim(claimed)),
    find: (id) => use(() => find(id)),
    finish: (id, attempt, answer) =>
      change(
        async () => (await answers.updateOne({ _id: id, attempt }, { $set: { answer } })).matchedCount === 1,
      ),
    release: (id, attempt) =>
      change(async () => (await answers.deleteOne({ _id: id, attempt, answer: null })).deletedCount === 1),
    deleteBefore: (at) => change(async () => void (await answers.deleteMany({ at: { $lt: at } }))),
  };
}
