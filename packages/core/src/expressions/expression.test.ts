import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatExpression, type PoolExpression, quotePoolName } from "./expression.js";
import { parseExpression } from "./parse-expression.js";

const span = { start: 0, end: 0 };
const poolNames = fc
  .oneof(
    fc.stringMatching(/^[a-z-]{1,4}$/),
    fc.constantFrom(
      "-",
      "--",
      "-a",
      "host:x",
      "HOST:",
      "a b",
      'a"b',
      "a\\",
      "\\",
      "ws-*",
      "c++",
      "a[1-2]",
      "(x)",
      "&",
    ),
    fc.string({ unit: "binary", minLength: 1, maxLength: 6 }),
  )
  .filter((name) => name.trim() !== "");
const patterns = fc.constantFrom("pc-01", "ws-*", "pc-[01-20]", "?", "-a", "host", "a.b_c-D");

const expressions = fc.letrec<{ tree: PoolExpression }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    poolNames.map((name): PoolExpression => ({ kind: "pool", name, span })),
    fc
      .constantFrom(
        "ram>=64G",
        "os:windows",
        'gpu:"RTX A6000"',
        'user:"a \\"b\\"+"',
        "engine<3.4",
        "ip:10.2.0.0/16",
      )
      .map((text) => parseExpression(text)),
    patterns.map((pattern): PoolExpression => ({ kind: "hosts", pattern, span })),
    fc
      .tuple(fc.constantFrom("union", "difference", "intersection"), tie("tree"), tie("tree"))
      .map(([kind, left, right]): PoolExpression => ({ kind, left, right, span })),
  ),
})).tree;

function withoutSpans(expression: PoolExpression): unknown {
  const { span: _, ...rest } = expression;
  return "left" in rest ? { ...rest, left: withoutSpans(rest.left), right: withoutSpans(rest.right) } : rest;
}

describe("formatExpression", () => {
  it("is read back as the same expression", () => {
    fc.assert(
      fc.property(expressions, (expression) => {
        expect(withoutSpans(parseExpression(formatExpression(expression)))).toEqual(withoutSpans(expression));
      }),
      { numRuns: 1_000 },
    );
  });

  it("is a normal form: formatting what was read gives the same text again", () => {
    fc.assert(
      fc.property(expressions, (expression) => {
        const text = formatExpression(expression);
        expect(formatExpression(parseExpression(text))).toBe(text);
      }),
    );
  });

  it.each([
    ["gpu+nuke&(ws)", "gpu + nuke & ws"],
    ["(a+b) - c", "a + b - c"],
    ["a -(b+c)", "a - (b + c)"],
    ["(a+b)&(c & d)", "(a + b) & (c & d)"],
    ["(a & b) & c", "a & b & c"],
    ['"gpu" + "Heavy Sim"', 'gpu + "Heavy Sim"'],
    ['OS:"windows" - gpu:"RTX  A6000"', 'os:windows - gpu:"RTX  A6000"'],
    ["ws-*  - HOST:pc-01", "host:ws-* - host:pc-01"],
  ])("%s", (text, normal) => expect(formatExpression(parseExpression(text))).toBe(normal));
});

describe("quotePoolName", () => {
  it("quotes only what would be read otherwise", () => {
    expect(["gpu", "ws-fx", "日本", "ünï", "🎬", "a|b,c"].map(quotePoolName)).toEqual([
      "gpu",
      "ws-fx",
      "日本",
      "ünï",
      "🎬",
      "a|b,c",
    ]);
    expect(
      ["Heavy Sim", "-", "-x", 'a"b', "a\\b", "ws-*", "host:x", "pc-[1-2]", "a>b"].map(quotePoolName),
    ).toEqual([
      '"Heavy Sim"',
      '"-"',
      '"-x"',
      '"a\\"b"',
      '"a\\\\b"',
      '"ws-*"',
      '"host:x"',
      '"pc-[1-2]"',
      '"a>b"',
    ]);
  });
});
