import { describe, expect, it, onTestFinished } from "vitest";
import { LoopWatch } from "./loop-watch.js";

function hold(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe("work that holds the event loop", () => {
  it("is told with how long it took", async () => {
    const watch = new LoopWatch();
    onTestFinished(() => watch.close());
    const told = new Promise<number>((resolve) => watch.subscribe(({ ms }) => resolve(ms)));
    // The histogram begins to count with its first timer.
    await new Promise((resolve) => setTimeout(resolve, 50));
    hold(700);
    const ms = await told;
    expect(ms).toBeGreaterThanOrEqual(600);
    expect(watch.hold?.ms).toBe(ms);
    expect(watch.delayMs).toBeGreaterThanOrEqual(ms);
  });
});
