import { ManualClock } from "@afpools/core/testing";
import { describe, expect, it, vi } from "vitest";
import { IdempotentAnswers } from "./idempotent-answers.js";

function start() {
  const clock = new ManualClock();
  const answers = new IdempotentAnswers(clock);
  const work = vi.fn(async () => ({ status: 200, headers: {}, body: `${work.mock.calls.length}` }));
  const ask = (key: string, request = ["POST", "/pools"], caller = "anna") =>
    answers.answer({ caller, key }, request, work).then(({ body }) => body);
  return { answers, clock, work, ask };
}

const refused = expect.objectContaining({ code: "INVALID_ARGUMENT", details: { field: "Idempotency-Key" } });

describe("IdempotentAnswers", () => {
  it("gives the same answer to the same key, also while it is being worked out", async () => {
    const { ask } = start();
    expect(await Promise.all([ask("a"), ask("a"), ask("b")])).toEqual(["1", "1", "2"]);
    expect(await ask("a")).toBe("1");
  });

  it("keeps callers apart, and refuses a key for another request", async () => {
    const { ask } = start();
    await ask("a");
    expect(await ask("a", ["POST", "/pools"], "ben")).toBe("2");
    await expect(ask("a", ["POST", "/scans"])).rejects.toThrow(refused);
  });

  it.each(["", "x".repeat(101), "a b", "ä"])("refuses the key %j", async (key) => {
    await expect(start().ask(key)).rejects.toThrow(refused);
  });

  it("forgets after ten minutes", async () => {
    const { ask, clock } = start();
    await ask("a");
    clock.advance(10 * 60_000 - 1);
    expect(await ask("a")).toBe("1");
    clock.advance(1);
    expect(await ask("a")).toBe("2");
  });

  it("does not keep what the server could not do", async () => {
    const { answers, work, ask } = start();
    const fail = () =>
      answers.answer({ caller: "anna", key: "a" }, ["POST", "/pools"], () => Promise.reject(new Error("x")));
    await expect(fail()).rejects.toThrow("x");
    work.mockResolvedValueOnce({ status: 503, headers: {}, body: "away" });
    expect([await ask("a"), await ask("a"), await ask("a")]).toEqual(["away", "2", "2"]);
  });

  it("keeps the last ones alone", async () => {
    const { ask } = start();
    await ask("first");
    for (let number = 0; number < 10_000; number += 1) await ask(`${number}`);
    expect(await ask("9999")).toBe("10001");
    expect(await ask("first")).toBe("10002");
  });
});
