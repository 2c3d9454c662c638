import { expect, it } from "vitest";
import { UnreadBytes } from "./unread-bytes.js";

function slowReaders(count: number) {
  const evicted: number[] = [];
  return {
    evicted,
    list: Array.from({ length: count }, (_, id) => ({ evict: () => void evicted.push(id) })),
  };
}

it("ends the slowest connections until the rest is within the limit", () => {
  const unread = new UnreadBytes(100);
  const { evicted, list } = slowReaders(4);
  for (const reader of list.slice(0, 3)) unread.add(reader, 30);
  expect(evicted).toEqual([]);
  for (const reader of list.slice(3)) unread.add(reader, 70);
  expect(evicted).toEqual([0, 1]);
});

it("ends a connection that exceeds the limit alone", () => {
  const unread = new UnreadBytes(100);
  const { evicted, list } = slowReaders(1);
  for (const reader of list) unread.add(reader, 101);
  expect(evicted).toEqual([0]);
});

it("does not count what was read, and counts a connection once", () => {
  const unread = new UnreadBytes(100);
  const { evicted, list } = slowReaders(3);
  for (const reader of list) {
    unread.add(reader, 90);
    unread.add(reader, 40);
    unread.add(reader, 90);
    unread.delete(reader);
    unread.delete(reader);
  }
  expect(evicted).toEqual([]);
});
