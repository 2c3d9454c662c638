import type { Steps } from "./steps.js";

/** How many items are sorted at once, by the engine itself. */
const runLength = 256;

/** How many comparisons are made in one step. */
const comparisonsAtOnce = 1_000;

/** `items` in order, as `toSorted` gives them: sorted in runs, which are merged by pairs. */
export function* sorted<T>(items: readonly T[], compare: (a: T, b: T) => number): Steps<T[]> {
  let runs: T[][] = [];
  for (let start = 0; start < items.length; start += runLength) {
    runs.push(items.slice(start, start + runLength).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      const [left, right] = [runs[at] as T[], runs[at + 1]];
      merged.push(right ? yield* merge(left, right, compare) : left);
      yield;
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

/** Both in one; of equal items those of `left` come first. */
export function* merge<T>(
  left: readonly T[],
  right: readonly T[],
  compare: (a: T, b: T) => number,
): Steps<T[]> {
  const [last, first] = [left.at(-1), right[0]];
  if (last === undefined || first === undefined || compare(last, first) <= 0) return [...left, ...right];
  const merged: T[] = [];
  let [atLeft, atRight] = [0, 0];
  while (atLeft < left.length && atRight < right.length) {
    const isRightLess = compare(left[atLeft] as T, right[atRight] as T) > 0;
    merged.push(isRightLess ? (right[atRight++] as T) : (left[atLeft++] as T));
    if (merged.length % comparisonsAtOnce === 0) yield;
  }
  while (atLeft < left.length) merged.push(left[atLeft++] as T);
  while (atRight < right.length) merged.push(right[atRight++] as T);
  return merged;
}
