import { describe, expect, it } from "vitest";
import { aPool } from "../testing/fixtures.js";
import { poolAt, poolsAt } from "./pools-at.js";

const at = (text: string) => Date.parse(text);
const gpu = aPool("gpu", ["pc-1"], ["ws-*"]);
const weekend = "lt-* during sat-sun in UTC";
const until = "pc-2 until 2026-07-04T12:00:00Z";
const night = aPool("night", [], ["ws-*", weekend, until, 'never "x until y"']);

describe("poolsAt", () => {
  it("names the rules that do not count, and when that changes", () => {
    const seen: unknown[] = [];
    // A Friday.
    let now: number | undefined = at("2026-07-03T09:00Z");
    for (let count = 0; count < 5 && now !== undefined; count += 1) {
      const { pools, until: next } = poolsAt([gpu, night], now);
      seen.push([new Date(now).toISOString().slice(0, 16), pools[1]?.resting]);
      now = next;
    }
    expect(seen).toEqual([
      ["2026-07-03T09:00", [weekend]],
      ["2026-07-04T00:00", undefined],
      ["2026-07-04T12:00", [until]],
      ["2026-07-06T00:00", [weekend, until]],
      ["2026-07-11T00:00", [until]],
    ]);
  });

  it("gives the same values while nothing changes, and the pools themselves where all rules count", () => {
    const friday = poolsAt([gpu, night], at("2026-07-03T09:00Z")).pools;
    expect(friday[0]).toBe(gpu);
    expect(poolAt(night, at("2026-07-03T23:59Z"))).toBe(friday[1]);
    expect(poolAt(night, at("2026-07-04T00:00Z"))).toBe(night);
    const all = [gpu, night];
    expect(poolsAt(all, at("2026-07-04T00:00Z")).pools).toBe(all);
  });

  it("is right when the clock is set back", () => {
    expect(poolAt(night, at("2026-07-06T00:00Z")).resting).toEqual([weekend, until]);
    expect(poolAt(night, at("2026-07-04T00:00Z")).resting).toBeUndefined();
  });

  it("takes pools of another moment, too", () => {
    const friday = poolAt(night, at("2026-07-03T09:00Z"));
    expect(poolAt(friday, at("2026-07-04T00:00Z"))).toEqual(night);
    expect(poolAt(friday, at("2026-07-04T12:00Z")).resting).toEqual([until]);
    expect(poolAt(friday, at("2026-07-03T10:00Z"))).toBe(friday);
  });
});
