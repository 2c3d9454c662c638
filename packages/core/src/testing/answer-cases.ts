import assert from "node:assert/strict";
import type { KeptAnswer } from "../answers/answer-store.js";
import type { StoreParts } from "../store/store-parts.js";
import { at } from "./case-kit.js";
import { casesOf } from "./store-case.js";

const claim = (id: string, attempt = "one"): KeptAnswer => ({
  id,
  fingerprint: "of the request",
  attempt,
  at: at(1),
  answer: null,
});

/** Answers to requests that are sent again. */
export const answerCases = casesOf(
  ["answers"],
  [
    {
      name: "a request is carried out by whoever claims it first, and its answer is found",
      async run(open) {
        const { answers } = await open();
        assert.equal(await answers.find("a"), undefined);
        assert.equal(await answers.claim(claim("a")), undefined);
        assert.deepEqual(await answers.claim(claim("a", "two")), claim("a"));
        assert.equal(await answers.claim(claim("b", "two")), undefined);
        assert.equal(await answers.finish("a", "two", "wrong"), false);
        assert.equal(await answers.finish("a", "one", "the answer"), true);
        assert.deepEqual(await answers.find("a"), { ...claim("a"), answer: "the answer" });
        assert.deepEqual(await answers.claim(claim("a", "two")), { ...claim("a"), answer: "the answer" });
        assert.equal(await answers.finish("nothing", "one", "x"), false);
      },
    },
    {
      name: "an attempt without an answer is released, once and by its name, and claimed again",
      async run(open) {
        const { answers } = await open();
        await answers.claim(claim("a"));
        assert.equal(await answers.release("a", "two"), false);
        assert.equal(await answers.release("a", "one"), true);
        assert.equal(await answers.release("a", "one"), false);
        assert.equal(await answers.claim(claim("a", "two")), undefined);
        // The first attempt was taken for dead, and comes to its end nevertheless.
        assert.equal(await answers.finish("a", "one", "late"), false);
        await answers.finish("a", "two", "the answer");
        assert.equal(await answers.release("a", "two"), false);
        assert.equal((await answers.find("a"))?.answer, "the answer");
      },
    },
    {
      name: "old answers are deleted",
      async run(open) {
        const { answers } = await open();
        await answers.claim({ ...claim("old"), at: at(1) });
        await answers.claim({ ...claim("new"), at: at(3) });
        await answers.deleteBefore(at(3));
        assert.equal(await answers.find("old"), undefined);
        assert.deepEqual(await answers.find("new"), { ...claim("new"), at: at(3) });
      },
    },
    {
      name: "of many who claim or release a request at the same time one does",
      async run(open) {
        await claimOnce([await open()]);
      },
    },
  ],
);

/** One request is claimed, and released, through several stores on one database at once. */
export async function claimOnce(stores: readonly Pick<StoreParts, "answers">[]): Promise<void> {
  const atOnce = async <T>(work: (store: Pick<StoreParts, "answers">, index: number) => Promise<T>) =>
    Promise.all(
      Array.from({ length: 12 }, (_, index) => {
        const store = stores[index % stores.length];
        assert.ok(store);
        return work(store, index);
      }),
    );
  const claims = await atOnce(({ answers }, index) => answers.claim(claim("a", `attempt ${index}`)));
  assert.equal(claims.filter((known) => known === undefined).length, 1);
  const winner = (await stores[0]?.answers.find("a"))?.attempt ?? "";
  const releases = await atOnce(({ answers }) => answers.release("a", winner));
  assert.equal(releases.filter((isReleased) => isReleased).length, 1);
}
