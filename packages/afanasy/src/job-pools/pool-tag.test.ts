import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PoolTag, readTag, withoutTag, withTag } from "./pool-tag.js";

const gpu = "65a000000000000000000001";
const tag: PoolTag = {
  expression: "gpu - ws-*",
  pools: { gpu },
  enforcement: "mask",
  own: { hosts_mask: 'a"b\\c|ws-.*', hosts_mask_type: "regex" },
  blocks: 2,
};

const mask = fc.option(fc.string({ unit: "grapheme" }), { nil: undefined });
const tags: fc.Arbitrary<PoolTag> = fc
  .record({
    named: fc.constantFrom<[string, Record<string, string>][]>(
      ["gpu", { gpu }],
      ['"Heavy Sim" + nuke - gpu', { "Heavy Sim": gpu, gpu: "b".repeat(24) }],
      ["native:/fx", {}],
      ['"a=b&c%d" & "Füße"', { "a=b&c%d": gpu, Füße: "c".repeat(24) }],
    ),
    enforcement: fc.constantFrom("mask", "property", "native"),
    form: fc.option(fc.constantFrom("exclude", "find"), { nil: undefined }),
    hosts_mask: mask,
    hosts_mask_exclude: mask,
    restartStrays: fc.boolean(),
    blocks: fc.option(fc.nat(1_000), { nil: undefined }),
    customData: mask,
  })
  .map(({ named: [expression, pools], enforcement, form, restartStrays, blocks, customData, ...own }) => ({
    expression,
    pools,
    enforcement: enforcement as PoolTag["enforcement"],
    own: Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)),
    ...(form && { form: form as "exclude" | "find" }),
    ...(restartStrays && { restartStrays: true as const }),
    ...(blocks !== undefined && { blocks }),
    ...(customData !== undefined && { customData }),
  }));

describe("withTag", () => {
  it("writes one line behind what people wrote", () => {
    expect(withTag("for Ann\n", tag)).toBe(
      "for Ann\n\nafpools:1?on=gpu+-+ws-*&ids=65a000000000000000000001&by=mask&hosts_mask=a%22b%5Cc%7Cws-.*&hosts_mask_type=regex&blocks=2",
    );
  });

  it("is read back, replaced and taken out again, whatever people wrote, in characters that need no escaping", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), tags, tags, (own, first, second) => {
        const description = withTag(withTag(own, first), second);
        expect(description).toBe(withTag(own, second));
        expect(readTag(description)).toEqual(second);
        expect(withoutTag(description)).toBe(own);
        expect(withTag("", first)).toMatch(/^afpools:1\?[\w%+&=*.-]*$/);
      }),
      { seed: 1, numRuns: 1_000 },
    );
  });

  it("is found and taken out where people wrote on behind it", () => {
    const description = `${withTag("for Ann", tag)}\nand Ben`;
    expect(readTag(description)).toEqual(tag);
    expect(withoutTag(description)).toBe("for Ann\nand Ben");
    expect(withoutTag(`${withTag("", tag)}\nand Ben`)).toBe("and Ben");
  });
});

describe("readTag", () => {
  it.each([
    "",
    "afpools:2?on=gpu&by=mask",
    "see afpools:1?on=gpu&by=mask",
    "afpools:1?",
    "afpools:1?on=gpu",
    "afpools:1?on=gpu&by=magic",
    "afpools:1?on=gpu+%2B&by=mask",
    "afpools:1?on=gpu&by=mask&blocks=-1",
  ])("finds none in %j", (description) => expect(readTag(description)).toBeUndefined());
});
