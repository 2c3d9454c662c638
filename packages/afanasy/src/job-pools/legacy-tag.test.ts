import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { customData } from "../testing/arbitrary-jobs.js";
import { mayHaveLegacyTag, readLegacyTag, withoutLegacyAnnotation, withoutLegacyTag } from "./legacy-tag.js";

const job = {
  version: 1,
  expression: "gpu",
  pools: { gpu: "65a000000000000000000001" },
  enforcement: "mask",
  own: { hosts_mask: 'a"b\\c' },
};
const text = JSON.stringify({ afpools: { job } });

/** As versions before 1.0 wrote their tag beside what a studio kept there. */
function tagged(own: string): string {
  if (own === "") return text;
  try {
    const value: unknown = JSON.parse(own);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return `${own}\n${text}`;
  } catch {
    return `${own}\n${text}`;
  }
  const end = own.lastIndexOf("}");
  const isEmpty = own.slice(0, end).trim() === "{";
  return `${own.slice(0, end)}${isEmpty ? " " : ","}${text.slice(1, -1)}${own.slice(end)}`;
}

const block = (custom_data: string, hosts_mask = "") => ({ hosts_mask, hosts_mask_exclude: "", custom_data });

describe("readLegacyTag", () => {
  it("finds the tag of the first block, whatever else is there", () => {
    const { version: _, ...members } = job;
    fc.assert(
      fc.property(customData, (own) => {
        expect(readLegacyTag([block(tagged(own)), block("")])).toEqual({ ...members, blocks: 2 });
      }),
      { numRuns: 1_000 },
    );
  });

  it("finds it when another program has written the object anew", () => {
    const anew = JSON.stringify({ afpools: { job }, b: 2, a: 1 }, undefined, 2);
    expect(readLegacyTag([block(anew)])?.expression).toBe("gpu");
    expect(JSON.parse(withoutLegacyTag(block(anew)).custom_data)).toEqual({ a: 1, b: 2 });
  });

  it.each(["", "words", "{}", '{"afpools":1}', '{"afpools":{"job":{"version":2}}}', '"afpools"', "[]"])(
    "finds none in %j",
    (data) => expect(readLegacyTag([block(data)])).toBeUndefined(),
  );
});

it("reads no tag that is too deep to be walked through: it ended the server", () => {
  const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
  for (const custom_data of [
    `{"afpools":${deep}}`,
    `{"own":${deep},"afpools":1}`,
    `x\n{"afpools":${deep}}`,
  ]) {
    const block = { custom_data, hosts_mask: "", hosts_mask_exclude: "" };
    expect(readLegacyTag([block])).toBeUndefined();
    expect(withoutLegacyTag(block)).toMatchObject({ custom_data });
  }
  const custom_data = tagged(`{"own":"${"[".repeat(200)}"}`);
  expect(readLegacyTag([{ custom_data, hosts_mask: "", hosts_mask_exclude: "" }])?.expression).toBe("gpu");
});

describe("withoutLegacyTag", () => {
  it("leaves the studio's custom data as it was", () => {
    fc.assert(
      fc.property(customData, (own) => {
        expect(withoutLegacyTag(block(tagged(own)))).toEqual(block(own));
        expect(withoutLegacyTag(block(own))).toEqual(block(own));
      }),
      { numRuns: 1_000 },
    );
  });

  it("writes masks that were expressions for the job's type so that they can be given back", () => {
    const own = JSON.stringify({ afpools: { own: { hosts_mask: "pc|ws" } } });
    expect(withoutLegacyTag(block(own, "(pc|ws).*"))).toEqual(block("", ",pc,,ws,|(pc|ws).*"));
  });
});

it.each([
  ["pool: gpu", true, ""],
  ["take 3; pool: gpu (strays restart)", true, "take 3"],
  ["swimming pool: blue", false, "swimming pool: blue"],
  ["", false, ""],
])("reads the annotation %j", (annotation, may, own) => {
  expect(mayHaveLegacyTag({ annotation })).toBe(may);
  expect(withoutLegacyAnnotation(annotation)).toBe(own);
});
