import { describe, expect, it, vi } from "vitest";
import { systemClock } from "../clock/clock.js";
import { AfpoolsError } from "../errors.js";
import { MemoryStore } from "../store/memory-store.js";
import type { StoreListener } from "../store/pool-store.js";
import { storeUnavailableError } from "../store/store-errors.js";
import { aPool } from "../testing/fixtures.js";
import { ManualClock } from "../testing/manual-clock.js";
import { LivePools, snapshotAge } from "./live-pools.js";

/** A store whose watch tells what the test says, and a clock that the test moves. */
class ScriptedStore extends MemoryStore {
  tell: StoreListener = () => undefined;
  readonly ended = vi.fn();
  override watch(listener: StoreListener) {
    this.tell = listener;
    return { refresh: async () => undefined, close: async () => this.ended() };
  }
}

function start() {
  const store = new ScriptedStore();
  const clock = { seconds: 0 };
  const now = () => new Date(Date.UTC(2026, 0, 1) + clock.seconds * 1_000);
  const live = new LivePools(store, { clock: { ...systemClock, date: () => now().getTime() } });
  const versions: string[] = [];
  live.subscribe(({ version, away }) => versions.push(`${version}${away ? " away" : ""}`));
  return { store, clock, now, live, versions };
}

const gone = (reason: string) => storeUnavailableError("test:", reason);

describe("LivePools", () => {
  it("has no pools at version 0 until the store tells some", () => {
    const { store, live, versions } = start();
    expect(live.current).toEqual({ pools: [], version: 0 });
    store.tell({ kind: "pools", pools: [] });
    expect(live.current).toEqual({ pools: [], version: 1 });
    expect(versions).toEqual(["1"]);
  });

  it("counts versions up only when the pools differ", () => {
    const { store, live, versions } = start();
    const pool = aPool("gpu");
    store.tell({ kind: "pools", pools: [pool] });
    store.tell({ kind: "pools", pools: [pool] });
    store.tell({ kind: "pools", pools: [aPool("gpu")] });
    expect(versions).toEqual(["1", "2"]);
    expect(live.current.pools).not.toContain(pool);
  });

  it("keeps the last pools while the store is away, and says since when", () => {
    const { store, clock, now, live, versions } = start();
    const pool = aPool("gpu");
    store.tell({ kind: "pools", pools: [pool] });
    expect(snapshotAge(live.current, now())).toBe(0);
    clock.seconds = 10;
    store.tell({ kind: "away", error: gone("first") });
    clock.seconds = 15.9;
    store.tell({ kind: "away", error: gone("second") });
    expect(live.current.pools).toEqual([pool]);
    expect(live.current.away?.error.message).toContain("second");
    expect(snapshotAge(live.current, now())).toBe(6);
    store.tell({ kind: "pools", pools: [pool] });
    expect(live.current).toEqual({ pools: [pool], version: 1 });
    expect(snapshotAge(live.current, now())).toBe(0);
    expect(versions).toEqual(["1", "1 away", "1 away", "1"]);
  });

  it("has an age as soon as the database is away, also when the clock was set back", () => {
    const { store, now, live } = start();
    store.tell({ kind: "away", error: gone("x") });
    expect(snapshotAge(live.current, now())).toBe(1);
    expect(snapshotAge(live.current, new Date(now().getTime() - 5_000))).toBe(1);
  });

  it("tells nobody after it was closed, and ends the watch", async () => {
    const { store, live, versions } = start();
    await live.close();
    expect(store.ended).toHaveBeenCalledOnce();
    store.tell({ kind: "pools", pools: [] });
    expect(versions).toEqual([]);
  });

  it("follows a store, and is current when refresh resolves", async () => {
    const store = new MemoryStore([aPool("gpu")]);
    const live = new LivePools(store);
    await live.refresh();
    expect(live.current.pools.map((pool) => pool.name)).toEqual(["gpu"]);
    await store.close();
    await expect(live.refresh()).rejects.toBeInstanceOf(AfpoolsError);
  });

  it("tells the pools anew when a rule ends, by the date", async () => {
    const store = new ScriptedStore();
    const clock = new ManualClock();
    const live = new LivePools(store, { clock });
    const told: unknown[] = [];
    live.subscribe(({ pools, version }) => told.push([version, pools.map(({ resting }) => resting)]));
    const ends = (seconds: number) => `ws-* until ${new Date(seconds * 1_000).toISOString().slice(0, 19)}Z`;
    const [gpu, night] = [aPool("gpu"), aPool("night", [], [ends(60), ends(7_200), "pc-1"])];
    store.tell({ kind: "pools", pools: [gpu, night] });
    expect(live.current.pools[1]).toBe(night);
    clock.advance(59_999);
    expect(told).toEqual([[1, [undefined, undefined]]]);
    clock.advance(1);
    expect(told.slice(1)).toEqual([[2, [undefined, [ends(60)]]]]);
    expect(live.current.pools[0]).toBe(gpu);
    // Told again by the store it is the same.
    store.tell({ kind: "pools", pools: [gpu, night] });
    expect(told).toHaveLength(2);
    // While the machine was suspended the date went on.
    clock.suspend(7_200_000);
    clock.advance(10_000);
    expect(told.slice(2)).toEqual([[3, [undefined, [ends(60), ends(7_200)]]]]);
    await live.close();
    await expect(Promise.race([clock.nextDelay(), "none"])).resolves.toBe("none");
  });

  it("works out the rules of many pools in turns, one telling after another", async () => {
    const store = new ScriptedStore();
    const clock = new ManualClock();
    const live = new LivePools(store, { clock });
    const told: unknown[] = [];
    live.subscribe(({ pools, away }) => told.push(away ? "away" : pools.length));
    const ends = "1970-01-01T00:01:00Z";
    const many = Array.from({ length: 30 }, (_, pool) =>
      aPool(
        `p${pool}`,
        [],
        Array.from({ length: 100 }, (_, rule) => `h${rule}-* until ${ends}`),
      ),
    );
    store.tell({ kind: "pools", pools: many });
    store.tell({ kind: "away", error: gone("x") });
    store.tell({ kind: "pools", pools: [] });
    expect(told).toEqual([]);
    await live.refresh();
    expect(told).toEqual([30, "away", 0]);
    // They are known by now.
    store.tell({ kind: "pools", pools: many });
    expect(told).toEqual([30, "away", 0, 30]);
    clock.advance(60_000);
    expect(told).toHaveLength(4);
    await live.refresh();
    expect(told).toHaveLength(5);
    expect(live.current.pools[29]?.resting).toHaveLength(100);
    clock.advance(10_000);
    store.tell({ kind: "pools", pools: many.map((pool) => ({ ...pool, rules: [...pool.rules] })) });
    await live.close();
    await live.refresh();
    expect(told).toHaveLength(5);
  });
});
