import type { HostFacts } from "@afpools/core";
import { ManualClock } from "@afpools/core/testing";
import { describe, expect, it } from "vitest";
import { FactDamper } from "./fact-damper.js";

const minute = 60_000;
const gpu = (name: string, more: HostFacts = {}): HostFacts => ({ ram: 1, gpu: name, ...more });

function aDamper(most = 2) {
  const clock = new ManualClock();
  const settled: (readonly [string, HostFacts])[] = [];
  const damper = new FactDamper({ most, clock, onSettled: (...one) => settled.push(one) });
  return { clock, damper, settled };
}

describe("FactDamper", () => {
  it("keeps a fact that changes too often as it was, until an hour has no more changes than may be", () => {
    const { clock, damper, settled } = aDamper();
    expect(damper.settle("pc-1", gpu("A"))).toEqual(gpu("A"));
    expect(damper.settle("pc-1", gpu(""))).toEqual(gpu(""));
    clock.advance(10 * minute);
    expect(damper.settle("pc-1", gpu("A"))).toEqual(gpu("A"));
    clock.advance(10 * minute);
    const kept = damper.settle("pc-1", gpu(""));
    expect(kept).toEqual(gpu("A", { keptUntil: "1970-01-01T01:00:00.000Z" }));
    // What does not change has the same facts, and the same time.
    expect(damper.settle("pc-1", gpu(""))).toEqual(kept);
    clock.advance(40 * minute - 1);
    expect(settled).toEqual([]);
    clock.advance(1);
    expect(settled).toEqual([["pc-1", gpu("")]]);
    expect(damper.settle("pc-1", gpu(""))).toEqual(gpu(""));
  });

  it("goes on keeping it while it flips", () => {
    const { clock, damper, settled } = aDamper();
    for (let number = 0; number < 100; number += 1) {
      damper.settle("pc-1", gpu(number % 2 === 0 ? "A" : ""));
      clock.advance(5 * minute);
    }
    const last = damper.settle("pc-1", gpu("A"));
    expect(settled).toEqual([]);
    expect(last).toMatchObject({ gpu: "A", keptUntil: "1970-01-01T09:10:00.000Z" });
  });

  it("lets other facts and other hosts change", () => {
    const { damper } = aDamper();
    for (const name of ["A", "", "A", ""]) damper.settle("pc-1", gpu(name));
    expect(damper.settle("pc-1", gpu("", { ram: 2, users: ["ben"] }))).toMatchObject({
      gpu: "A",
      ram: 2,
      users: ["ben"],
    });
    for (const name of ["A", ""]) damper.settle("pc-2", gpu(name));
    expect(damper.settle("pc-2", gpu("B"))).toEqual(gpu("B"));
  });

  it("tells the time of the fact that is kept for longest, and lets each go at its own", () => {
    const { clock, damper, settled } = aDamper(1);
    const say = (name: string, ram: number) => damper.settle("pc-1", gpu(name, { ram }));
    for (const name of ["A", "", "A"]) say(name, 1);
    clock.advance(10 * minute);
    for (const ram of [2, 1]) say("A", ram);
    expect(say("A", 1)).toEqual(gpu("", { ram: 2, keptUntil: "1970-01-01T01:10:00.000Z" }));
    clock.advance(50 * minute);
    expect(settled).toEqual([["pc-1", gpu("A", { ram: 2, keptUntil: "1970-01-01T01:10:00.000Z" })]]);
    clock.advance(10 * minute);
    expect(settled.at(-1)).toEqual(["pc-1", gpu("A", { ram: 1 })]);
  });

  it("keeps that a host lacked something, too", () => {
    const { damper } = aDamper(1);
    damper.settle("pc-1", { ram: 1 });
    damper.settle("pc-1", gpu("A"));
    damper.settle("pc-1", { ram: 1 });
    expect(damper.settle("pc-1", gpu("A"))).toMatchObject({ gpu: "A" });
    damper.settle("pc-2", gpu("A"));
    damper.settle("pc-2", { ram: 1 });
    expect(damper.settle("pc-2", gpu("A"))).not.toHaveProperty("gpu");
  });

  it("takes over what another server keeps, unless it keeps something of the host itself", () => {
    const { damper } = aDamper();
    const others = gpu("B", { keptUntil: "1970-01-01T00:30:00.000Z" });
    for (const name of ["A", "", "A", ""]) damper.settle("pc-1", gpu(name));
    expect(damper.resume("pc-1", others)).toBeUndefined();
    expect(damper.settle("pc-1", gpu(""))).toEqual(gpu("A", { keptUntil: "1970-01-01T01:00:00.000Z" }));
    damper.settle("pc-2", gpu(""));
    expect(damper.resume("pc-2", others)).toEqual(others);
    expect(damper.settle("pc-2", gpu(""))).toEqual(others);
  });

  it("goes on after a restart, and asks nothing of times that are over", () => {
    const { clock, damper, settled } = aDamper();
    damper.settle("pc-1", gpu(""));
    damper.resume("pc-1", gpu("A", { keptUntil: "1970-01-01T00:30:00.000Z" }));
    damper.resume("pc-2", gpu("A", { keptUntil: "1970-01-01T00:00:00.000Z" }));
    expect(damper.settle("pc-1", gpu(""))).toMatchObject({
      gpu: "A",
      keptUntil: "1970-01-01T00:30:00.000Z",
    });
    expect(damper.settle("pc-2", gpu("B"))).toEqual(gpu("B"));
    clock.advance(30 * minute);
    expect(settled).toEqual([["pc-1", gpu("")]]);
  });

  it("tells nothing after it was closed", () => {
    const { clock, damper, settled } = aDamper(1);
    for (const name of ["A", "", "A"]) damper.settle("pc-1", gpu(name));
    damper.close();
    clock.advance(100 * minute);
    expect(settled).toEqual([]);
  });
});
