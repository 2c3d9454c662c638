import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findJsonFault } from "./json-fault.js";
import { parseJson } from "./parse-json.js";
import { decodeText, readText, type TextSource } from "./read-text.js";

const source: TextSource = { name: "farm.txt" };

/** A text in which `\xNN` is a byte. */
function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function failure(run: () => unknown): { code: string; message: string; details: Record<string, unknown> } {
  try {
    run();
  } catch (error) {
    return error as ReturnType<typeof failure>;
  }
  throw new Error("It did not fail.");
}

describe("decodeText", () => {
  it("takes UTF-8 with and without a byte order mark", () => {
    expect(decodeText(bytes("S\xc3\xb1 \xf0\x9f\x8e\xac"), source)).toBe("Sñ 🎬");
    expect(decodeText(bytes("\xef\xbb\xbfpc-01\r\n"), source)).toBe("pc-01\r\n");
    expect(decodeText(bytes(""), source)).toBe("");
  });

  it.each([
    ["\xf1", 1, 1, "f1"],
    ["pc-01\r\nS\xf1al", 2, 2, "f1"],
    ["\xf0\x9f\x8e\xac\xc3\xb1\xff", 1, 3, "ff"],
    ["\xef\xbb\xbf\x80", 1, 1, "80"],
    ["a\xc0\xaf", 1, 2, "c0"],
    ["a\xe0\x80\x80", 1, 2, "e0"],
    ["a\xed\xa0\x80", 1, 2, "ed"],
    ["a\xf4\x90\x80\x80", 1, 2, "f4"],
    ["a\xc3", 1, 2, "c3"],
    ["a\xe2\x82x", 1, 2, "e2"],
  ])("says where %j is not UTF-8", (text, line, column, byte) => {
    const { code, message, details } = failure(() => decodeText(bytes(text), source));
    expect(code).toBe("INVALID_FILE");
    expect(message).toBe(
      `farm.txt cannot be read: it is not UTF-8: line ${line}, column ${column} holds the byte 0x${byte}. Save it as UTF-8.`,
    );
    expect(details).toMatchObject({ file: "farm.txt", line, column });
  });

  it.each([
    ["\xff\xfe{\0", "UTF-16"],
    ["\xfe\xff\0{", "UTF-16"],
    ["\xff\xfe\0\0{\0\0\0", "UTF-32"],
    ["\0\0\xfe\xff\0\0\0{", "UTF-32"],
  ])("names the encoding of %j", (text, encoding) => {
    const { message } = failure(() => decodeText(bytes(text), { ...source, code: "INVALID_CONFIG" }));
    expect(message).toBe(`farm.txt cannot be read: it is ${encoding}, not UTF-8. Save it as UTF-8.`);
  });

  it("refuses UTF-16 without a mark, and other bytes that are not text", () => {
    expect(failure(() => decodeText(bytes("{\0}\0"), source)).message).toBe(
      "farm.txt cannot be read: it is not text: line 1, column 2 holds a NUL byte, as in UTF-16. Save it as UTF-8.",
    );
  });

  it("lets other bytes through where it is told to, but not UTF-16", () => {
    const lenient = { ...source, lenient: true };
    expect(decodeText(bytes("\xef\xbb\xbfS\xf1al"), lenient)).toBe("S\ufffdal");
    expect(failure(() => decodeText(bytes("\xff\xfe-\0"), lenient)).message).toContain("it is UTF-16");
  });

  it("has a limit", () => {
    expect(decodeText(bytes("abc"), { ...source, maxBytes: 3 })).toBe("abc");
    expect(failure(() => decodeText(bytes("abcd"), { ...source, maxBytes: 3 })).message).toBe(
      "farm.txt cannot be read: it is larger than the 3 bytes that are read.",
    );
  });

  it("takes whatever TextEncoder writes, and refuses whatever TextDecoder does", () => {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (random) => {
        let expected: string | undefined;
        try {
          expected = decoder.decode(random);
        } catch {
          expected = undefined;
        }
        const isText = expected !== undefined && !expected.includes("\0");
        if (isText) expect(decodeText(random, source)).toBe(expected);
        else expect(failure(() => decodeText(random, source)).code).toBe("INVALID_FILE");
      }),
      { seed: 18, numRuns: 2_000 },
    );
  });
});

describe("readText", () => {
  async function* chunks(...parts: readonly string[]) {
    for (const part of parts) yield bytes(part);
  }

  it("joins what comes in pieces, in the middle of a character too", async () => {
    expect(await readText(chunks("S\xc3", "\xb1", ""), source)).toBe("Sñ");
  });

  it("stops reading at its limit", async () => {
    let given = 0;
    async function* endless() {
      for (;;) {
        given += 1;
        yield bytes("abcd");
      }
    }
    await expect(readText(endless(), { ...source, maxBytes: 10 })).rejects.toMatchObject({
      code: "INVALID_FILE",
    });
    expect(given).toBe(3);
  });

  it.each([
    ["ENOENT", "there is no such file"],
    ["EISDIR", "it is a folder"],
    ["EIO", "i/o error"],
  ])("says that it cannot be read: %s", async (reason, words) => {
    // biome-ignore lint/correctness/useYield: it fails before there is anything
    async function* broken() {
      throw Object.assign(new Error("i/o error"), { code: reason });
    }
    await expect(readText(broken(), source)).rejects.toMatchObject({
      message: `farm.txt cannot be read: ${words}.`,
      details: { file: "farm.txt", reason },
    });
  });
});

describe("parseJson", () => {
  it("gives the value", () => {
    expect(parseJson(' {"a": [1, "ñ"]}\n', source)).toEqual({ a: [1, "ñ"] });
  });

  it.each([
    ["", 1, 1, "it ends before a value"],
    ['{"a": 1,}', 1, 8, 'nothing follows this "," before the "}"'],
    ['{\n  "a": [1,\n ]}', 2, 10, 'nothing follows this "," before the "]"'],
    ['{"a": 1', 1, 8, 'it ends before the "}" that belongs to a "{"'],
    ["[", 1, 2, 'it ends before the "]" that belongs to a "["'],
    ['{"ñ": 1 "b": 2}', 1, 9, 'a "," or "}" is missing before this'],
    ["[1 2]", 1, 4, 'a "," or "]" is missing before this'],
    ['{"a" 1}', 1, 6, 'a ":" is missing after the name'],
    ["{a: 1}", 1, 2, 'a name in double quotes belongs here, not "a"'],
    ["{'a': 1}", 1, 2, 'a name in double quotes belongs here, not "\'"'],
    ["{,}", 1, 2, 'a name in double quotes belongs here, not ","'],
    ["['a']", 1, 2, "a text stands in double quotes"],
    ["[,]", 1, 2, '"," is not a value of JSON'],
    ["[True]", 1, 2, '"True" is not a value of JSON'],
    ["[nulls]", 1, 2, '"nulls" is not a value of JSON'],
    ["[01]", 1, 2, '"01" is not a value of JSON'],
    ["[+1]", 1, 2, '"+1" is not a value of JSON'],
    ["[1.]", 1, 2, '"1." is not a value of JSON'],
    ["[1 // one\n]", 1, 4, "JSON has no comments"],
    ["/* x */ {}", 1, 1, "JSON has no comments"],
    ['{"a": "C:\\pools"}', 1, 10, '"\\\\p" is not an escape; a backslash is written \\\\'],
    ['{"a": "b}', 1, 7, "the quotes that begin here are not closed"],
    ['{"a": "b\n"}', 1, 7, "the quotes that begin here are not closed in this line"],
    ['["\t"]', 1, 3, 'the control character "\\t" stands in a text'],
    ["{} {}", 1, 4, "something follows its end"],
    ["{]", 1, 2, "a name in double quotes belongs here"],
    ["pool,host", 1, 1, '"pool" is not a value of JSON'],
  ])("says what is wrong with %j", (text, line, column, reason) => {
    const { code, message } = failure(() => parseJson(text, source));
    expect(code).toBe("INVALID_FILE");
    expect(message).toContain(`farm.txt cannot be read: it is not JSON: line ${line}, column ${column}: `);
    expect(message).toContain(reason);
  });

  it("finds a fault wherever JSON.parse does, and never past it", () => {
    const json = fc.json({ maxDepth: 4 });
    const broken = fc
      .tuple(json, fc.nat(), fc.constantFrom("", ",", "}", "]", '"', "\\", "x", "1", ":", "\n", "'"))
      .map(([text, place, insert]) => {
        const at = place % (text.length + 1);
        return text.slice(0, at) + insert + text.slice(at + 1);
      });
    fc.assert(
      fc.property(broken, (text) => {
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        if (isJson) return;
        const { offset, reason } = findJsonFault(text);
        expect(reason).not.toBe("it is JSON");
        // Up to there nothing is wrong: it is JSON, or JSON that has not ended yet.
        const before = text.slice(0, offset);
        const fault = findJsonFault(before);
        const isOpen = fault.reason.startsWith("the quotes that begin here");
        expect(isOpen || fault.offset >= before.trimEnd().length).toBe(true);
      }),
      { seed: 18, numRuns: 5_000 },
    );
  });
});
