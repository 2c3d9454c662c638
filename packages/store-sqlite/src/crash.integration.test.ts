import { type Pool, type PoolChange, poolAfter } from "@afpools/core";
import { expect, test } from "vitest";
import { childProcesses } from "./testing/child-process.js";
import { openStore, tempPath } from "./testing/temp-database.js";

const rounds = 20;
const writersAtOnce = 4;
const start = childProcesses();

test(`${writersAtOnce} writers killed ${rounds} times have lost nothing that was acknowledged and left nothing half written`, async () => {
  const path = tempPath();
  const acknowledged: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const writers = Array.from({ length: writersAtOnce }, (_, index) =>
      start("churn", path, `${round}-${index}`),
    );
    await Promise.all(writers.map((writer) => writer.said(1)));
    // Somewhere in the middle of what they are doing then, which takes them a few milliseconds a change.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
    await Promise.all(writers.map((writer) => writer.kill()));
    acknowledged.push(...writers.flatMap((writer) => writer.lines));

    const store = openStore(path);
    const history = [...(await store.history({ limit: 10_000 }))].reverse();
    const ids = new Set(history.map((change) => change.id));
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
    expect(await store.listPools()).toEqual(replay(history));
    expect(await store.diagnose()).toEqual([]);
    await store.close();
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(rounds * writersAtOnce);
}, 120_000);

function replay(history: readonly PoolChange[]): Pool[] {
  const pools = new Map<string, Pool>();
  for (const change of history) {
    if (change.kind === "delete") pools.delete(change.poolId);
    else pools.set(change.poolId, poolAfter(pools.get(change.poolId), change));
  }
  return [...pools.values()];
}
