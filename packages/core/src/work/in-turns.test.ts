import { describe, expect, it } from "vitest";
import { inTurns, skipTurn } from "./in-turns.js";
import { finish, type Steps } from "./steps.js";

/** Steps of half a millisecond each, which note who ran. */
function* busy(name: string, count: number, notes: string[] = []): Steps<string> {
  for (let step = 0; step < count; step += 1) {
    const until = performance.now() + 0.5;
    while (performance.now() < until);
    notes.push(name);
    yield;
  }
  return name;
}

describe("finish", () => {
  it("runs all steps", () => {
    expect(finish(busy("a", 3))).toBe("a");
  });

  it("throws what a step throws", () => {
    const failing = (function* (): Steps<never> {
      yield;
      throw new Error("broken");
    })();
    expect(() => finish(failing)).toThrow("broken");
  });
});

describe("inTurns", () => {
  it("lets the event loop do other things between slices", async () => {
    let turns = 0;
    let isDone = false;
    const count = () => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    expect(await inTurns(busy("a", 100))).toBe("a");
    isDone = true;
    // 100 steps take at least 50 ms, of which a slice is eight.
    expect(turns).toBeGreaterThanOrEqual(4);
  });

  it("gives several callers a slice each, one after another", async () => {
    const notes: string[] = [];
    await Promise.all([inTurns(busy("a", 40, notes)), inTurns(busy("b", 40, notes))]);
    const changes = notes.filter((name, index) => index > 0 && name !== notes[index - 1]).length;
    expect(changes).toBeGreaterThanOrEqual(3);
  });

  it("rejects with what a step throws, and with the reason of an abort", async () => {
    const failing = (function* (): Steps<never> {
      yield;
      throw new Error("broken");
    })();
    await expect(inTurns(failing)).rejects.toThrow("broken");
    const controller = new AbortController();
    const endless = (function* (): Steps<never> {
      for (;;) yield;
    })();
    const running = inTurns(endless, controller.signal);
    setImmediate(() => controller.abort(new Error("given up")));
    await expect(running).rejects.toThrow("given up");
  });

  it("leaves turns to others when it is told to", async () => {
    let isSkipping = true;
    let seen = 0;
    const notes: string[] = [];
    const skip = () => {
      seen = notes.length;
      if (isSkipping) skipTurn();
    };
    const running = inTurns(busy("a", 60, notes));
    const begun = notes.length;
    for (let turn = 0; turn < 10; turn += 1) {
      skip();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(seen).toBe(begun);
    isSkipping = false;
    expect(await running).toBe("a");
  });
});
