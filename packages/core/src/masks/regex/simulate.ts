import { classes } from "./char-set.js";
import type { Program } from "./program.js";
import type { Assertion } from "./syntax-tree.js";

/**
 * Does `program` match the whole of `bytes` (or, with `isWhole` off, some part from `from` on)? Follows all ways at
 * once, so no expression takes longer than its steps times the length.
 */
export function simulate(program: Program, bytes: ArrayLike<number>, from = 0, isWhole = true): boolean {
  let current = new Set<number>([program.start]);
  for (let position = from; ; position += 1) {
    const next = new Set<number>();
    const waiting = [...current];
    const seen = new Set<number>();
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      const step = program.steps[at];
      if (!step) continue;
      if (step.kind === "match") {
        if (!isWhole || position === bytes.length) return true;
      } else if (step.kind === "fork") waiting.push(...step.next);
      else if (step.kind === "assert") {
        if (holds(step.what, bytes, position)) waiting.push(step.next);
      } else if (step.kind === "look") {
        if (simulate(step.program, bytes, position, false) !== step.negative) waiting.push(step.next);
      } else if (position < bytes.length && step.set[bytes[position] as number]) next.add(step.next);
    }
    if (position === bytes.length || next.size === 0) return false;
    current = next;
  }
}

function holds(what: Assertion, bytes: ArrayLike<number>, position: number): boolean {
  switch (what) {
    case "start":
      return position === 0;
    case "end":
      return position === bytes.length;
    case "word-boundary":
      return isWord(bytes, position - 1) !== isWord(bytes, position);
    case "no-word-boundary":
      return isWord(bytes, position - 1) === isWord(bytes, position);
  }
}

function isWord(bytes: ArrayLike<number>, position: number): boolean {
  const byte = bytes[position];
  return byte !== undefined && classes.w?.[byte] === 1;
}
