import { type CharSet, emptySet } from "./char-set.js";
import type { RegexTree } from "./syntax-tree.js";

/** From so many repetitions on, trying all ways to divide a name takes longer than afserver's cycle. */
const manyTimes = 8;

/**
 * Can `tree` stall an engine that tries one way after the other, as std::regex does: is there a repetition in which the
 * same text can be read in several ways? A rough rule, for a warning: it takes nested repetitions, and repetitions of
 * alternatives that start alike, for slow.
 */
export function isSlow(tree: RegexTree): boolean {
  switch (tree.kind) {
    case "set":
    case "assert":
      return false;
    case "sequence":
    case "choice":
      return tree.items.some(isSlow);
    case "group":
    case "look":
      return isSlow(tree.item);
    case "repeat":
      return (tree.max >= manyTimes && isAmbiguous(tree.item)) || isSlow(tree.item);
  }
}

/** Can what `tree` reads be read by it in different ways, or in a different number of rounds? */
function isAmbiguous(tree: RegexTree): boolean {
  switch (tree.kind) {
    case "set":
    case "assert":
    case "look":
      return false;
    case "group":
      return isAmbiguous(tree.item);
    case "sequence":
      return tree.items.some(isAmbiguous);
    case "choice":
      return tree.items.some(isAmbiguous) || startAlike(tree.items);
    case "repeat":
      return tree.max > tree.min || isAmbiguous(tree.item);
  }
}

function startAlike(items: readonly RegexTree[]): boolean {
  const seen = emptySet();
  for (const item of items) {
    const first = firstSet(item);
    if (first.some((flag, byte) => flag === 1 && seen[byte] === 1)) return true;
    for (let byte = 0; byte < 256; byte += 1) if (first[byte]) seen[byte] = 1;
  }
  return false;
}

/** The bytes with which it can start; all of them where that is not plain. */
function firstSet(tree: RegexTree): CharSet {
  if (tree.kind === "set") return tree.set;
  if (tree.kind === "group" || (tree.kind === "repeat" && tree.min > 0)) return firstSet(tree.item);
  if (tree.kind === "sequence" && tree.items[0]) return firstSet(tree.items[0]);
  return emptySet().fill(1);
}
