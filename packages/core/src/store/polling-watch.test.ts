import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Pool } from "../pools/pool.js";
import type { PoolDeletion } from "../pools/pool-change.js";
import { aPool } from "../testing/fixtures.js";
import { pollingWatch } from "./polling-watch.js";
import type { StoreEvent } from "./pool-store.js";
import { storeUnavailableError } from "./store-errors.js";

type Answer = readonly Pool[] | undefined | Error;

/** A watch over answers that the test gives by hand. */
function watchAnswers() {
  const told: string[] = [];
  const reads: { reason: string; previous: readonly Pool[] | undefined; answer: (answer: Answer) => void }[] =
    [];
  const watch = pollingWatch({
    intervalMs: 500,
    listener: (event: StoreEvent) => told.push(describeEvent(event)),
    read: (previous, reason) =>
      new Promise((resolve, reject) => {
        const answer = (value: Answer) => (value instanceof Error ? reject(value) : resolve(value));
        reads.push({ reason, previous, answer });
      }),
  });
  const answer = async (value: Answer) => {
    await vi.advanceTimersByTimeAsync(0);
    reads.at(-1)?.answer(value);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { told, reads, watch, answer };
}

const describeEvent = (event: StoreEvent) =>
  event.kind === "pools"
    ? event.pools.map((pool) => pool.name).join() || "no pools"
    : `away: ${event.error.code}`;

const pools = [aPool("gpu")];
const aDeletion: PoolDeletion = {
  id: "c1",
  kind: "delete",
  poolId: pools[0]?.id ?? "",
  poolName: "gpu",
  revision: 2,
  by: "ben",
  origin: "test",
  at: "2026-01-01T12:00:00.000Z",
};
const gone = (reason: string) => storeUnavailableError("test:", reason);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("pollingWatch", () => {
  it("looks at once, then an interval after the end of each look, and tells what differs", async () => {
    const { told, reads, answer } = watchAnswers();
    await answer([]);
    expect(told).toEqual(["no pools"]);
    await vi.advanceTimersByTimeAsync(499);
    expect(reads).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(reads).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(reads).toHaveLength(2);
    await answer(undefined);
    expect(told).toEqual(["no pools"]);
    await vi.advanceTimersByTimeAsync(500);
    await answer(pools);
    expect(told).toEqual(["no pools", "gpu"]);
    expect(reads.map(({ reason, previous }) => [reason, previous])).toEqual([
      ["timer", undefined],
      ["timer", []],
      ["timer", []],
    ]);
  });

  it("tells that the store is away once for each reason, and that it is back", async () => {
    const { told, answer } = watchAnswers();
    await answer(pools);
    for (const reason of ["refused", "refused", "no such host"]) {
      await vi.advanceTimersByTimeAsync(500);
      await answer(gone(reason));
    }
    expect(told).toEqual(["gpu", "away: STORE_UNAVAILABLE", "away: STORE_UNAVAILABLE"]);
    await vi.advanceTimersByTimeAsync(500);
    await answer(undefined);
    expect(told.slice(3)).toEqual(["gpu"]);
    await vi.advanceTimersByTimeAsync(500);
    await answer(gone("no such host"));
    expect(told.slice(4)).toEqual(["away: STORE_UNAVAILABLE"]);
  });

  it("wraps what is no AfpoolsError", async () => {
    const { told, answer } = watchAnswers();
    await answer(new TypeError("bug"));
    expect(told).toEqual(["away: INTERNAL"]);
  });

  it("looks again on refresh, which resolves after the listener was told", async () => {
    const { told, reads, watch, answer } = watchAnswers();
    await answer([]);
    const refreshed = watch.refresh().then(() => told.push("refreshed"));
    await answer(pools);
    await refreshed;
    expect(told).toEqual(["no pools", "gpu", "refreshed"]);
    expect(reads.at(-1)?.reason).toBe("refresh");
  });

  it("does not take an older look that is under way for a refresh, but one that waits for all of them", async () => {
    const { told, reads, watch, answer } = watchAnswers();
    const done = [watch.refresh(), watch.refresh(), watch.refresh()];
    await answer([]);
    expect(told).toEqual(["no pools"]);
    const later = watch.refresh();
    await answer(pools);
    await Promise.all(done);
    expect(told).toEqual(["no pools", "gpu"]);
    await answer(undefined);
    await later;
    expect(reads.map(({ reason }) => reason)).toEqual(["timer", "refresh", "refresh"]);
  });

  it("rejects a refresh when the store is away, and goes on looking", async () => {
    const { told, watch, answer } = watchAnswers();
    await answer(pools);
    const refreshed = expect(watch.refresh()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await answer(gone("refused"));
    await refreshed;
    await vi.advanceTimersByTimeAsync(500);
    await answer(undefined);
    expect(told).toEqual(["gpu", "away: STORE_UNAVAILABLE", "gpu"]);
  });

  it("tells and reads nothing after close, which waits for the look under way", async () => {
    const { told, reads, watch, answer } = watchAnswers();
    await vi.advanceTimersByTimeAsync(0);
    const closed = watch.close().then(() => told.push("closed"));
    await answer(pools);
    await closed;
    await watch.refresh();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(told).toEqual(["closed"]);
    expect(reads).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not take a listener that throws for a store that is away", async () => {
    const tasks: (() => void)[] = [];
    const listener = vi.fn(() => {
      throw new Error("listener broke");
    });
    const spy = vi.spyOn(globalThis, "queueMicrotask").mockImplementation((task) => void tasks.push(task));
    const watch = pollingWatch({ listener, read: async () => pools, intervalMs: 500 });
    await watch.refresh();
    spy.mockRestore();
    expect(listener.mock.calls).toEqual([[{ kind: "pools", pools }], [{ kind: "pools", pools }]]);
    expect(tasks[0]).toThrow("listener broke");
    await watch.close();
  });

  it("tells with the next look who deleted a pool, where the history was not to be read at first", async () => {
    const told: StoreEvent[] = [];
    const answers: Answer[] = [pools, undefined, [], undefined];
    const by: (PoolDeletion | Error)[] = [gone("no answer"), aDeletion];
    const watch = pollingWatch({
      listener: (event) => told.push(event),
      read: async () => answers.shift() as readonly Pool[],
      intervalMs: 500,
      deletionOf: async () => {
        const next = by.shift();
        if (next instanceof Error) throw next;
        return next;
      },
    });
    await watch.refresh();
    await expect(watch.refresh()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await watch.refresh();
    expect(told.slice(-2)).toEqual([
      { kind: "away", error: gone("no answer") },
      { kind: "pools", pools: [], deletions: [aDeletion] },
    ]);
    await watch.close();
  });
});
