import { describe, expect, it } from "vitest";
import { AttemptLines } from "./attempt-lines.js";

/** Work that ends when it is told to. */
function work() {
  let end: () => void = () => undefined;
  let hasBegun = false;
  const promise = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    end: () => end(),
    begun: () => hasBegun,
    run: async () => {
      hasBegun = true;
      await promise;
    },
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("AttemptLines", () => {
  it("does one thing after another of one key, and those of others meanwhile", async () => {
    const lines = new AttemptLines();
    const [first, second, other] = [work(), work(), work()];
    const done = [lines.run("a", first.run), lines.run("a", second.run), lines.run("b", other.run)];
    await settled();
    expect([first.begun(), second.begun(), other.begun()]).toEqual([true, false, true]);
    first.end();
    await settled();
    expect(second.begun()).toBe(true);
    second.end();
    other.end();
    await Promise.all(done);
  });

  it("goes on after one that fails, and gives what it did", async () => {
    const lines = new AttemptLines();
    const failed = lines.run("a", () => Promise.reject(new Error("wrong")));
    const done = lines.run("a", async () => "done");
    await expect(failed).rejects.toThrow("wrong");
    expect(await done).toBe("done");
  });

  it("lets 32 of one key wait, and refuses the next one; room comes free again", async () => {
    const lines = new AttemptLines();
    const all = Array.from({ length: 33 }, work);
    const done = all.map(({ run }) => lines.run("a", run));
    const refused = { code: "TOO_MANY_ATTEMPTS", details: { retryInSeconds: 5 } };
    await expect(lines.run("a", async () => undefined)).rejects.toMatchObject(refused);
    await lines.run("b", async () => undefined);
    all[0]?.end();
    await done[0];
    const next = work();
    const last = lines.run("a", next.run);
    await expect(lines.run("a", async () => undefined)).rejects.toMatchObject(refused);
    for (const { end } of [...all, next]) end();
    expect(lines.size).toBe(1);
    await Promise.all([...done, last]);
    expect(lines.size).toBe(0);
  });
});
