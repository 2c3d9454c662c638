import { describe, expect, it } from "vitest";
import { aPool } from "../testing/fixtures.js";
import { sharedStoreCases, storeCases } from "../testing/index.js";
import { MemoryStore } from "./memory-store.js";
import { storeParts } from "./store-parts.js";

describe("MemoryStore", () => {
  for (const { name, run } of storeCases(storeParts)) it(name, () => run(async () => new MemoryStore()));

  for (const { name, run } of sharedStoreCases(storeParts)) {
    it(name, () => {
      const store = new MemoryStore();
      return run(async () => store);
    });
  }

  it("has no part that its cases were not asked for, and none that it lacks is passed over", async () => {
    const whole = new MemoryStore();
    const named = storeCases(["leases"]);
    await expect(named.at(-1)?.run(async () => whole)).rejects.toThrow("strictly deep-equal");
    const ofLeases = named.find(({ needs }) => needs.includes("leases"));
    await expect(ofLeases?.run(async () => ({ ...whole, leases: undefined }) as never)).rejects.toThrow(
      "the store has no leases",
    );
  });

  it("starts with the pools it is given", async () => {
    expect((await new MemoryStore([aPool("gpu", ["pc-01"])]).findPool("GPU"))?.hosts).toHaveLength(1);
  });

  it("tells a closed watch nothing", async () => {
    const store = new MemoryStore();
    const told: unknown[] = [];
    const watch = store.watch((event) => told.push(event));
    await watch.close();
    await watch.refresh();
    expect(told).toEqual([]);
  });
});
