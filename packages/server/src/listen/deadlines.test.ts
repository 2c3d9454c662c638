import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Deadlines } from "./deadlines.js";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

function start() {
  const deadlines = new Deadlines({ short: 100, long: 1_000 });
  const expired: string[] = [];
  return {
    deadlines,
    expired,
    create: (name: string) => deadlines.create((kind) => void expired.push(`${name} ${kind}`)),
  };
}

describe("Deadlines", () => {
  it("expire in their time, each of its kind", () => {
    const { create, expired } = start();
    const [a, b] = [create("a"), create("b")];
    a.set("long");
    b.set("short");
    expect([a.kind, b.kind]).toEqual(["long", "short"]);
    vi.advanceTimersByTime(99);
    expect(expired).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(expired).toEqual(["b short"]);
    expect(b.kind).toBeUndefined();
    vi.advanceTimersByTime(900);
    expect(expired).toEqual(["b short", "a long"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("begin anew when they are set again, and end when they are cleared", () => {
    const { create, expired } = start();
    const [a, b, c] = [create("a"), create("b"), create("c")];
    for (const deadline of [a, b, c]) deadline.set("short");
    vi.advanceTimersByTime(60);
    a.set("short");
    b.set("long");
    c.clear();
    vi.advanceTimersByTime(99);
    expect(expired).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(expired).toEqual(["a short"]);
    vi.advanceTimersByTime(10_000);
    expect(expired).toEqual(["a short", "b long"]);
  });

  it("may be set again by what they call", () => {
    const { deadlines, expired } = start();
    const again = deadlines.create((kind) => {
      expired.push(kind);
      if (expired.length < 3) again.set(kind);
    });
    again.set("short");
    vi.advanceTimersByTime(10_000);
    expect(expired).toEqual(["short", "short", "short"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("that expire at once are carried out in several turns of the loop", async () => {
    vi.useRealTimers();
    const deadlines = new Deadlines({ short: 1 });
    let thisTurn = 0;
    let most = 0;
    const expired = Array.from({ length: 10 }, () => {
      return new Promise<void>((resolve) => {
        deadlines
          .create(() => {
            if (thisTurn === 0) {
              setImmediate(() => {
                thisTurn = 0;
              });
            }
            thisTurn += 1;
            most = Math.max(most, thisTurn);
            const until = performance.now() + 5;
            while (performance.now() < until);
            resolve();
          })
          .set("short");
      });
    });
    await Promise.all(expired);
    expect(most).toBeLessThanOrEqual(2);
  });

  it("expire no more once closed", () => {
    const { deadlines, create, expired } = start();
    create("a").set("short");
    deadlines.close();
    create("b").set("long");
    vi.advanceTimersByTime(10_000);
    expect(expired).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
