import { AfpoolsError, type AnswerStore, MemoryStore } from "@afpools/core";
import { ManualClock } from "@afpools/core/testing";
import { describe, expect, it, vi } from "vitest";
import { IdempotentAnswers } from "./idempotent-answers.js";
import type { Answer } from "./problem-answer.js";

function start(store: AnswerStore = new MemoryStore().answers) {
  const clock = new ManualClock();
  // Two servers over one database.
  const servers = [new IdempotentAnswers(store, clock), new IdempotentAnswers(store, clock)] as const;
  const done = (body: string): Answer => ({ status: 200, headers: { etag: '"1"' }, body });
  const work = vi.fn(async () => done(`${work.mock.calls.length}`));
  const ask = (key: string, { server = 0, parts = ["POST", "/pools"], credential = "afp_anna" } = {}) =>
    (servers[server] ?? servers[0]).answer({ credential, key, parts }, work);
  const body = async (...args: Parameters<typeof ask>) => (await ask(...args)).body;
  return { clock, store, work, done, ask, body };
}

const refused = expect.objectContaining({ code: "INVALID_ARGUMENT", details: { field: "Idempotency-Key" } });
const unanswered = expect.objectContaining({ code: "CONFLICT", details: { field: "Idempotency-Key" } });

describe("IdempotentAnswers", () => {
  it("gives the same answer to the same key, on any server", async () => {
    const { ask, done, work } = start();
    expect(await ask("a")).toEqual(done("1"));
    expect(await ask("a")).toEqual(done("1"));
    expect(await ask("a", { server: 1 })).toEqual(done("1"));
    expect(await ask("b", { server: 1 })).toEqual(done("2"));
    expect(work).toHaveBeenCalledTimes(2);
  });

  it("waits for the answer that another server is working out", async () => {
    const { body, done, work, clock } = start();
    let finish: (answer: Answer) => void = () => undefined;
    work.mockReturnValueOnce(new Promise((resolve) => (finish = resolve)));
    const first = body("a");
    const second = body("a", { server: 1 });
    await clock.nextDelay();
    finish(done("slow"));
    expect(await first).toBe("slow");
    clock.advance(100);
    expect(await second).toBe("slow");
    expect(work).toHaveBeenCalledTimes(1);
  });

  it("does nothing twice when the first request never got an answer", async () => {
    const { body, work, clock } = start();
    work.mockReturnValueOnce(new Promise(() => undefined));
    void body("a");
    const outcome = body("a", { server: 1 }).catch((error: unknown) => error);
    for (let look = 0; look < 100; look += 1) await clock.advanceToNext();
    expect(await outcome).toEqual(unanswered);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it("keeps credentials apart, and refuses a key for another request", async () => {
    const { body, ask } = start();
    await ask("a");
    expect(await body("a", { credential: "afp_ben" })).toBe("2");
    await expect(ask("a", { parts: ["POST", "/scans"] })).rejects.toThrow(refused);
  });

  it.each(["", "x".repeat(101), "a b", "ä"])("refuses the key %j", async (key) => {
    await expect(start().ask(key)).rejects.toThrow(refused);
  });

  it("takes a key of a hundred characters", async () => {
    expect(await start().body("x".repeat(100))).toBe("1");
  });

  it("looks for old answers at most once in ten minutes", async () => {
    const { answers } = new MemoryStore();
    const deletion = vi.spyOn(answers, "deleteBefore");
    const { ask, clock } = start(answers);
    for (const key of ["a", "b"]) await ask(key);
    clock.advance(10 * 60_000 - 1);
    await ask("c");
    expect(deletion).toHaveBeenCalledTimes(1);
    clock.advance(1);
    await ask("d");
    expect(deletion).toHaveBeenCalledTimes(2);
  });

  it("deletes answers after an hour", async () => {
    const { body, clock } = start();
    await body("a");
    clock.advance(50 * 60_000);
    expect(await body("a")).toBe("1");
    clock.advance(10 * 60_000 + 1);
    expect(await body("a")).toBe("2");
  });

  it("does not keep what the server could not do", async () => {
    const { ask, body, work, done } = start();
    work.mockRejectedValueOnce(new Error("x"));
    await expect(ask("a")).rejects.toThrow("x");
    work.mockResolvedValueOnce({ ...done("away"), status: 500 });
    expect([await body("a"), await body("a"), await body("a")]).toEqual(["away", "3", "3"]);
  });

  it("keeps refusals, which would be the same again", async () => {
    const { body, work, done } = start();
    work.mockResolvedValueOnce({ ...done("taken"), status: 499 });
    expect([await body("a"), await body("a")]).toEqual(["taken", "taken"]);
  });

  it("carries out nothing while the database is unavailable, and gives an answer that cannot be kept", async () => {
    const { answers } = new MemoryStore();
    const away = new AfpoolsError("STORE_UNAVAILABLE", "gone");
    const claim = vi.spyOn(answers, "claim").mockRejectedValueOnce(away);
    const { ask, body, work } = start(answers);
    await expect(ask("a")).rejects.toThrow(away);
    expect(work).not.toHaveBeenCalled();
    claim.mockRestore();
    vi.spyOn(answers, "finish").mockRejectedValue(away);
    vi.spyOn(answers, "deleteBefore").mockRejectedValue(away);
    expect(await body("b")).toBe("1");
  });
});
