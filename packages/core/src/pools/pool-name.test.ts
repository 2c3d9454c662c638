import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDescription, parsePoolName, poolNameKey } from "./pool-name.js";

const invalidName = (reason: string) =>
  expect.objectContaining({ code: "INVALID_POOL_NAME", message: expect.stringContaining(reason) });

describe("parsePoolName", () => {
  it.each([
    ["  Heavy Sim\n", "Heavy Sim"],
    ["Cafe\u0301", "Caf\u00e9"],
    ["日本 🎬 (½) \"x\" 'y' \\ $set %_*", "日本 🎬 (½) \"x\" 'y' \\ $set %_*"],
    ["🎬".repeat(64), "🎬".repeat(64)],
    ["a\u00a0b", "a\u00a0b"],
    ["...", "..."],
    ["65f00000000000000000000", "65f00000000000000000000"],
  ])("%j is %j", (text, name) => expect(parsePoolName(text)).toBe(name));

  it.each([
    ["", "cannot be empty"],
    [" \u00a0\ufeff\n", "cannot be empty"],
    ["x".repeat(65), "has 65 characters; at most 64 are allowed"],
    ["🎬".repeat(1_000), "has 1000 characters"],
    ["a\nb", "contains U+000A, a character that cannot be printed"],
    [" . ", "means a folder"],
    ["..", "means a folder"],
    ["65f000000000000000000001", "are the id of a pool"],
    ["65F00000000000000000000A", "are the id of a pool"],
    ["a\u001b[31mb", "contains U+001B, a character that cannot be printed"],
    ["a\u202eb", "contains U+202E, a character that cannot be printed"],
    ["a\u200bb", "contains U+200B, a character that cannot be printed"],
    ["a\ud800b", "contains U+D800, a character that cannot be printed"],
    ["a\u2028b", "contains U+2028, a character that cannot be printed"],
  ])("refuses %j", (text, reason) => expect(() => parsePoolName(text)).toThrow(invalidName(reason)));

  it("gives back a name that it gave", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 20 }), (text) => {
        let name: string;
        try {
          name = parsePoolName(text);
        } catch {
          return;
        }
        expect(parsePoolName(name)).toBe(name);
      }),
    );
  });
});

describe("poolNameKey", () => {
  it.each([
    ["GPU", " gpu "],
    ["ÜNÏCODE", "ünïcode"],
    ["Cafe\u0301", "CAF\u00c9"],
    ["J\u030c", "\u01f0"],
  ])("is the same for %j and %j", (a, b) => expect(poolNameKey(a)).toBe(poolNameKey(b)));

  it("is the same for a name, its key and all its normal forms", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (name) => {
        const key = poolNameKey(name);
        expect(poolNameKey(key)).toBe(key);
        expect(poolNameKey(name.normalize("NFD"))).toBe(key);
        expect(poolNameKey(name.normalize("NFC"))).toBe(key);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("parseDescription", () => {
  it("keeps lines and tabs, and ends lines with \\n", () => {
    expect(parseDescription("  Two lines\r\nand\ta tab\rü 🎬 \n")).toBe("Two lines\nand\ta tab\nü 🎬");
    expect(parseDescription("")).toBe("");
    expect(parseDescription("🎬".repeat(1_000))).toHaveLength(2_000);
  });

  it.each([
    ["x".repeat(1_001), "has 1001 characters; at most 1000 are allowed"],
    ["a\u0000b", "contains a control character"],
    ["a\u001bb", "contains a control character"],
    ["a\udc00b", "contains a control character"],
  ])("refuses %j", (text, reason) => {
    expect(() => parseDescription(text)).toThrow(
      expect.objectContaining({ code: "INVALID_ARGUMENT", message: expect.stringContaining(reason) }),
    );
  });
});
