import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { customData } from "../testing/arbitrary-jobs.js";
import { readBlockTag, withBlockTag, withoutBlockTag } from "./block-data.js";
import type { BlockTag } from "./pool-tag.js";

const tag: BlockTag = {
  job: {
    version: 1,
    expression: "gpu",
    pools: { gpu: "65a000000000000000000001" },
    enforcement: "mask",
    own: { hosts_mask: 'a"b\\c' },
  },
};

describe("withBlockTag", () => {
  it.each([
    ["", '{"afpools":{"own":{}}}'],
    ['{"a":1}', '{"a":1,"afpools":{"own":{}}}'],
    ["{}", '{ "afpools":{"own":{}}}'],
    ["some words", 'some words\n{"afpools":{"own":{}}}'],
  ])("puts the tag into %j", (own, expected) => expect(withBlockTag(own, { own: {} })).toBe(expected));

  it("is read back, replaced and taken out again, whatever else is there", () => {
    fc.assert(
      fc.property(customData, (own) => {
        const tagged = withBlockTag(own, { own: { hosts_mask: "x" } });
        const replaced = withBlockTag(tagged, tag);
        expect(replaced).toBe(withBlockTag(own, tag));
        expect(readBlockTag(replaced)).toEqual(tag);
        expect(withoutBlockTag(replaced)).toBe(own);
      }),
      { numRuns: 2_000 },
    );
  });

  it("leaves an object of JSON one, with its members", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 2), (own, indent) => {
        const tagged = JSON.parse(withBlockTag(JSON.stringify(own, undefined, indent), tag));
        expect(tagged).toEqual({ ...JSON.parse(JSON.stringify(own)), afpools: tag });
      }),
    );
  });

  it("is found and taken out when another program has written the object anew", () => {
    const tagged = JSON.parse(withBlockTag('{"a":1}', tag));
    const anew = JSON.stringify({ afpools: tagged.afpools, b: 2, a: 1 }, undefined, 2);
    expect(readBlockTag(anew)).toEqual(tag);
    expect(JSON.parse(withoutBlockTag(anew))).toEqual({ a: 1, b: 2 });
  });
});

describe("readBlockTag", () => {
  it.each(["", "words", "{}", '{"afpools":1}', '{"afpools":{"job":{"version":2}}}', '"afpools"', "[]"])(
    "finds none in %j",
    (text) => expect(readBlockTag(text)?.job).toBeUndefined(),
  );
});
