import { type Budget, nameCost, unlimitedBudget } from "../work/budget.js";
import { hostKey, maxHostNameLength } from "./host-name.js";
import { matchParts } from "./match-parts.js";
import { maxExpandedHosts, type PatternPart, parsePatternParts, patternError } from "./pattern-parts.js";

/**
 * A pattern for host names: letters, digits, `.`, `-`, `_` stand for themselves (case disregarded), `*` for any
 * characters, `?` for one, `[001-120]` for the numbers of that range, padded with zeros as its first number is.
 */
export interface HostPattern {
  readonly text: string;
  /** Does the pattern hold `*` or `?`, so that it names hosts only by comparing it with some? */
  readonly isGlob: boolean;
  /** Takes as many steps at most as the pattern has parts, for each character of the name. */
  matches(hostName: string): boolean;
  /**
   * The same for a name in lower case (its `hostKey`), with the steps spent from a budget.
   *
   * @throws AfpoolsError `REQUEST_TOO_COSTLY`
   */
  matchesKey(key: string, budget: Budget): boolean;
}

/**
 * The pattern in `text`, at most 1,000 characters, white space around it removed.
 *
 * @throws AfpoolsError `INVALID_HOST_PATTERN` with the column (from 1) of what is wrong.
 */
export function parseHostPattern(text: string): HostPattern {
  const trimmed = text.trim();
  const parts = parsePatternParts(trimmed).map(foldCase);
  const isGlob = parts.some(isWildcard);
  const { prefix, middle, suffix } = splitEnds(parts);
  const endsFit = (key: string) =>
    key.length >= prefix.length + suffix.length && key.startsWith(prefix) && key.endsWith(suffix);
  const between = (key: string) => key.slice(prefix.length, key.length - suffix.length);
  return {
    text: trimmed,
    isGlob,
    matches: (hostName) => {
      const key = hostKey(hostName);
      return endsFit(key) && matchParts(middle, between(key));
    },
    matchesKey: (key, budget) => {
      budget.spend("steps", 1);
      if (!endsFit(key)) return false;
      const name = between(key);
      // Several of these comparisons take as long as one with a mask.
      budget.spend("steps", (middle.length * name.length) >> 2);
      return matchParts(middle, name);
    },
  };
}

/**
 * The host names that `text` stands for, each once: one name, or those of its number ranges: `pc-[001-003]` is
 * `pc-001`, `pc-002`, `pc-003`.
 *
 * @throws AfpoolsError `INVALID_HOST_PATTERN`: not a name or range, holds `*` or `?`, or stands for more than 20,000
 * names
 */
export function expandHostRange(text: string): string[] {
  return [...new Set(namesOfRange(text, unlimitedBudget()))];
}

/**
 * The names of {@link expandHostRange} one after another; some may come twice. They are spent from the budget before the
 * first is made.
 *
 * @throws AfpoolsError the same, and `REQUEST_TOO_COSTLY`
 */
export function namesOfRange(text: string, budget: Budget): Generator<string> {
  const trimmed = text.trim();
  const parts = joinTexts(parsePatternParts(trimmed));
  const { count, length } = sizeOf(trimmed, parts);
  budget.spend("names", count * nameCost(length));
  return combined("", parts.map(spellings));
}

function* combined(start: string, [first, ...others]: readonly (readonly string[])[]): Generator<string> {
  if (!first) yield start;
  else for (const ending of first) yield* combined(start + ending, others);
}

/**
 * How many names they stand for, those counted twice that are spelled in two ways, and how long the longest is.
 *
 * @throws as {@link namesOfRange}
 */
function sizeOf(text: string, parts: readonly PatternPart[]): { count: number; length: number } {
  let count = 1;
  let length = 0;
  for (const part of parts) {
    if (isWildcard(part)) {
      throw patternError(
        text,
        text.search(/[*?]/),
        `"*" and "?" match hosts but name none; make it a rule instead`,
      );
    }
    // No name is longer than the last, which has the last number of each range.
    if (part.kind === "text") length += part.text.length;
    if (part.kind === "range") {
      count *= part.high - part.low + 1;
      length += Math.max(part.width, String(part.high).length);
    }
    if (count > maxExpandedHosts) {
      throw patternError(text, 0, `it stands for more than ${maxExpandedHosts} hosts`);
    }
  }
  if (length > maxHostNameLength) {
    throw patternError(text, 0, `its names are longer than ${maxHostNameLength} characters`);
  }
  return { count, length };
}

/** With texts, and ranges of one number, that stand side by side as one text: so few parts make many names. */
function joinTexts(parts: readonly PatternPart[]): PatternPart[] {
  const joined: PatternPart[] = [];
  for (const part of parts) {
    const isText = part.kind === "text" || (part.kind === "range" && part.low === part.high);
    const last = joined.at(-1);
    const text = isText ? (spellings(part)[0] ?? "") : "";
    if (isText && last?.kind === "text") joined[joined.length - 1] = { kind: "text", text: last.text + text };
    else joined.push(isText ? { kind: "text", text } : part);
  }
  return joined;
}

/** Parts a pattern's fixed ends from what is between, since they are quick to compare and tell most names apart. */
function splitEnds(parts: readonly PatternPart[]) {
  const [first, ...rest] = parts;
  const prefix = first?.kind === "text" ? first.text : "";
  const others = first?.kind === "text" ? rest : parts;
  const last = others.at(-1);
  return last?.kind === "text"
    ? { prefix, middle: others.slice(0, -1), suffix: last.text }
    : { prefix, middle: others, suffix: "" };
}

function foldCase(part: PatternPart): PatternPart {
  return part.kind === "text" ? { kind: "text", text: hostKey(part.text) } : part;
}

function isWildcard(part: PatternPart): boolean {
  return part.kind === "any" || part.kind === "one";
}

/** All that a part stands for; nothing for a wildcard, which names no host. */
function spellings(part: PatternPart): readonly string[] {
  if (part.kind === "text") return [part.text];
  if (part.kind !== "range") return [];
  const { low, high, width } = part;
  return Array.from({ length: high - low + 1 }, (_, index) => String(low + index).padStart(width, "0"));
}
