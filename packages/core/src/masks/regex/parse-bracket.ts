import { addAll, addOtherCases, addRange, type CharSet, classes, complement, emptySet } from "./char-set.js";
import { parseCharEscape, parseClassEscape } from "./parse-escape.js";
import type { RegexReader } from "./regex-reader.js";

/** A character by its code, a class such as `\d`, or a `-` that stands for itself or makes a range. */
type Item = number | CharSet | "-";

/** What follows a `[` up to its `]`. */
export function parseBracket(reader: RegexReader, start: number): CharSet {
  const isNegative = reader.take("^");
  if (reader.isCommon && reader.next === "]") {
    throw reader.uncertain(`"]" stands first in a bracket, where engines differ`, start);
  }
  const set = emptySet();
  // What a following "-" makes a range from: a character, nothing (a range just ended), or a class, which is an error.
  let last: number | "nothing" | "class" = "nothing";
  let isFirst = true;
  for (let item = readItem(reader, start); item !== undefined; item = readItem(reader, start)) {
    if (typeof item === "number") {
      addRange(set, item, item);
      last = item;
    } else if (item !== "-") {
      addAll(set, item);
      last = "class";
    } else if (isFirst || reader.next === "]" || last === "nothing") {
      // POSIX knows "-" as a character only at the start and the end.
      if (reader.isCommon && !isFirst && reader.next !== "]")
        throw reader.uncertain(`"-" behind a range`, start);
      addRange(set, dash, dash);
      last = dash;
    } else {
      if (last === "class") throw reader.uncertain("a range starts at a class", start);
      const end = readItem(reader, start);
      const to = end === "-" ? dash : end;
      if (typeof to !== "number" || (reader.isCommon && end === "-")) {
        throw reader.uncertain("a range ends at a class", start);
      }
      if (reader.isCommon && !isPlainRange(last, to)) {
        throw reader.uncertain("a range of more than digits or letters of one case", start);
      }
      if (to < last) throw reader.invalid("a range ends before it starts", start);
      addRange(set, last, to);
      last = "nothing";
    }
    isFirst = false;
  }
  if (reader.isCommon) addOtherCases(set);
  return isNegative ? complement(set) : set;
}

function isPlainRange(from: number, to: number): boolean {
  return /^(?:[0-9]{2}|[a-z]{2}|[A-Z]{2})$/.test(String.fromCharCode(from, to));
}

const dash = "-".charCodeAt(0);

/** The next item, or nothing behind the closing `]`. */
function readItem(reader: RegexReader, start: number): Item | undefined {
  if (reader.isAtEnd) throw reader.invalid(`"[" has no "]"`, start);
  if (reader.take("]")) return undefined;
  if (reader.take("-")) return "-";
  if (reader.take("[:")) {
    const name = reader.takeUntil(":]");
    const set = name === undefined ? undefined : classes[name];
    if (!set || (reader.isCommon && name !== undefined && name.length === 1)) {
      throw reader.invalid(`"[:${name ?? ""}" is not a class`, start);
    }
    return set;
  }
  if (reader.take("[.") || reader.take("[=")) throw reader.uncertain("a class of a language", start);
  const char = reader.read();
  if (char !== "\\") return char.charCodeAt(0);
  if (reader.isCommon) throw reader.uncertain(`"\\" in a bracket is not read alike by all afservers`, start);
  const set = parseClassEscape(reader);
  if (set) return set;
  if (reader.next === "b" || reader.next === "B")
    throw reader.uncertain(`"\\${reader.next}" in a bracket`, start);
  return parseCharEscape(reader, start);
}
