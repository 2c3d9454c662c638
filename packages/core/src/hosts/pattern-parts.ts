import { AfpoolsError } from "../errors.js";
import { clipText, columnAt } from "../text/show.js";

/** The most names that one pattern's number ranges may stand for. */
export const maxExpandedHosts = 20_000;

/** The longest pattern, in characters. */
const maxPatternLength = 1_000;

/** A piece of a host pattern. A range's numbers are padded with zeros to `width` digits. */
export type PatternPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "any" }
  | { readonly kind: "one" }
  | { readonly kind: "range"; readonly low: number; readonly high: number; readonly width: number };

const piece = /(?<any>\*+)|(?<one>\?)|\[(?<range>[^\]]*)(?<close>\]?)|(?<text>[A-Za-z0-9._-]+)|./gsu;

/** @throws AfpoolsError `INVALID_HOST_PATTERN` */
export function parsePatternParts(text: string): PatternPart[] {
  if (text === "") throw patternError(text, 0, "it is empty");
  if (text.length > maxPatternLength) {
    throw patternError(text, 0, `it is longer than ${maxPatternLength} characters`);
  }
  return Array.from(text.matchAll(piece), (match): PatternPart => {
    const { any, one, range, close, text: literal } = match.groups ?? {};
    if (any) return { kind: "any" };
    if (one) return { kind: "one" };
    if (literal) return { kind: "text", text: literal };
    if (range === undefined) {
      throw patternError(text, match.index, `${JSON.stringify(match[0])} cannot stand in a host name`);
    }
    if (!close) throw patternError(text, match.index, `"[" has no "]"`);
    return parseRange(range, (reason) => patternError(text, match.index, reason));
  });
}

function parseRange(range: string, error: (reason: string) => AfpoolsError): PatternPart {
  const [, from = "", to = ""] = /^(\d{1,9})-(\d{1,9})$/.exec(range) ?? [];
  const shown = JSON.stringify(`[${clipText(range, 40)}]`);
  if (!from) throw error(`${shown} is not a range of numbers such as "[001-120]"`);
  const [low, high] = [Number(from), Number(to)];
  if (low > high) throw error(`the range ${shown} ends before it starts`);
  if (high - low >= maxExpandedHosts) throw error(`${shown} stands for more than ${maxExpandedHosts} hosts`);
  return { kind: "range", low, high, width: from.length };
}

/** `INVALID_HOST_PATTERN`: what is wrong at `offset` of the pattern. */
export function patternError(pattern: string, offset: number, reason: string): AfpoolsError {
  const column = columnAt(pattern, offset);
  const shown = clipText(pattern, 80);
  return new AfpoolsError(
    "INVALID_HOST_PATTERN",
    `${JSON.stringify(shown)} is not a host pattern: at column ${column}, ${reason}.`,
    { details: { pattern: shown, column, reason } },
  );
}
