import { expect, it } from "vitest";
import { inOrder } from "./in-order.js";

const bytes = (text: string) => new TextEncoder().encode(text);

/** A receiver, and decompressing that ends when the test says so. */
function start() {
  const told: string[] = [];
  const begun: { readonly text: string; end(): void; fail(): void }[] = [];
  const take = inOrder(
    (compressed) =>
      new Promise((resolve, reject) => {
        const text = new TextDecoder().decode(compressed);
        begun.push({ text, end: () => resolve(text), fail: () => reject(new Error("bad")) });
      }),
    { onMessage: (text) => told.push(text), onUnreadable: () => told.push("unreadable") },
  );
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { told, begun, take, turn };
}

it("texts are told at once, and wait for a compressed message before them", async () => {
  const { told, begun, take, turn } = start();
  take("one");
  expect(told).toEqual(["one"]);
  take(bytes("two"));
  take("three");
  take(bytes("four"));
  take("five");
  await turn();
  expect([told, begun.length]).toEqual([["one"], 1]);
  begun[0]?.end();
  await turn();
  expect(told).toEqual(["one", "two", "three"]);
  begun[1]?.end();
  await turn();
  expect(told).toEqual(["one", "two", "three", "four", "five"]);
  take("six");
  expect(told.at(-1)).toBe("six");
});

it("nothing is told after a message that could not be decompressed", async () => {
  const { told, begun, take, turn } = start();
  take(bytes("one"));
  take("two");
  begun[0]?.fail();
  await turn();
  take("three");
  await turn();
  expect(told).toEqual(["unreadable"]);
});
