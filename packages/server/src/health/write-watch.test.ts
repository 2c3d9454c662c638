import { AfpoolsError, MemoryStore, PoolService } from "@afpools/core";
import { ManualClock } from "@afpools/core/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { type WriteFailure, WriteWatch } from "./write-watch.js";

/** A store that writes only while there is room. */
class FillingStore extends MemoryStore {
  isFull = false;
  claims = 0;

  constructor() {
    super();
    const claim = this.leases.claim.bind(this.leases);
    this.leases.claim = (lease) => {
      this.claims += 1;
      return this.isFull ? Promise.reject(full()) : claim(lease);
    };
  }

  override write(...change: Parameters<MemoryStore["write"]>) {
    return this.isFull ? Promise.reject(full()) : super.write(...change);
  }
}

const full = () => new AfpoolsError("STORE_UNAVAILABLE", "the disk is full");
const author = { name: "anna", origin: "test" };

function start() {
  const clock = new ManualClock();
  const watch = new WriteWatch(clock);
  const store = new FillingStore();
  const pools = new PoolService(watch.watch(store));
  const told: (string | undefined)[] = [];
  watch.subscribe((failure: WriteFailure | undefined) => told.push(failure?.error.message));
  onTestFinished(() => watch.close());
  /** Lets the clock go on, and what it started end. */
  const pass = async (ms: number) => {
    clock.advance(ms);
    await new Promise(setImmediate);
  };
  return { watch, store, pools, told, pass };
}

describe("a database that takes no writes", () => {
  it("is noticed by a write that fails, and by the next one that does not", async () => {
    const { watch, store, pools, told } = start();
    store.isFull = true;
    await expect(pools.create({ name: "gpu" }, author)).rejects.toThrow("the disk is full");
    await expect(pools.create({ name: "gpu" }, author)).rejects.toThrow("the disk is full");
    expect(watch.failure?.error.message).toBe("the disk is full");
    store.isFull = false;
    await pools.create({ name: "gpu" }, author);
    expect(watch.failure).toBeUndefined();
    expect(told).toEqual(["the disk is full", undefined]);
  });

  it("is noticed though nobody writes, and so is room", async () => {
    const { store, told, pass } = start();
    await pass(60_000);
    expect(told).toEqual([]);
    store.isFull = true;
    await pass(60_000);
    expect(told).toEqual(["the disk is full"]);
    store.isFull = false;
    for (let second = 0; second < 25; second += 5) await pass(5_000);
    expect(told).toHaveLength(1);
    await pass(5_000);
    expect(told).toEqual(["the disk is full", undefined]);
  });

  it("is not told by what is refused for another reason", async () => {
    const { watch, pools } = start();
    await pools.create({ name: "gpu" }, author);
    await expect(pools.create({ name: "gpu" }, author)).rejects.toMatchObject({ code: "NAME_TAKEN" });
    expect(watch.failure).toBeUndefined();
  });

  it("is not tried any more once the watch is closed", async () => {
    const { watch, store, pass } = start();
    await pass(60_000);
    watch.close();
    await pass(600_000);
    expect(store.claims).toBe(1);
  });
});
