import { AfpoolsError } from "@afpools/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { releaseOf } from "../releases/release.js";
import { knownReleases } from "../releases/release-table.js";
import { type TextField, type TextOwner, textFields, writingOf } from "../releases/text-fields.js";
import { checkTexts } from "./check-texts.js";

/** As af::strEscape writes a text, and as it is written without. */
const writers = {
  escaped: (text: string) =>
    text.replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n").replace(/\r/g, "\\r").replace(/\t/g, "\\t"),
  raw: (text: string) => text,
};

/** The text as it comes back from afserver: over the wire as UTF-8, and by a parser that is strict. */
function readBack(written: string): unknown {
  return JSON.parse(Buffer.from(`"${written}"`).toString());
}

function survives(text: string, writing: "escaped" | "raw"): boolean {
  try {
    return readBack(writers[writing](text)) === text;
  } catch {
    return false;
  }
}

function isTaken(owner: TextOwner, members: object, version: string): boolean {
  try {
    checkTexts(owner, members, releaseOf(version), "it");
    return true;
  } catch (error) {
    if (error instanceof AfpoolsError && error.code === "INVALID_ARGUMENT") return false;
    throw error;
  }
}

/** `text` where the field has texts; with how each place of the field is written. */
function placesOf(field: TextField, version: string, text: string) {
  const writing = writingOf(field, releaseOf(version));
  if (field.holds === "text") return [{ value: text, writing }];
  if (field.holds === "texts") return [{ value: ["fine", text], writing }];
  const named = { value: { fine: 1, [text]: 1 }, writing };
  return field.holds === "names" ? [named] : [named, { value: { fine: text }, writing: "escaped" as const }];
}

const difficult = fc.constantFrom(
  '"',
  "\\",
  "\n",
  "\t",
  "\b",
  "\u0000",
  "\u001f",
  "\u007f",
  "\u0085",
  "\ud800",
  "\udc00",
  "é",
  "😀",
  "\u2028",
  "/",
  "'",
);
const texts = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.array(fc.oneof(difficult, fc.string({ maxLength: 3 })), { maxLength: 6 }).map((parts) => parts.join("")),
);
const fields = (Object.keys(textFields) as TextOwner[]).flatMap((owner) =>
  Object.entries(textFields[owner]).map(([member, field]) => ({ owner, member, field })),
);

describe("checkTexts", () => {
  it("takes exactly what comes back from afserver as it was, for each text of jobs, blocks, tasks and renders, on each release", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...fields),
        fc.constantFrom(...knownReleases),
        texts,
        ({ owner, member, field }, version, text) => {
          for (const { value, writing } of placesOf(field, version, text)) {
            expect([writing, isTaken(owner, { [member]: value }, version)]).toEqual([
              writing,
              survives(text, writing),
            ]);
          }
        },
      ),
      { seed: 20240914, numRuns: 3000 },
    );
  });

  it.each<[TextOwner, object, string, string]>([
    [
      "block",
      { custom_data: '{"a":1}' },
      "3.3.1",
      'custom_data of block 0 contains a quote, a backslash or a control character, which afserver 3.3.1 writes without escaping it: "{\\"a\\":1}".',
    ],
    ["block", { hosts_mask: "pc\\-1" }, "3.4.1", "In a regular expression, write [.] instead of \\."],
    ["job", { folders: { "a\\b": "c" } }, "3.4.1", "folders of block 0 contains a quote"],
    [
      "job",
      { description: "a\u0001" },
      "3.4.1",
      "contains a control character other than line ends and tabs",
    ],
    ["render", { annotation: "\ud800" }, "3.4.1", "contains half of a surrogate pair"],
  ])(
    "says what is wrong with which member, and what to do: %s %j on %s",
    (owner, members, version, message) => {
      expect(() => checkTexts(owner, members, releaseOf(version), "block 0")).toThrow(message);
    },
  );

  it("regards neither members that afserver does not keep, nor values that it does not take", () => {
    const members = {
      comment: '"',
      branch: '/a"b',
      custom_data: 7,
      files: { a: '"' },
      environment: ['"'],
      pools: null,
    };
    expect(isTaken("block", members, "2.3.1")).toBe(true);
  });

  it("takes JSON as a block's custom data since 3.4.0", () => {
    const taken = ["3.3.1", "3.4.0", "3.4.1"].map((version) =>
      isTaken("block", { custom_data: '{"a":1}' }, version),
    );
    expect(taken).toEqual([false, true, true]);
  });
});
