import { hostKey, isHostName, maxHostNameLength } from "./host-name.js";
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
  matches(hostName: string): boolean;
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
  const matches = (hostName: string) => {
    const name = hostKey(hostName);
    const fits = name.length >= prefix.length + suffix.length;
    if (!fits || !name.startsWith(prefix) || !name.endsWith(suffix)) return false;
    return matchParts(middle, name.slice(prefix.length, name.length - suffix.length));
  };
  return { text: trimmed, isGlob, matches };
}

/**
 * The host names that `text` stands for, each once: one name, or those of its number ranges: `pc-[001-003]` is
 * `pc-001`, `pc-002`, `pc-003`.
 *
 * @throws AfpoolsError `INVALID_HOST_PATTERN`: not a name or range, holds `*` or `?`, or stands for more than 20,000
 * names.
 */
export function expandHostRange(text: string): string[] {
  const trimmed = text.trim();
  let names = [""];
  for (const part of parsePatternParts(trimmed)) {
    const endings = spellings(part);
    if (!endings) {
      throw patternError(
        trimmed,
        trimmed.search(/[*?]/),
        `"*" and "?" match hosts but name none; make it a rule instead`,
      );
    }
    if (names.length * endings.length > maxExpandedHosts) {
      throw patternError(trimmed, 0, `it stands for more than ${maxExpandedHosts} hosts`);
    }
    names = names.flatMap((name) => endings.map((ending) => name + ending));
  }
  // No name is longer than the last, which has the last number of each range.
  if (!isHostName(names.at(-1) ?? "")) {
    throw patternError(trimmed, 0, `its names are longer than ${maxHostNameLength} characters`);
  }
  return [...new Set(names)];
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
function spellings(part: PatternPart): readonly string[] | undefined {
  if (part.kind === "text") return [part.text];
  if (part.kind !== "range") return undefined;
  const { low, high, width } = part;
  return Array.from({ length: high - low + 1 }, (_, index) => String(low + index).padStart(width, "0"));
}
