import type { PoolChange } from "@afpools/core";
import { poolHost } from "@afpools/core";
import { expect, it } from "vitest";
import { historyPage } from "./history-page.js";

/** A history of `count` changes of as many hosts each, and how many were read. */
function history(count: number, hosts: number) {
  const added = Array.from({ length: hosts }, (_, number) => poolHost(`pc-${number}`));
  const changes = Array.from({ length: count }, (_, number): PoolChange => {
    const id = String(number).padStart(24, "0");
    return {
      id,
      kind: "update",
      poolId: id,
      poolName: "gpu",
      revision: 2,
      diff: { hosts: { added, removed: [] } },
      by: "anna",
      origin: "test",
      at: "2026-01-01T00:00:00.000Z",
    };
  });
  let reads = 0;
  const read = async ({ limit, before }: { limit: number; before?: string }) => {
    const start = before === undefined ? 0 : changes.findIndex(({ id }) => id === before) + 1;
    const found = changes.slice(start, start + limit);
    reads += found.length;
    return found;
  };
  return { read, changes, reads: () => reads };
}

it.each([
  [0, 50, 0, false],
  [50, 50, 50, false],
  [51, 50, 50, true],
  [130, 200, 130, false],
  [130, 130, 130, false],
  [200, 120, 120, true],
  [100, 1, 1, true],
])("of %i changes and a limit of %i gives %i; more: %s", async (count, limit, given, more) => {
  const { read, changes } = history(count, 1);
  expect(await historyPage(read, limit)).toEqual({ changes: changes.slice(0, given), more });
});

it("gives fewer large ones, at least one, and reads no more than it has to", async () => {
  const { read, reads } = history(1_000, 20_000);
  const page = await historyPage(read, 1_000);
  expect([page.changes.length, page.more]).toEqual([6, true]);
  expect(reads()).toBeLessThanOrEqual(51);
  const huge = history(3, 200_000);
  const first = await historyPage(huge.read, 3);
  expect([first.changes.length, first.more]).toEqual([1, true]);
});
