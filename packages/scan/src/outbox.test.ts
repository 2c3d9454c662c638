import { describe, expect, it } from "vitest";
import type { Machine } from "./machine.js";
import { Outbox } from "./outbox.js";

const machine = (address: string, name: string | null = null): Machine => ({
  address,
  name,
  names: [],
  evidence: ["tcp"],
});

async function all(outbox: Outbox) {
  const events: unknown[] = [];
  for (let event = await outbox.next(); event; event = await outbox.next()) events.push(event);
  return events;
}

describe("Outbox", () => {
  it("tells a machine as found first, then as updated", async () => {
    const outbox = new Outbox();
    outbox.put(machine("10.77.0.1"));
    expect(await outbox.next()).toEqual({ kind: "found", machine: machine("10.77.0.1") });
    outbox.put(machine("10.77.0.1", "pc-01"));
    outbox.close();
    expect(await all(outbox)).toEqual([{ kind: "updated", machine: machine("10.77.0.1", "pc-01") }]);
  });

  it("holds the latest of a machine and of the progress alone, but every problem", async () => {
    const outbox = new Outbox();
    for (let done = 1; done <= 1_000; done += 1) {
      outbox.put(machine("10.77.0.1", `pc-${done}`));
      outbox.putProgress(done, 1_000);
    }
    outbox.putProblem("a");
    outbox.putProblem("b");
    outbox.close();
    expect(await all(outbox)).toEqual([
      { kind: "problem", message: "a" },
      { kind: "problem", message: "b" },
      { kind: "found", machine: machine("10.77.0.1", "pc-1000") },
      { kind: "progress", done: 1_000, total: 1_000 },
    ]);
  });

  it("waits for what comes", async () => {
    const outbox = new Outbox();
    const next = outbox.next();
    outbox.putProgress(1, 2);
    expect(await next).toEqual({ kind: "progress", done: 1, total: 2 });
    const end = outbox.next();
    outbox.close();
    expect(await end).toBeUndefined();
  });
});
