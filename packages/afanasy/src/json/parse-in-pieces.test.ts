import { finish, type Steps } from "@afpools/core/internal";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseInPieces } from "./parse-in-pieces.js";

const parse = (text: string) => finish(parseInPieces(Buffer.from(text)));

function countSteps(steps: Steps<unknown>): number {
  let count = 1;
  while (!steps.next().done) count += 1;
  return count;
}

/** Pads a value's texts, so that its JSON takes many pieces. */
const padding = "x".repeat(30_000);
const padded = fc
  .json()
  .map((text) =>
    JSON.stringify(
      JSON.parse(text),
      (_, value) => (typeof value === "string" ? `${value}${padding}` : value),
      1,
    ),
  );

describe("parseInPieces", () => {
  it("gives what JSON.parse gives, in one piece and in many", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), padded), (text) => {
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it("refuses what JSON.parse refuses, wherever a piece ends", () => {
    const valid = JSON.stringify({
      jobs: [{ a: padding, b: [1, { c: padding }], d: { e: [padding, padding] } }, padding],
    });
    const structure = /[[\]{},:"]/g;
    const places = [...valid.matchAll(structure)].map(({ index }) => index);
    for (const at of places) {
      for (const put of ["", ",", "[", "]", "{", "}", ":", '"', "x", ",,", "[]", '"":']) {
        const text = valid.slice(0, at) + put + valid.slice(at + 1);
        const expected = outcome(() => JSON.parse(text));
        expect(
          outcome(() => parse(text)),
          `${put} at ${at}`,
        ).toEqual(expected);
      }
    }
  });

  it("keeps names that mean something to JavaScript as names", () => {
    const text = `{"__proto__":{"a":"${padding}","b":"${padding}","c":"${padding}"},"__proto__x":1,"2":"${padding}","1":0}`;
    const value = parse(text) as object;
    expect(Object.keys(value)).toEqual(Object.keys(JSON.parse(text)));
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it("takes steps of about 64 KiB, of flat and of deep values alike", () => {
    const entry = `{"name":"${"x".repeat(900)}","blocks":[${"1,".repeat(40)}1]}`;
    const flat = Buffer.from(`{"jobs":[${Array(2_000).fill(entry).join(",")}]}`);
    expect(countSteps(parseInPieces(flat))).toBeGreaterThan(flat.length / (70 << 10));
    const deep = Buffer.from(`{"job":{"tasks":[[${"[0],".repeat(200_000)}[0]]]}}`);
    expect(countSteps(parseInPieces(deep))).toBeGreaterThan(deep.length / (70 << 10));
    const blank = Buffer.from(`{"jobs":[${" ".repeat(1 << 20)}]}`);
    expect(countSteps(parseInPieces(blank))).toBeGreaterThan(10);
  });

  it("refuses what is too deep at once, and texts that are too long", () => {
    const deep = Buffer.from(`{"jobs":${"[".repeat(3_000_000)}`);
    expect(() => countSteps(parseInPieces(deep))).toThrow("more than 100 values in each other");
    expect(parse("[".repeat(100) + "]".repeat(100))).toBeInstanceOf(Array);
    expect(() => parse("[".repeat(101) + "]".repeat(101))).toThrow(SyntaxError);
    const long = Buffer.from(`["${"x".repeat((16 << 20) + 1)}"]`);
    expect(() => countSteps(parseInPieces(long))).toThrow("a text of more than");
  });
});

function outcome(parseText: () => unknown): unknown {
  try {
    return parseText();
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError);
    return "refused";
  }
}
