import { type HostFacts, MemoryStore, type SaidFacts, storeUnavailableError } from "@afpools/core";
import { ManualClock } from "@afpools/core/testing";
import { describe, expect, it } from "vitest";
import { LogRecorder } from "../testing/log-recorder.js";
import { HostMemory } from "./host-memory.js";

/** A store of facts that counts writes, and fails when the test says so. */
function aStore() {
  const { facts } = new MemoryStore();
  const puts: (readonly string[])[] = [];
  const state = { isAway: false };
  const assertThere = () => {
    if (state.isAway) throw storeUnavailableError("memory:", "it is away");
  };
  return {
    state,
    puts,
    facts,
    store: {
      list: async (names?: readonly string[]) => {
        assertThere();
        return facts.list(names);
      },
      put: async (said: readonly SaidFacts[]) => {
        assertThere();
        puts.push(said.map(({ name, facts: { ram } }) => `${name} ${ram}`));
        await facts.put(said);
      },
    },
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

function aMemory({ store }: ReturnType<typeof aStore>, clock = new ManualClock()) {
  const log = new LogRecorder();
  const memory = new HostMemory({ store, mostFlips: 2, log, clock });
  const pass = async (ms: number) => {
    clock.advance(ms);
    await settled();
  };
  return { memory, log, pass };
}

const ram = (bytes: number): HostFacts => ({ ram: bytes });

describe("HostMemory", () => {
  it("writes what differs from what is there, together, and nothing else", async () => {
    const there = aStore();
    await there.facts.put([
      { name: "pc-1", facts: ram(1), at: "2026-01-01T12:00:00.000Z" },
      { name: "pc-2", facts: ram(2), at: "2026-01-01T12:00:00.000Z" },
    ]);
    const { memory, pass } = aMemory(there);
    // Read from afserver before the database was.
    memory.note("pc-1", ram(1));
    memory.note("pc-3", ram(3));
    await settled();
    expect(memory.recall("pc-2")).toEqual(ram(2));
    memory.note("pc-2", ram(2));
    memory.note("pc-3", ram(30));
    await pass(1_000);
    expect(there.puts).toEqual([["pc-3 30"]]);
    memory.note("pc-3", ram(30));
    await pass(60_000);
    expect(there.puts).toHaveLength(1);
    memory.note("pc-1", ram(10));
    await pass(999);
    expect(there.puts).toHaveLength(1);
    await pass(1);
    expect(there.puts).toEqual([["pc-3 30"], ["pc-1 10"]]);
    expect(memory.recall("pc-1")).toEqual(ram(10));
  });

  it("tells once it knows what was written earlier, also of a database that was away", async () => {
    const there = aStore();
    await there.facts.put([{ name: "pc-1", facts: ram(1), at: "2026-01-01T12:00:00.000Z" }]);
    there.state.isAway = true;
    const { memory, log, pass } = aMemory(there);
    let told = 0;
    memory.onNews(() => told++);
    memory.note("pc-2", ram(2));
    await pass(5_000);
    await pass(5_000);
    expect([told, memory.recall("pc-1"), there.puts]).toEqual([0, undefined, []]);
    expect(log.lines.map(({ message }) => message)).toEqual(["failed to store facts of hosts; will retry"]);
    there.state.isAway = false;
    await pass(5_000);
    expect([told, memory.recall("pc-1")]).toEqual([1, ram(1)]);
    await pass(1_000);
    expect(there.puts).toEqual([["pc-2 2"]]);
  });

  it("keeps facts that change too often, says so once, and goes on with them after a restart", async () => {
    const there = aStore();
    const { memory, log, pass } = aMemory(there);
    await settled();
    for (const bytes of [1, 2, 1]) memory.note("pc-1", ram(bytes));
    expect(memory.note("pc-1", ram(2))).toEqual({ ...ram(1), keptUntil: "1970-01-01T01:00:00.000Z" });
    memory.note("pc-1", ram(1));
    expect(memory.keptHosts).toBe(1);
    await pass(1_000);
    expect(there.puts).toEqual([["pc-1 1"]]);
    await memory.close();
    const next = aMemory(there);
    await settled();
    let told = 0;
    next.memory.onNews(() => told++);
    expect(next.memory.note("pc-1", ram(2))).toMatchObject(ram(1));
    await next.pass(3_600_000);
    expect([told, next.memory.recall("pc-1"), next.memory.keptHosts]).toEqual([1, ram(2), 0]);
    expect([...log.lines, ...next.log.lines].map(({ message }) => message)).toEqual([
      "facts of a host change too often; kept as they were",
      "facts of a host count again",
    ]);
  });

  it.each(["first", "last"])(
    "counts what another server on the database keeps, which writes %s",
    async (order) => {
      const there = aStore();
      const clock = new ManualClock();
      const older = aMemory(there, clock);
      await settled();
      for (const bytes of [1, 2, 1]) older.memory.note("pc-1", ram(bytes));
      await older.pass(1_000);
      // It has counted none of these changes, and takes the next one.
      const newer = aMemory(there, clock);
      await settled();
      let told = 0;
      newer.memory.onNews(() => told++);
      const servers = order === "first" ? [older, newer] : [newer, older];
      newer.memory.note("pc-1", ram(1));
      for (const { memory } of servers) memory.note("pc-1", ram(2));
      expect([older.memory.recall("pc-1")?.ram, newer.memory.recall("pc-1")?.ram]).toEqual([1, 2]);
      for (let second = 0; second < 6; second += 1) await older.pass(1_000);
      const kept = { ram: 1, keptUntil: "1970-01-01T01:00:00.000Z" };
      expect([older.memory.recall("pc-1"), newer.memory.recall("pc-1")]).toEqual([kept, kept]);
      expect((await there.facts.list())[0]?.facts).toEqual(kept);
      expect(told).toBe(1);
      expect(newer.memory.note("pc-1", ram(2))).toEqual(kept);
      const { length } = there.puts;
      await older.pass(60_000);
      expect(there.puts).toHaveLength(length);
      await older.pass(3_600_000);
      expect([older.memory.recall("pc-1"), newer.memory.recall("pc-1")]).toEqual([ram(2), ram(2)]);
    },
  );

  it("writes again what could not be written, the newest of each host", async () => {
    const there = aStore();
    const { memory, pass } = aMemory(there);
    await settled();
    there.state.isAway = true;
    memory.note("pc-1", ram(1));
    await pass(1_000);
    memory.note("pc-1", ram(2));
    there.state.isAway = false;
    await pass(5_000);
    expect(there.puts).toEqual([["pc-1 2"]]);
  });

  it("writes what is left when it is closed, and nothing of a host of which it does not know what is there", async () => {
    const there = aStore();
    const { memory } = aMemory(there);
    await settled();
    memory.note("pc-1", ram(1));
    await memory.close();
    expect(there.puts).toEqual([["pc-1 1"]]);
    // Not even a timer of what another server keeps holds the process then.
    const clock = new ManualClock();
    const last = aMemory(there, clock);
    await settled();
    last.memory.note("pc-1", ram(2));
    await there.facts.put([
      {
        name: "pc-1",
        facts: { ram: 1, keptUntil: "1970-01-01T01:00:00.000Z" },
        at: "1970-01-01T00:00:00.000Z",
      },
    ]);
    await last.memory.close();
    expect(await Promise.race([clock.nextDelay(), settled()])).toBeUndefined();
    expect(there.puts).toHaveLength(1);
    there.state.isAway = true;
    const other = aMemory(there);
    other.memory.note("pc-1", ram(2));
    await other.memory.close();
    expect(there.puts).toHaveLength(1);
  });
});
