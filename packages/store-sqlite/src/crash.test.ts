import { type Pool, type PoolChange, poolAfter } from "@afpools/core";
import { expect, test } from "vitest";
import { childProcesses } from "./testing/child-process.js";
import { openStore, tempPath } from "./testing/temp-database.js";

const kills = 25;
const start = childProcesses();

test(`a writer killed ${kills} times has lost nothing that was acknowledged and left nothing half written`, async () => {
  const path = tempPath();
  const acknowledged: string[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    const child = start("churn", path, `pools-${kill}`);
    await child.said(1 + Math.floor(Math.random() * 12));
    // Somewhere in the middle of what it is doing then, which takes it a few milliseconds.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
    await child.kill();
    acknowledged.push(...child.lines);

    const store = openStore(path);
    const history = [...(await store.history({ limit: 10_000 }))].reverse();
    const ids = new Set(history.map((change) => change.id));
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
    expect(await store.listPools()).toEqual(replay(history));
    expect(await store.diagnose()).toEqual([]);
    await store.close();
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(kills);
}, 120_000);

function replay(history: readonly PoolChange[]): Pool[] {
  const pools = new Map<string, Pool>();
  for (const change of history) {
    if (change.kind === "delete") pools.delete(change.poolId);
    else pools.set(change.poolId, poolAfter(pools.get(change.poolId), change));
  }
  return [...pools.values()];
}
