import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expandHostRange, parseHostPattern } from "./host-pattern.js";

describe("parseHostPattern", () => {
  it.each([
    ["lt-*", ["lt-", "LT-PC-01"], ["xlt-1", "lt"]],
    ["*", ["", "pc-01"], []],
    ["pc-0?", ["pc-01", "PC-0x"], ["pc-0", "pc-011"]],
    ["*.gpu", ["a.gpu", ".GPU"], ["agpu", "a.gpu.b"]],
    ["ws-[01-12]", ["ws-01", "ws-09", "WS-12"], ["ws-1", "ws-00", "ws-13", "ws-012"]],
    ["ws-[8-11]-*", ["ws-8-", "ws-10-a"], ["ws-08-a", "ws-12-a", "ws-1-a"]],
    ["[1-12][1-12]x", ["11x", "111x", "1212x"], ["1x", "12x1", "1313x"]],
    ["**a**", ["a", "bab"], ["b"]],
    ["pc-01", ["pc-01", "PC-01"], ["pc-011", "pc-0"]],
  ])("%s", (text, inside, outside) => {
    const pattern = parseHostPattern(text);
    for (const name of inside) expect([name, pattern.matches(name)]).toEqual([name, true]);
    for (const name of outside) expect([name, pattern.matches(name)]).toEqual([name, false]);
  });

  it("says whether it needs hosts to be compared with", () => {
    expect(parseHostPattern("pc-[01-20]").isGlob).toBe(false);
    expect(parseHostPattern("pc-0?").isGlob).toBe(true);
    expect(parseHostPattern("*").isGlob).toBe(true);
  });

  it("keeps the text as typed, without white space around it", () => {
    expect(parseHostPattern("  LT-* ").text).toBe("LT-*");
  });

  it.each([
    ["", 1, "it is empty"],
    ["  ", 1, "it is empty"],
    ["a".repeat(1_001), 1, "it is longer than 1000 characters"],
    ["pc-é*", 4, '"é" cannot stand in a host name'],
    ["pc 🎬", 3, '" " cannot stand in a host name'],
    ["pc-]", 4, '"]" cannot stand in a host name'],
    ["pc-[01-20", 4, '"[" has no "]"'],
    ["pc-[]", 4, '"[]" is not a range of numbers such as "[001-120]"'],
    ["pc-[a-z]", 4, '"[a-z]" is not a range of numbers'],
    ["pc-[1-2-3]", 4, '"[1-2-3]" is not a range'],
    ["pc-[9-1]", 4, 'the range "[9-1]" ends before it starts'],
    ["pc-[1-20001]", 4, '"[1-20001]" stands for more than 20000 hosts'],
    ["pc-[1-9999999999]", 4, "is not a range"],
    ["a|b", 2, '"|" cannot stand'],
    ["a\nb", 2, '"\\n" cannot stand'],
  ])("refuses %j at column %d", (text, column, reason) => {
    expect(() => parseHostPattern(text)).toThrow(
      expect.objectContaining({
        code: "INVALID_HOST_PATTERN",
        message: expect.stringContaining(reason),
        details: expect.objectContaining({ column }),
      }),
    );
  });

  it("decides as a regular expression does", () => {
    const part = fc.constantFrom("a", "b", "1", "-", ".", "*", "?", "[0-3]", "[01-12]", "[8-12]", "[1-1]");
    const text = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(""));
    const name = fc.stringMatching(/^[abAB018.-]{0,8}$/);
    fc.assert(
      fc.property(text, name, (text, name) => {
        expect(parseHostPattern(text).matches(name)).toBe(naive(text).test(name));
      }),
      { numRuns: 3_000 },
    );
  });

  it.each(["*a*a*a*a*a*a*a*b", "*?*?*?*?*?*b", `${"[1-12]".repeat(100)}*b`, `${"*[1-200]".repeat(40)}b`])(
    "answers at once where backtracking would take ages: %s",
    (text) => {
      const pattern = parseHostPattern(text);
      for (const name of ["a".repeat(253), "1".repeat(253)]) expect(pattern.matches(name)).toBe(false);
    },
  );
});

describe("expandHostRange", () => {
  it("is the name itself where there is no range", () => {
    expect(expandHostRange(" PC-01 ")).toEqual(["PC-01"]);
  });

  it("pads numbers as the first is", () => {
    expect(expandHostRange("pc-[008-011]")).toEqual(["pc-008", "pc-009", "pc-010", "pc-011"]);
    expect(expandHostRange("pc-[8-11].x")).toEqual(["pc-8.x", "pc-9.x", "pc-10.x", "pc-11.x"]);
    expect(expandHostRange("[7-7]")).toEqual(["7"]);
  });

  it("joins several ranges, and names each host once", () => {
    expect(expandHostRange("r[1-2]-[01-02]")).toEqual(["r1-01", "r1-02", "r2-01", "r2-02"]);
    expect(expandHostRange("[1-11][1-11]").filter((name) => name === "111")).toHaveLength(1);
  });

  it("stands for up to 20,000 hosts", () => {
    expect(expandHostRange("pc-[00001-20000]")).toHaveLength(20_000);
    expect(() => expandHostRange("[1-200]-[1-101]")).toThrow("it stands for more than 20000 hosts");
  });

  it("refuses wildcards, and says what to do instead", () => {
    expect(() => expandHostRange("pc-0?*")).toThrow(
      expect.objectContaining({
        code: "INVALID_HOST_PATTERN",
        message: expect.stringContaining("make it a rule instead"),
        details: expect.objectContaining({ column: 5 }),
      }),
    );
  });

  it("refuses names that are too long, be it the last one only", () => {
    expect(() => expandHostRange(`${"a".repeat(252)}[9-10]`)).toThrow("longer than 253 characters");
    expect(expandHostRange(`${"a".repeat(252)}[8-9]`)).toHaveLength(2);
  });

  it("gives names that its pattern matches", () => {
    const piece = fc.oneof(
      fc.stringMatching(/^[A-Za-z0-9._-]{1,5}$/),
      fc.tuple(fc.nat(30), fc.nat(12), fc.boolean()).map(([low, more, padded]) => {
        return `[${padded ? String(low).padStart(3, "0") : low}-${low + more}]`;
      }),
    );
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 3 }), (pieces) => {
        const text = pieces.join("");
        const pattern = parseHostPattern(text);
        const names = expandHostRange(text);
        expect(names.filter((name) => !pattern.matches(name))).toEqual([]);
        expect(new Set(names).size).toBe(names.length);
        expect(pattern.isGlob).toBe(false);
      }),
    );
  });
});

/** What a pattern means, spelled as a regular expression. */
function naive(text: string): RegExp {
  const source = text
    .replaceAll(/\[(\d+)-(\d+)\]/g, (_, from: string, to: string) => {
      const numbers = Array.from(
        { length: Number(to) - Number(from) + 1 },
        (_, index) => Number(from) + index,
      );
      return `(?:${numbers.map((number) => String(number).padStart(from.length, "0")).join("|")})`;
    })
    .replaceAll(".", "[.]")
    .replaceAll("*", ".*")
    .replaceAll(/(?<!\()\?/g, ".");
  return new RegExp(`^${source}$`, "i");
}
