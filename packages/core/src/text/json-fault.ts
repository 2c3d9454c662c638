import { quoted } from "./show.js";

/** Where a text stops being JSON. */
export interface JsonFault {
  /** In the text; its length where something is missing at its end. */
  readonly offset: number;
  /** What is wrong there. */
  readonly reason: string;
}

type Expected = "value" | "value or ]" | "name" | "name or }" | "colon" | "comma" | "end";

const space = /[ \t\r\n]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])/y;
const literal = /(?:true|false|null)(?!\w)/y;
const word = /[\w.+-]+/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in texts
const plainText = /[^"\\\u0000-\u001f]*/y;
const escapeSequence = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

/**
 * Finds what `JSON.parse` refuses in `text`. The messages of engines differ by their version, and not all tell the place.
 *
 * @param text that is not JSON
 */
export function findJsonFault(text: string): JsonFault {
  const open: ("{" | "[")[] = [];
  let expected = "value" as Expected;
  let comma = -1;
  let at = 0;
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? "";
  };
  for (;;) {
    at += match(space).length;
    const sign = text[at];
    if (sign === undefined) return { offset: at, reason: missing(open.at(-1), expected) };
    if (sign === "/") return { offset: at, reason: "JSON has no comments" };
    if (expected === "end") return { offset: at, reason: "something follows its end" };
    const inner = open.at(-1);
    if (sign === (inner === "{" ? "}" : "]") && inner !== undefined && mayClose(expected)) {
      open.pop();
      at += 1;
      expected = open.length === 0 ? "end" : "comma";
    } else if (expected === "comma") {
      if (sign !== ",")
        return { offset: at, reason: `a "," or "${inner === "{" ? "}" : "]"}" is missing before this` };
      comma = at;
      at += 1;
      expected = inner === "{" ? "name" : "value";
    } else if (expected === "colon") {
      if (sign !== ":") return { offset: at, reason: 'a ":" is missing after the name' };
      at += 1;
      expected = "value";
    } else if (/[}\]]/.test(sign) && comma >= 0 && text.slice(comma + 1, at).trim() === "") {
      return { offset: comma, reason: `nothing follows this "," before the "${sign}"` };
    } else if (sign === '"') {
      const fault = textFault(text, at);
      if (typeof fault !== "number") return fault;
      at = fault;
      expected =
        expected === "name" || expected === "name or }" ? "colon" : open.length === 0 ? "end" : "comma";
    } else if (expected === "name" || expected === "name or }") {
      return {
        offset: at,
        reason: `a name in double quotes belongs here, not ${quoted(match(word) || sign, 40)}`,
      };
    } else if (sign === "{" || sign === "[") {
      open.push(sign);
      at += 1;
      expected = sign === "{" ? "name or }" : "value or ]";
    } else {
      const value = match(number) || match(literal);
      if (value === "") return { offset: at, reason: wrongValue(match(word) || sign) };
      at += value.length;
      expected = open.length === 0 ? "end" : "comma";
    }
  }
}

function mayClose(expected: Expected): boolean {
  return expected === "comma" || expected === "value or ]" || expected === "name or }";
}

function missing(inner: "{" | "[" | undefined, expected: Expected): string {
  if (inner === undefined) return expected === "end" ? "it is JSON" : "it ends before a value";
  return `it ends before the "${inner === "{" ? "}" : "]"}" that belongs to a "${inner}"`;
}

function wrongValue(text: string): string {
  if (text === "'") return "a text stands in double quotes";
  return `${quoted(text, 40)} is not a value of JSON`;
}

/** Where the text that begins at `start` ends, or what is wrong with it. */
function textFault(text: string, start: number): JsonFault | number {
  let at = start + 1;
  for (;;) {
    for (const pattern of [plainText, escapeSequence]) {
      pattern.lastIndex = at;
      at += pattern.exec(text)?.[0].length ?? 0;
    }
    const sign = text[at];
    if (sign === '"') return at + 1;
    if (sign === undefined) return { offset: start, reason: "the quotes that begin here are not closed" };
    if (sign === "\n" || sign === "\r")
      return { offset: start, reason: "the quotes that begin here are not closed in this line" };
    if (sign < " ") return { offset: at, reason: `the control character ${quoted(sign)} stands in a text` };
    escapeSequence.lastIndex = at;
    if (sign === "\\" && !escapeSequence.test(text)) {
      return {
        offset: at,
        reason: `${quoted(text.slice(at, at + 2))} is not an escape; a backslash is written \\\\`,
      };
    }
  }
}
