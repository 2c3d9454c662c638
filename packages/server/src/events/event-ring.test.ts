import { describe, expect, it } from "vitest";
import { EventRing } from "./event-ring.js";

const message = (seq: number, length = 10) => ({ seq, bytes: Buffer.alloc(length) });

function ringOf(count: number, limits = { messages: 3, bytes: 100 }) {
  const ring = new EventRing(limits);
  for (let seq = 1; seq <= count; seq += 1) ring.add(message(seq));
  const after = (seq: number) => {
    const found = ring.after(seq, count);
    return typeof found === "object" ? found.seq : found;
  };
  return { ring, after };
}

describe("EventRing", () => {
  it("gives the message behind another one", () => {
    const { after } = ringOf(3);
    expect([0, 1, 2, 3].map(after)).toEqual([1, 2, 3, undefined]);
  });

  it("says what it keeps no more, and what never was", () => {
    const { after } = ringOf(5);
    expect([0, 1, 2, 4, 5, 6].map(after)).toEqual(["missed", "missed", 3, 5, undefined, "missed"]);
  });

  it("is empty at first", () => {
    const { after, ring } = ringOf(0);
    expect([after(0), after(1)]).toEqual([undefined, "missed"]);
    expect(ring.after(3, 4)).toBe("missed");
  });

  it("keeps no more bytes than it may, be it nothing", () => {
    const { ring, after } = ringOf(2, { messages: 9, bytes: 25 });
    ring.add(message(3));
    expect(ring.after(0, 3)).toBe("missed");
    expect(ring.bytesAfter(1)).toBe(20);
    ring.add(message(4, 26));
    expect(ring.after(3, 4)).toBe("missed");
    expect(after(0)).toBe("missed");
  });
});
