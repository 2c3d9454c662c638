import type { Steps } from "@afpools/core/internal";

/** About how much JSON is parsed in one step, in bytes. */
const pieceBytes = 64 << 10;

/** How deep arrays and objects may stand in each other. afserver's listings are six deep. */
const maxDepth = 100;

/** The longest text, in bytes: it is read in one step. */
const maxTextBytes = 16 << 20;

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openArray = 0x5b;
const backslash = 0x5c;
const closeArray = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

/**
 * The value that `JSON.parse` gives for these bytes, in steps. Each byte is looked at once, and members are parsed by
 * `JSON.parse` itself, about 64 KiB of them at a time.
 *
 * @throws SyntaxError for what is not JSON, is more than 100 deep, or holds a text of more than 16 MiB.
 */
export function* parseInPieces(bytes: Buffer): Steps<unknown> {
  const root = new Container(bytes, false, -1);
  const open = [root];
  let parsedAt = 0;
  let pausedAt = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    const inner = open[open.length - 1] as Container;
    if (byte === quote) {
      const end = endOfText(bytes, at);
      inner.key = { start: at, end };
      at = end - 1;
    } else if (byte === openArray || byte === openObject) {
      if (open.length > maxDepth) throw new SyntaxError(`more than ${maxDepth} values in each other`);
      open.push(new Container(bytes, byte === openObject, at));
    } else if (byte === closeArray || byte === closeObject) {
      open.pop();
      const outer = open.at(-1);
      if (!outer || inner.isObject !== (byte === closeObject)) throw new SyntaxError("a bracket too many");
      // What was not begun to be parsed is parsed with what it stands in.
      if (inner.isBegun) outer.add(inner.finish(at), inner.start, at + 1);
    } else if (byte === colon) inner.colon = at;
    if (byte === comma && at - parsedAt >= pieceBytes) {
      for (const [depth, each] of open.entries()) each.parseUpTo(open[depth + 1]?.start, at);
      parsedAt = at;
    } else if (at - pausedAt < pieceBytes) continue;
    pausedAt = at;
    yield;
  }
  if (open.length > 1) throw new SyntaxError("it ends within a value");
  const values = root.finish(bytes.length) as unknown[];
  if (values.length !== 1) throw new SyntaxError("it is not one value");
  return values[0];
}

/** Where the text that begins with a quote at `start` ends, behind its closing quote. */
function endOfText(bytes: Buffer, start: number): number {
  for (let end = bytes.indexOf(quote, start + 1); end >= 0; end = bytes.indexOf(quote, end + 1)) {
    if (end - start > maxTextBytes) throw new SyntaxError(`a text of more than ${maxTextBytes} bytes`);
    let escapes = 0;
    while (bytes[end - 1 - escapes] === backslash) escapes += 1;
    if (escapes % 2 === 0) return end + 1;
  }
  throw new SyntaxError("a text does not end");
}

/** An array or object whose end has not been read. `start` is the place of its bracket. */
class Container {
  readonly isObject: boolean;
  readonly start: number;
  /** The last text and the last colon in it: together, the name of the member that is being read. */
  key = { start: 0, end: 0 };
  colon = -1;
  readonly #bytes: Buffer;
  /** Up to where its members are parsed. */
  #parsedTo: number;
  #value: unknown[] | Record<string, unknown> | undefined;
  #hasMembers = false;

  constructor(bytes: Buffer, isObject: boolean, start: number) {
    this.isObject = isObject;
    this.start = start;
    this.#bytes = bytes;
    this.#parsedTo = start + 1;
  }

  /** Are some of its members parsed already? */
  get isBegun(): boolean {
    return this.#value !== undefined;
  }

  /** Parses what stands before the comma at `comma`, or, where a member is being read that begins at `inner`, before that. */
  parseUpTo(inner: number | undefined, comma: number): void {
    this.#value ??= this.isObject ? {} : [];
    if (inner === undefined) this.#parse(comma);
    else this.#parseBefore(inner);
  }

  /** Adds a member that was read by itself, from `start` to `end`. */
  add(member: unknown, start: number, end: number): void {
    if (Array.isArray(this.#value)) this.#value.push(member);
    else if (this.#value)
      setMember(this.#value, JSON.parse(this.#text(this.key.start, this.key.end)), member);
    if (this.#parsedTo !== start) throw new SyntaxError("a comma is missing");
    this.#parsedTo = end;
    this.#hasMembers = true;
  }

  /** Parses what is left before the closing bracket at `end`. */
  finish(end: number): unknown {
    this.#value ??= this.isObject ? {} : [];
    this.#parse(end);
    return this.#value;
  }

  /** Parses members up to the one that begins at `inner`, of which an object has the name before it. */
  #parseBefore(inner: number): void {
    if (this.#parsedTo === inner) return;
    let end = inner;
    if (this.isObject) {
      const isNamed = this.key.end <= this.colon && this.colon < inner;
      if (!isNamed || this.#text(this.key.end, inner) !== ":") throw new SyntaxError("a name is missing");
      end = this.key.start;
    }
    const text = this.#text(this.#parsedTo, end);
    const isFirst = text === "" && !this.#hasMembers;
    if (!isFirst && !text.endsWith(",")) throw new SyntaxError("a comma is missing");
    const members = trimmed(text.slice(0, -1));
    if (members !== "") this.#add(members);
    else if (!isFirst && !this.#hasMembers) throw new SyntaxError("a member is missing");
    this.#parsedTo = inner;
  }

  #parse(end: number): void {
    const members = this.#text(this.#parsedTo, end);
    if (members !== "") this.#add(members);
    this.#parsedTo = end;
  }

  /** Adds these members, which have a comma before them where they are not the first. */
  #add(text: string): void {
    if (this.#hasMembers && !text.startsWith(",")) throw new SyntaxError("a comma is missing");
    const members = this.#hasMembers ? trimmed(text.slice(1)) : text;
    if (members === "") throw new SyntaxError("a member is missing");
    const parsed: unknown = JSON.parse(this.isObject ? `{${members}}` : `[${members}]`);
    this.#hasMembers = true;
    if (Array.isArray(this.#value)) for (const member of parsed as unknown[]) this.#value.push(member);
    else if (this.#value) {
      for (const [name, member] of Object.entries(parsed as object)) setMember(this.#value, name, member);
    }
  }

  /** What stands there, without white space around it. */
  #text(start: number, end: number): string {
    let [from, to] = [start, end];
    while (from < to && isWhiteSpace(this.#bytes[from])) from += 1;
    while (to > from && isWhiteSpace(this.#bytes[to - 1])) to -= 1;
    return this.#bytes.toString("utf8", from, to);
  }
}

/** Without what JSON takes for white space, which is less than `trim` does. */
function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isWhiteSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isWhiteSpace(code: number | undefined): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** As `JSON.parse` does: `__proto__` is a name like any other. */
function setMember(value: Record<string, unknown>, name: string, member: unknown): void {
  Object.defineProperty(value, name, { value: member, writable: true, enumerable: true, configurable: true });
}
