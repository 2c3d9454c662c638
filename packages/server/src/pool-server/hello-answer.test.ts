import { LivePools, MemoryStore, PoolService } from "@afpools/core";
import { expect, it, onTestFinished } from "vitest";
import { HelloAnswer } from "./hello-answer.js";
import { LegacyUsage } from "./legacy-usage.js";
import { SnapshotAnswers } from "./snapshot-answers.js";

const read = (body: Uint8Array) => JSON.parse(Buffer.from(body).toString());

it("is encoded once for as long as it stays the same, and never told as it was before", async () => {
  const store = new MemoryStore();
  const live = new LivePools(store);
  onTestFinished(() => live.close());
  await live.refresh();
  const legacyUsage = new LegacyUsage();
  const answers = new SnapshotAnswers({ live, farm: undefined, legacyForm: "compact" });
  const hello = new HelloAnswer({ live, answers, legacyUsage });

  const first = hello.body(false);
  expect(hello.body(false)).toBe(first);
  expect(read(first)).toMatchObject({
    snapshot: { pools: 0, age: 0 },
    writes: false,
    legacy: { clients: 0 },
  });

  expect(read(hello.body(true)).writes).toBe(true);
  await new PoolService(store).create({ name: "gpu" }, { name: "anna", origin: "test" });
  await live.refresh();
  expect(read(hello.body(true)).snapshot.pools).toBe(1);
  legacyUsage.answered({ address: "10.0.0.7", loopback: false }, 100_000);
  expect(read(hello.body(true)).legacy).toEqual({ clients: 1, cut: 1, bytes: 100_000 });
  legacyUsage.answered({ address: "10.0.0.7", loopback: false }, 10);
  expect(read(hello.body(true)).legacy).toEqual({ clients: 1, cut: 0, bytes: 10 });
});
