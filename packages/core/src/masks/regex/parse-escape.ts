import { type CharSet, classes, complement, emptySet, oneCharacter } from "./char-set.js";
import type { RegexReader } from "./regex-reader.js";
import type { RegexTree } from "./syntax-tree.js";

const controls: Readonly<Record<string, string>> = { f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** What follows a `\` outside of brackets. */
export function parseEscape(
  reader: RegexReader,
  start: number,
): Extract<RegexTree, { kind: "set" | "assert" }> {
  if (!reader.isCommon && reader.take("b")) return { kind: "assert", what: "word-boundary" };
  if (!reader.isCommon && reader.take("B")) return { kind: "assert", what: "no-word-boundary" };
  const set = parseClassEscape(reader);
  if (set) return { kind: "set", set };
  return { kind: "set", set: oneCharacter(parseCharEscape(reader, start), reader.isCommon) };
}

/** `d`, `s`, `w` behind a `\`, and their opposites. */
export function parseClassEscape(reader: RegexReader): CharSet | undefined {
  if (reader.isCommon || !/^[dswDSW]$/.test(reader.next)) return undefined;
  const name = reader.read();
  const set = classes[name.toLowerCase()] ?? emptySet();
  return name === name.toLowerCase() ? set : complement(set);
}

/** The code of the one character that stands behind a `\`. */
export function parseCharEscape(reader: RegexReader, start: number): number {
  if (reader.isAtEnd) throw reader.invalid(`it ends with "\\"`, start);
  const char = reader.read();
  if (reader.isCommon) {
    // Letters, digits and these four mean something behind a backslash in one of the engines.
    if (/^[!-/:-@[-`{-~]$/.test(char) && !/[<>'`]/.test(char)) return char.charCodeAt(0);
    throw reader.uncertain(`"\\${char}" is not read alike by all afservers`, start);
  }
  if (/[0-9]/.test(char)) throw reader.uncertain(`"\\${char}" refers back to a group`, start);
  if (char === "c") throw reader.uncertain(`"\\c" is not read alike by all engines`, start);
  if (char === "x") return hexadecimal(reader, 2, start);
  if (char === "u") return hexadecimal(reader, 4, start);
  return (controls[char] ?? char).charCodeAt(0);
}

function hexadecimal(reader: RegexReader, length: number, start: number): number {
  let digits = "";
  while (digits.length < length && /^[0-9A-Fa-f]$/.test(reader.next)) digits += reader.read();
  if (digits.length < length) throw reader.invalid(`a code needs ${length} hexadecimal digits`, start);
  const code = Number.parseInt(digits, 16);
  if (code === 0 || code > 127) throw reader.uncertain("a code outside of ASCII", start);
  return code;
}
