import { AfpoolsError } from "../errors.js";
import { isHostName, maxHostNameLength } from "./host-name.js";

/** The most names that one pattern's number ranges may stand for. */
export const maxExpandedHosts = 20_000;

/** The longest pattern, in characters. */
const maxPatternLength = 1_000;

/**
 * A pattern for host names: letters, digits, `.`, `-`, `_` stand for themselves (case disregarded), `*` for any
 * characters, `?` for one, `[001-120]` for the numbers of that range, padded with zeros as its first number is.
 */
export interface HostPattern {
  readonly text: string;
  /** Does the pattern hold `*` or `?`, so that it names hosts only by comparing it with some? */
  readonly isGlob: boolean;
  matches(hostName: string): boolean;
}

type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "any" }
  | { readonly kind: "one" }
  | { readonly kind: "range"; readonly numbers: readonly string[] };

/** @throws AfpoolsError `INVALID_HOST_PATTERN` with the column (from 1) of what is wrong. */
export function parseHostPattern(text: string): HostPattern {
  const trimmed = text.trim();
  const parts = parseParts(trimmed);
  const isGlob = parts.some((part) => part.kind === "any" || part.kind === "one");
  const source = parts.map(partSource).join("");
  const expression = new RegExp(`^${source}$`, "i");
  return { text: trimmed, isGlob, matches: (hostName) => expression.test(hostName) };
}

/**
 * The host names that `text` stands for: one name, or those of its number ranges: `pc-[001-003]` is `pc-001`,
 * `pc-002`, `pc-003`.
 *
 * @throws AfpoolsError `INVALID_HOST_PATTERN`: not a name or range, holds `*` or `?`, or stands for more than
 * {@link maxExpandedHosts} names.
 */
export function expandHostRange(text: string): string[] {
  const trimmed = text.trim();
  let names = [""];
  for (const part of parseParts(trimmed)) {
    if (part.kind === "any" || part.kind === "one") {
      throw invalid(
        trimmed,
        trimmed.search(/[*?]/) + 1,
        `"*" and "?" match hosts but name none; make it a rule instead`,
      );
    }
    const endings = part.kind === "text" ? [part.text] : part.numbers;
    if (names.length * endings.length > maxExpandedHosts) {
      throw invalid(trimmed, 1, `it stands for more than ${maxExpandedHosts} hosts`);
    }
    names = names.flatMap((name) => endings.map((ending) => name + ending));
  }
  const first = names[0] ?? "";
  if (!isHostName(first))
    throw invalid(trimmed, 1, `its names are longer than ${maxHostNameLength} characters`);
  return names;
}

function parseParts(text: string): Part[] {
  if (text === "") throw invalid(text, 1, "it is empty");
  if (text.length > maxPatternLength)
    throw invalid(text, 1, `it is longer than ${maxPatternLength} characters`);
  const parts: Part[] = [];
  for (const match of text.matchAll(
    /(?<any>\*+)|(?<one>\?)|\[(?<range>[^\]]*)(?<close>\]?)|(?<text>[A-Za-z0-9._-]+)|./gsu,
  )) {
    const { any, one, range, close, text: literal } = match.groups ?? {};
    const column = match.index + 1;
    if (any) parts.push({ kind: "any" });
    else if (one) parts.push({ kind: "one" });
    else if (literal) parts.push({ kind: "text", text: literal });
    else if (range !== undefined) {
      if (!close) throw invalid(text, column, `"[" has no "]"`);
      parts.push({ kind: "range", numbers: expandNumbers(range, text, column) });
    } else throw invalid(text, column, `${JSON.stringify(match[0])} cannot stand in a host name`);
  }
  return parts;
}

function expandNumbers(range: string, text: string, column: number): string[] {
  const match = /^(\d{1,9})-(\d{1,9})$/.exec(range);
  if (!match) throw invalid(text, column, `"[${range}]" is not a range of numbers such as "[001-120]"`);
  const [, from = "", to = ""] = match;
  const [low, high] = [Number(from), Number(to)];
  if (low > high) throw invalid(text, column, `the range "[${range}]" ends before it starts`);
  if (high - low >= maxExpandedHosts)
    throw invalid(text, column, `"[${range}]" stands for more than ${maxExpandedHosts} hosts`);
  return Array.from({ length: high - low + 1 }, (_, index) => String(low + index).padStart(from.length, "0"));
}

function partSource(part: Part): string {
  switch (part.kind) {
    case "any":
      return ".*";
    case "one":
      return ".";
    case "text":
      return part.text.replaceAll(".", "[.]");
    case "range":
      return `(?:${part.numbers.join("|")})`;
  }
}

function invalid(pattern: string, column: number, reason: string): AfpoolsError {
  const shown = pattern.length > 80 ? `${pattern.slice(0, 80)}…` : pattern;
  return new AfpoolsError(
    "INVALID_HOST_PATTERN",
    `${JSON.stringify(shown)} is not a host pattern: at column ${column}, ${reason}.`,
    { details: { pattern: shown, column, reason } },
  );
}
