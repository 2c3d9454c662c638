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
  let most = 0;
  const read = async ({ limit, before }: { limit: number; before?: string }) => {
    const start = before === undefined ? 0 : changes.findIndex(({ id }) => id === before) + 1;
    const found = changes.slice(start, start + limit);
    reads += found.length;
    most = Math.max(most, found.length);
    return found;
  };
  return { read, changes, reads: () => reads, most: () => most };
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
  expect(await historyPage(read, { limit })).toEqual({
    changes: changes.slice(0, given),
    more,
    next: more ? changes[given - 1]?.id : null,
  });
});

it("gives fewer large ones, at least one, and reads no more than it has to", async () => {
  const { read, reads } = history(1_000, 20_000);
  const page = await historyPage(read, { limit: 1_000 });
  expect([page.changes.length, page.more]).toEqual([6, true]);
  expect(reads()).toBeLessThanOrEqual(8);
  const huge = history(3, 200_000);
  const first = await historyPage(huge.read, { limit: 3 });
  expect([first.changes.length, first.more]).toEqual([1, true]);
});

it("reads no more than it may for one answer where large ones are not wanted, and few at a time", async () => {
  const { read, reads, most, changes } = history(1_000, 20_000);
  const filter = { by: "nobody" };
  const first = await historyPage(read, { limit: 50, filter });
  expect([first.changes, first.more]).toEqual([[], true]);
  expect(reads()).toBeLessThanOrEqual(8);
  expect(most()).toBe(2);
  const place = changes.findIndex(({ id }) => id === first.next);
  expect(place).toBeGreaterThan(0);
  const second = await historyPage(read, { limit: 50, filter, before: first.next ?? "" });
  expect(changes.findIndex(({ id }) => id === second.next)).toBeGreaterThan(place);
  // One that is larger than all that may be read is read nevertheless.
  const huge = history(3, 200_000);
  expect((await historyPage(huge.read, { limit: 3, filter })).next).toBe(huge.changes[0]?.id);
});

const at = (day: number) => `2026-01-${String(day).padStart(2, "0")}T12:00:00.000Z`;
const hosts = (...names: string[]) => ({ hosts: { added: names.map(poolHost), removed: [] } });
const [base] = history(1, 1).changes;

/** Seven changes, the newest first: on days 7 to 1. */
const seven = [
  { by: "anna", diff: hosts("pc-1") },
  { by: "Ben", kind: "delete", diff: { hosts: { added: [], removed: [poolHost("PC-2")] } } },
  { by: "anna", undoes: "x", diff: {} },
  { by: "anna", diff: { rules: { added: ["pc-*"], removed: [] } } },
  { by: "ben", kind: "create", diff: hosts("pc-2", "pc-3") },
  { by: "eve", kind: "create", diff: { rules: { added: ["ws-7 until 2026-02-01T08:00:00Z"], removed: [] } } },
  { by: "eve", diff: { rules: { added: ["gpu & ram>=64G", "(", "host:WS-1"], removed: ["never ws-7"] } } },
].map((members, index) => ({ ...base, id: String(index), at: at(7 - index), ...members }) as PoolChange);
const readSeven: Parameters<typeof historyPage>[0] = async ({ limit, before }) =>
  seven.filter(({ id }) => before === undefined || id > before).slice(0, limit);

it.each([
  [{ by: "BEN" }, ["1", "4"]],
  [{ host: "PC-2" }, ["1", "3", "4"]],
  [{ host: "ws-7" }, ["5", "6"]],
  [{ host: "ws-8" }, []],
  [{ kind: "undo" }, ["2"]],
  [{ kind: "update" }, ["0", "3", "6"]],
  [{ since: at(5) }, ["0", "1", "2"]],
  [{ until: at(5) }, ["3", "4", "5", "6"]],
  [{ by: "anna", since: at(4), until: at(7) }, ["2", "3"]],
  [{ by: "carl" }, []],
] as const)("finds those of %j", async (filter, ids) => {
  const page = await historyPage(readSeven, { limit: 50, filter });
  expect([page.changes.map(({ id }) => id), page.next]).toEqual([ids, null]);
});

it("goes on where it stopped, and reads no more than it may for one answer", async () => {
  const first = await historyPage(readSeven, { limit: 1, filter: { by: "ben" } });
  expect([first.changes.map(({ id }) => id), first.next]).toEqual([["1"], "1"]);
  const second = await historyPage(readSeven, { limit: 1, before: "1", filter: { by: "ben" } });
  expect(second.changes.map(({ id }) => id)).toEqual(["4"]);
  const { read, reads, changes } = history(10_000, 1);
  const none = await historyPage(read, { limit: 50, filter: { by: "nobody" } });
  expect([none.changes, none.more]).toEqual([[], true]);
  expect(reads()).toBeLessThan(2_200);
  expect(changes.findIndex(({ id }) => id === none.next)).toBeGreaterThan(1_800);
});
