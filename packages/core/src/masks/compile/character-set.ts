import type { MaskExpression } from "./mask-expression.js";

/** One of `chars`, which are host name characters. */
export function setOf(chars: string): MaskExpression {
  const known = chars.length === 1 ? singles[chars.charCodeAt(0)] : undefined;
  return known ?? setExpression(isSorted(chars) ? chars : [...new Set(chars)].sort().join(""));
}

/** The one character of this code. */
export function single(code: number): MaskExpression {
  return singles[code] as MaskExpression;
}

/** The text of the set of `chars`, which are in order, each once. */
export function setText(chars: string): string {
  if (chars.length === 1) return chars === "." ? "[.]" : chars;
  // A "-" stands first, where no engine takes it for a range; ranges stay within digits or letters of one case.
  let text = chars.includes("-") ? "[-" : "[";
  for (let start = 0, end = 0; start < chars.length; start = end) {
    end = endOfRun(chars, start);
    const run = chars.slice(start, end);
    if (run !== "-") text += run.length > 2 ? `${run[0]}-${run.at(-1)}` : run;
  }
  return `${text}]`;
}

function setExpression(chars: string): MaskExpression {
  return { kind: "set", length: setLength(chars), parts: noParts, chars };
}

const noParts: readonly MaskExpression[] = [];

function setLength(chars: string): number {
  if (chars.length === 1) return chars === "." ? 3 : 1;
  let length = 2;
  for (let start = 0, end = 0; start < chars.length; start = end) {
    end = endOfRun(chars, start);
    length += Math.min(end - start, 3);
  }
  return length;
}

/**
 * Where the characters that follow one another from `start` on end: digits, or letters of one case, because of the other
 * characters of host names only "-" and "." are neighbours.
 */
function endOfRun(chars: string, start: number): number {
  let code = chars.charCodeAt(start);
  let end = start + 1;
  for (; code !== dash && chars.charCodeAt(end) === code + 1; end += 1) code += 1;
  return end;
}

const dash = "-".charCodeAt(0);

function isSorted(chars: string): boolean {
  for (let at = 1; at < chars.length; at += 1)
    if (chars.charCodeAt(at - 1) >= chars.charCodeAt(at)) return false;
  return true;
}

const singles = Array.from({ length: 128 }, (_, code) => setExpression(String.fromCharCode(code)));
