import type { Steps } from "@afpools/core/internal";

/** About how much is mended in one step, in bytes. */
const pieceBytes = 32 << 10;

/** Longer lines are not mended, in bytes: nothing that afserver writes without escaping is meant to be as long. */
const maxLineBytes = 256 << 10;

/** What nearly all lines are, and right: `"id":7,`, `"name":"pc-1",`. */
const plainMember = /^[\s\]},]*"[A-Za-z_]+":(?:-?\d+|"[ !#-[\]-\uffff]*"),?$/;
/** One member, alone on its line: `"hosts_mask":"node\.a",`. Also behind brackets that close what stood before. */
const textMember = /^([\s\]},]*"[A-Za-z_]+":)"(.*)"([\]},]*)$/s;
/** The beginning of one whose text goes on in the next line. */
const begunMember = /^[\s\]},]*"[A-Za-z_]+":"/;
/** A number by a name that somebody chose, such as a native pool's: `"/a"b":10,`. */
const numberMember = /^(\s*)"(.*)":(-?\d+)([\]},]*)$/s;
/** Whole objects on one line: tasks. */
const inlineObject = /^[\s\]},]*(?:"[A-Za-z_]+":)?\[*\{"/;
/** The beginning of a text within one of them. */
const inlineText = /"[A-Za-z_]+":"/g;
/** What follows the end of such a text, unless the line ends with it. */
const afterInlineText = /,"[A-Za-z_]+":|\},\{"/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be escaped
const controlCharacter = /[\u0000-\u001f]/g;

const lineEnd = 0x0a;

/**
 * Mends JSON that afserver wrote without escaping: texts of blocks and tasks, user and host names, names of native pools. It
 * writes each member of a job, block or render on a line of its own and each task on one line, so that a line which is not
 * JSON by itself can be mended by itself. Lines that are right stay as they are.
 *
 * Each byte is looked at a fixed number of times, whatever the lines hold.
 */
export function* repairLines(bytes: Buffer): Steps<Buffer> {
  const mended: Buffer[] = [];
  let copiedTo = 0;
  let pausedAt = 0;
  for (let start = 0, end = 0; start < bytes.length; start = end + 1) {
    end = endOfLine(bytes, start);
    if (end - start <= maxLineBytes) {
      const line = bytes.toString("utf8", start, end);
      if (!plainMember.test(line) && !isRight(line)) {
        end = endOfMember(bytes, start, end, line);
        mended.push(bytes.subarray(copiedTo, start));
        mended.push(Buffer.from(repairLine(bytes.toString("utf8", start, end))));
        copiedTo = end;
      }
    }
    if (end - pausedAt < pieceBytes) continue;
    pausedAt = end;
    yield;
  }
  return Buffer.concat([...mended, bytes.subarray(copiedTo)]);
}

function endOfLine(bytes: Buffer, start: number): number {
  const end = bytes.indexOf(lineEnd, start);
  return end < 0 ? bytes.length : end;
}

/**
 * Where a member ends whose text has raw line breaks; the end of its line where it has none. Of one that does not end, what
 * was looked through is not looked through again.
 */
function endOfMember(bytes: Buffer, start: number, end: number, line: string): number {
  const begun = begunMember.exec(line)?.[0];
  if (begun === undefined || endOfText(line) >= begun.length) return end;
  let at = end;
  while (at < bytes.length && at - start <= maxLineBytes) {
    const next = endOfLine(bytes, at + 1);
    if (next - start > maxLineBytes) return at;
    if (endOfText(bytes.toString("latin1", at + 1, next)) >= 0) return next;
    at = next;
  }
  return at;
}

/** The place of the quote before the brackets and commas that a line ends with; -1 where there is none. */
function endOfText(line: string): number {
  const end = startOfClosers(line) - 1;
  return line[end] === '"' ? end : -1;
}

/** Where the brackets and commas begin that a line ends with. */
function startOfClosers(line: string): number {
  let start = line.length;
  while (start > 0 && "]},".includes(line[start - 1] as string)) start -= 1;
  return start;
}

function repairLine(line: string): string {
  if (inlineObject.test(line)) return repairInline(line);
  const text = textMember.exec(line);
  if (text) return `${text[1]}${quoted(text[2] ?? "")}${text[3]}`;
  const number = numberMember.exec(line);
  if (number) return `${number[1]}${quoted(number[2] ?? "")}:${number[3]}${number[4]}`;
  return line;
}

/** The line with each of its texts between quotes. A text ends where another member, another object or nothing follows. */
function repairInline(line: string): string {
  const closers = startOfClosers(line);
  let mended = "";
  let copiedTo = 0;
  inlineText.lastIndex = 0;
  while (inlineText.test(line)) {
    const start = inlineText.lastIndex;
    const end = endOfInlineText(line, start, closers);
    if (end < 0) break;
    mended += line.slice(copiedTo, start - 1) + quoted(line.slice(start, end));
    copiedTo = end + 1;
    inlineText.lastIndex = copiedTo;
  }
  return mended + line.slice(copiedTo);
}

function endOfInlineText(line: string, start: number, closers: number): number {
  for (let end = line.indexOf('"', start); end >= 0; end = line.indexOf('"', end + 1)) {
    afterInlineText.lastIndex = end + 1;
    if (end + 1 >= closers || afterInlineText.test(line)) return end;
  }
  return -1;
}

/** `value` between quotes. What is escaped but for its control characters must not be escaped twice. */
function quoted(value: string): string {
  const controlled = `"${value.replace(controlCharacter, (one) => JSON.stringify(one).slice(1, -1))}"`;
  return isJson(controlled) ? controlled : JSON.stringify(value);
}

/** Is a line right? One that leaves brackets open, or only closes them, is taken to be. */
function isRight(line: string): boolean {
  let start = 0;
  let end = line.length;
  while (start < end && isBlankOrCloser(line, start)) start += 1;
  while (end > start && isBlankOrCloser(line, end - 1)) end -= 1;
  const content = line.slice(start, end);
  if (!/["{[]/.test(content) || /[[{]$/.test(content)) return true;
  return ["", "}", "}}", "]", "}]"].some(
    (closer) => isJson(`{${content}${closer}}`) || isJson(`[${content}${closer}]`),
  );
}

function isBlankOrCloser(line: string, at: number): boolean {
  return /[\s\]},]/.test(line[at] as string);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
