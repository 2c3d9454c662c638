import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareHostNames, findHost, hostKey, isHostName, parseHostName } from "./host-name.js";

describe("parseHostName", () => {
  it("keeps the spelling and drops white space around it", () => {
    expect(parseHostName(" \tLT-PC_01.farm.example\n")).toBe("LT-PC_01.farm.example");
  });

  it("takes 1 to 253 characters", () => {
    expect(parseHostName("a")).toBe("a");
    expect(parseHostName("a".repeat(253))).toHaveLength(253);
  });

  it.each([
    ["", "it is empty"],
    ["   ", "it is empty"],
    ["a".repeat(254), "it has 254 characters, at most 253 are allowed"],
    ["pc 01", 'character 3, " ", is not a letter (A-Z), digit, ".", "-" or "_"'],
    ["pc-é", 'character 4, "é", is not a letter'],
    ["🎬🎬", 'character 1, "🎬", is not a letter'],
    ["pc\n01", 'character 3, "\\n", is not a letter'],
    ["pc|x", 'character 3, "|", is not a letter'],
  ])("refuses %j", (text, reason) => {
    expect(() => parseHostName(text)).toThrow(
      expect.objectContaining({ code: "INVALID_HOST_NAME", message: expect.stringContaining(reason) }),
    );
  });

  it("shows the beginning of a long text only", () => {
    expect(() => parseHostName(`${"ä".repeat(100_000)}`)).toThrow(
      expect.objectContaining({ details: { name: `${"ä".repeat(80)}…` } }),
    );
  });

  it("agrees with isHostName", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\w.-]{0,300}$/)), (text) => {
        fc.pre(text === text.trim());
        const parsed = isHostName(text) ? parseHostName(text) : undefined;
        expect(parsed).toBe(isHostName(text) ? text : undefined);
        if (!isHostName(text)) expect(() => parseHostName(text)).toThrow();
      }),
    );
  });
});

describe("hostKey", () => {
  it("is the same for names that differ by case", () => {
    expect(hostKey("LT-PC-01")).toBe(hostKey("lt-pc-01"));
    expect(hostKey("pc-1")).not.toBe(hostKey("pc-10"));
  });
});

describe("compareHostNames", () => {
  const names = fc.oneof(
    fc.stringMatching(/^[aAbB._-]{0,3}[0-9]{0,4}[aA]?$/),
    fc.string({ unit: "grapheme" }),
  );

  it("orders numbers by their value", () => {
    const sorted = ["pc-1", "PC-1", "pc-2", "pc-10", "pc-100", "ws"];
    expect([...sorted].reverse().sort(compareHostNames)).toEqual([
      "PC-1",
      "pc-1",
      "pc-2",
      "pc-10",
      "pc-100",
      "ws",
    ]);
  });

  it("is a total order", () => {
    fc.assert(
      fc.property(names, names, names, (a, b, c) => {
        const [ab, ba] = [compareHostNames(a, b), compareHostNames(b, a)].map(Math.sign);
        expect(ab).toBe(ba === 0 ? 0 : -(ba ?? 0));
        expect(ab === 0).toBe(a === b);
        const [x, y, z] = [a, b, c].sort(compareHostNames) as [string, string, string];
        expect(compareHostNames(x, y)).toBeLessThanOrEqual(0);
        expect(compareHostNames(y, z)).toBeLessThanOrEqual(0);
        expect(compareHostNames(x, z)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 1_000 },
    );
  });
});

it("findHost prefers the very spelling, and disregards case where nobody has it", () => {
  const hosts = [{ name: "pc-1" }, { name: "PC-1" }, { name: "Pc-2" }];
  expect(["PC-1", "Pc-1", "pc-2", "pc-3"].map((name) => findHost(hosts, name)?.name)).toEqual([
    "PC-1",
    "pc-1",
    "Pc-2",
    undefined,
  ]);
});
