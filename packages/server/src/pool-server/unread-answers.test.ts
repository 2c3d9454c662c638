import { expect, it } from "vitest";
import { UnreadAnswers } from "./unread-answers.js";

function debtors(count: number) {
  const evicted: number[] = [];
  return {
    evicted,
    list: Array.from({ length: count }, (_, id) => ({ evict: () => void evicted.push(id) })),
  };
}

it("ends the oldest ones until the rest is within the limit", () => {
  const unread = new UnreadAnswers(100);
  const { evicted, list } = debtors(4);
  for (const debtor of list.slice(0, 3)) unread.add(debtor, 30);
  expect(evicted).toEqual([]);
  for (const debtor of list.slice(3)) unread.add(debtor, 70);
  expect(evicted).toEqual([0, 1]);
});

it("ends one that alone is more than the limit", () => {
  const unread = new UnreadAnswers(100);
  const { evicted, list } = debtors(1);
  for (const debtor of list) unread.add(debtor, 101);
  expect(evicted).toEqual([0]);
});

it("counts no more what was taken, and counts a debtor once", () => {
  const unread = new UnreadAnswers(100);
  const { evicted, list } = debtors(3);
  for (const debtor of list) {
    unread.add(debtor, 90);
    unread.add(debtor, 40);
    unread.add(debtor, 90);
    unread.delete(debtor);
    unread.delete(debtor);
  }
  expect(evicted).toEqual([]);
});
