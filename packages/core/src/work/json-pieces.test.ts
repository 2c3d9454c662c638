import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonPieces } from "./json-pieces.js";

describe("jsonPieces", () => {
  it("gives what JSON.stringify gives", () => {
    const value = fc.oneof(
      fc.array(fc.oneof(fc.jsonValue(), fc.constant(undefined))),
      fc.dictionary(fc.string(), fc.oneof(fc.jsonValue(), fc.constant(undefined))),
    );
    fc.assert(
      fc.property(value, fc.integer({ min: 1, max: 400 }), (data, times) => {
        const long = { data, entries: Array<unknown>(times).fill(data), nested: [[data], { data }] };
        expect([...jsonPieces(long)].join("")).toBe(JSON.stringify(long));
        expect([...jsonPieces(data)].join("")).toBe(JSON.stringify(data));
      }),
      { seed: 16, numRuns: 200 },
    );
  });

  it("takes long lists apart wherever they stand", () => {
    const names = Array.from({ length: 60_000 }, (_, index) => `host-${index}`);
    for (const data of [names, { names }, { pool: { names } }, [{ pools: [{ names }] }]]) {
      const lengths = [...jsonPieces(data)].map(({ length }) => length);
      expect(lengths.length).toBeGreaterThan(10);
      expect(Math.max(...lengths)).toBeLessThan(80_000);
    }
  });
});
