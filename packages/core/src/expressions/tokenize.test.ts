import { describe, expect, it } from "vitest";
import { tokenize } from "./tokenize.js";

const kinds = (text: string) =>
  tokenize(text).map((token) => ("text" in token ? `${token.kind}:${token.text}` : token.kind));

describe("tokenize", () => {
  it.each([
    ["", ["end"]],
    [" \t\n", ["end"]],
    ["gpu+nuke", ["word:gpu", "+", "word:nuke", "end"]],
    ["ws-fx - a-b", ["word:ws-fx", "-", "word:a-b", "end"]],
    ["a -b- --", ["word:a", "word:-b-", "word:--", "end"]],
    ['"a"-"b"', ["quoted:a", "-", "quoted:b", "end"]],
    ["(a)-(b)", ["(", "word:a", ")", "-", "(", "word:b", ")", "end"]],
    ['"Heavy Sim"&x', ["quoted:Heavy Sim", "&", "word:x", "end"]],
    ['"a\\"b\\\\c\\d"', ['quoted:a"b\\cd', "end"]],
    ['"a\\\nb"x', ["quoted:a\nb", "word:x", "end"]],
    ["a\u00a0+\u2003b", ["word:a", "+", "word:b", "end"]],
    ["日本+🎬", ["word:日本", "+", "word:🎬", "end"]],
    ["c++", ["word:c", "+", "+", "end"]],
  ])("%j", (text, expected) => expect(kinds(text)).toEqual(expected));

  it("says where in the text each token stands", () => {
    const text = ' gpu + "Heavy \\" Sim"';
    const tokens = tokenize(text);
    expect(tokens.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      "gpu",
      "+",
      '"Heavy \\" Sim"',
      "",
    ]);
  });

  it.each(['"gpu', 'a + "gpu\\"', '"', '"\\'])("refuses the open quote of %j", (text) => {
    expect(() => tokenize(text)).toThrow("the quoted name is not closed");
  });

  it.each(['""', '" "'])("refuses %j, which names nothing", (text) => {
    expect(() => tokenize(text)).toThrow("the quoted name is empty");
  });
});
