import type { PatternPart } from "./pattern-parts.js";

/**
 * Do `parts` spell all of `name`? Both in lower case. Follows all ways through the name at once, so that no pattern
 * takes longer than its length times the name's: a backtracking regular expression would let one stall the process.
 */
export function matchParts(parts: readonly PatternPart[], name: string): boolean {
  let ends: readonly number[] = [0];
  const last = parts.at(-1);
  for (const part of parts) {
    if (part === last && part.kind === "any") return true;
    ends = endsAfter(part, name, ends);
    if (ends.length === 0) return false;
  }
  return ends.at(-1) === name.length;
}

/** Where in `name` the part can end when it starts at one of `starts`; both ascending, each once. */
function endsAfter(part: PatternPart, name: string, starts: readonly number[]): readonly number[] {
  const ends: number[] = [];
  switch (part.kind) {
    case "any":
      for (let end = starts[0] ?? 0; end <= name.length; end += 1) ends.push(end);
      return ends;
    case "one":
      for (const start of starts) if (start < name.length) ends.push(start + 1);
      return ends;
    case "text":
      for (const start of starts) if (name.startsWith(part.text, start)) ends.push(start + part.text.length);
      return ends;
    case "range": {
      const widest = Math.max(part.width, String(part.high).length);
      for (let width = part.width; width <= widest; width += 1) {
        for (const start of starts)
          if (isInRange(part, name.slice(start, start + width), width)) ends.push(start + width);
      }
      return [...new Set(ends)].sort((a, b) => a - b);
    }
  }
}

function isInRange(range: PatternPart & { kind: "range" }, digits: string, width: number): boolean {
  if (digits.length !== width || !/^\d+$/.test(digits)) return false;
  if (width > range.width && digits.startsWith("0")) return false;
  const number = Number(digits);
  return range.low <= number && number <= range.high;
}
