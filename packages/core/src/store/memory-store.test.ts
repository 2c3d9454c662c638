import { describe, expect, it } from "vitest";
import { aPool } from "../testing/fixtures.js";
import { sharedStoreCases, storeCases } from "../testing/index.js";
import { MemoryStore } from "./memory-store.js";

describe("MemoryStore", () => {
  for (const { name, run } of storeCases) it(name, () => run(async () => new MemoryStore()));

  for (const { name, run } of sharedStoreCases) {
    it(name, () => {
      const store = new MemoryStore();
      return run(async () => store);
    });
  }

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
