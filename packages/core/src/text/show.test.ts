import { describe, expect, it } from "vitest";
import { clipText, columnAt, quoted, visible, visibleJson, visibleLines } from "./show.js";

describe("clipText", () => {
  it("leaves a short text as it is", () => {
    expect(clipText("", 3)).toBe("");
    expect(clipText("🎬🎬🎬", 3)).toBe("🎬🎬🎬");
  });

  it("counts characters and never cuts one in two", () => {
    expect(clipText("🎬🎬🎬🎬", 3)).toBe("🎬🎬🎬…");
    expect(clipText("abcd", 3)).toBe("abc…");
  });
});

describe("columnAt", () => {
  it("counts characters from 1", () => {
    expect(columnAt("abc", 0)).toBe(1);
    expect(columnAt("🎬bc", 3)).toBe(3);
  });
});

describe("visible", () => {
  it.each([
    ["pc-01", "pc-01"],
    ["Möwe 🎬 C:\\farm", "Möwe 🎬 C:\\farm"],
    ["a\r\n\tb", "a\\r\\n\\tb"],
    ["\u001b[31mred\u009b2J", "\\u{1b}[31mred\\u{9b}2J"],
    ["pc-\u200b01\u2060\ufeff\u00ad", "pc-\\u{200b}01\\u{2060}\\u{feff}\\u{ad}"],
    ["\u202egnp.exe\u2066\u2069\u200f\u061c", "\\u{202e}gnp.exe\\u{2066}\\u{2069}\\u{200f}\\u{61c}"],
    ["\u2028\u2029\u3164\u{e0041}", "\\u{2028}\\u{2029}\\u{3164}\\u{e0041}"],
    ["\ud800x", "\\u{d800}x"],
  ])("writes %j as %s", (text, shown) => {
    expect(visible(text)).toBe(shown);
    expect(visible(shown)).toBe(shown);
  });
});

describe("visibleLines", () => {
  it("keeps the ends of lines", () => expect(visibleLines("a\tb\nc\u202e\n")).toBe("a\\tb\nc\\u{202e}\n"));
});

describe("visibleJson", () => {
  it("is the same JSON, without a character that is not seen", () => {
    const value = { "a\u200b": "\u009b31m\u202e\u{e0041}\u2028é🎬\n", b: ["\ud800"] };
    const json = visibleJson(JSON.stringify(value, undefined, 2));
    expect(JSON.parse(json)).toEqual(value);
    expect(json.replaceAll("\n", "")).not.toMatch(/\p{C}|\p{Zl}|\p{Default_Ignorable_Code_Point}/u);
    expect(json).toContain("é🎬");
  });
});

describe("quoted", () => {
  it.each([
    ["pc-01", undefined, '"pc-01"'],
    ['a "b"\n\\', undefined, '"a \\"b\\"\\n\\\\"'],
    ["🎬🎬🎬", 2, '"🎬🎬…"'],
    ["🎬🎬", 2, '"🎬🎬"'],
    ["\u202eab", 2, '"\\u{202e}a…"'],
  ])("writes %j in quotes", (text, most, shown) => expect(quoted(text, most)).toBe(shown));
});
