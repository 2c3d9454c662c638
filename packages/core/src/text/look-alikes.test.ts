import { describe, expect, it } from "vitest";
import { isConfusable, skeleton, textParts } from "./look-alikes.js";

/** Look-alikes in braces with what they look like, unseen characters in brackets. */
const marked = (text: string) =>
  textParts(text)
    .map((part) => {
      if (part.kind === "text") return part.text;
      return part.kind === "unseen" ? `[${part.codePoint}]` : `{${part.like}}`;
    })
    .join("");

describe("textParts", () => {
  it.each([
    ["", ""],
    ["pc-01", "pc-01"],
    ["pc-\u200b01", "pc-[U+200B]01"],
    ["a\u001b[31mb", "a[U+001B][31mb"],
    ["a\u202eb\u2066c", "a[U+202E]b[U+2066]c"],
    ["a\ud800b", "a[U+D800]b"],
    ["\u{e0041}x", "[U+E0041]x"],
    ["рс-01", "{p}{c}-01"],
    ["gрu", "g{p}u"],
    ["Вad", "{B}ad"],
    ["Рендер", "Рендер"],
    ["Рендер gрu", "Рендер g{p}u"],
    ["日本 🎬 café", "日本 🎬 café"],
    ["ｐｃ", "{p}{c}"],
    ["Ω-farm α", "Ω-farm {a}"],
  ])("%j is shown as %s", (text, shown) => expect(marked(text)).toBe(shown));

  it("has no empty parts, and one part for what holds nothing odd", () => {
    expect(textParts("")).toEqual([]);
    expect(textParts("pc-01 a")).toEqual([{ kind: "text", text: "pc-01 a" }]);
    for (const text of ["\u200b\u200b", "\u0440\u0441", "日本", "\u200ba\u0440"]) {
      expect(textParts(text).filter((part) => part.text === "")).toEqual([]);
    }
  });

  it("together is the text", () => {
    const text = "рс\u200b Рендер gрu \u202e日本";
    expect(
      textParts(text)
        .map((part) => part.text)
        .join(""),
    ).toBe(text);
  });
});

describe("isConfusable", () => {
  it.each([
    ["gpu", "gрu"],
    ["GPU", "gрu"],
    ["Bad", "Вad"],
    ["pc-01", "рс-01"],
    ["pc-01", "pc-\u200b01"],
    ["a b", "a\u00a0b"],
    ["a b", "a\u00a0\u00a0b"],
    ["gpu", "\u00a0gpu"],
    ["gpu", "ｇｐｕ"],
    ["оо", "οο"],
    ["anna", "аnnа"],
  ])("%j and %j look the same", (a, b) => {
    expect(isConfusable(a, b)).toBe(true);
    expect(isConfusable(b, a)).toBe(true);
  });

  it.each([
    ["gpu", "GPU"],
    ["gpu", "gpu2"],
    ["a b", "a  b"],
    ["cafe", "café"],
    ["pool-l", "pool-1"],
    ["Вад", "bad"],
    ["日本", "日木"],
    ["Cafe\u0301", "caf\u00e9"],
  ])("%j and %j are told apart, or are the same name", (a, b) => expect(isConfusable(a, b)).toBe(false));

  it("does not depend on how often it is done", () => {
    for (const text of ["Вad", "ΑΒΓ", "ǰ", "İı", "ﬃ", "рс-01"])
      expect(skeleton(skeleton(text))).toBe(skeleton(text));
  });
});
