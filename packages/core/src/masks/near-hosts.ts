import { nearest } from "../expressions/nearest.js";
import type { Farm } from "../farm/farm.js";
import type { Budget } from "../work/budget.js";
import type { Steps } from "../work/steps.js";

/** How many comparisons of two names one call may take: each costs some microseconds. */
const maxComparisons = 20_000;

/** How many of them are made in one step. */
const comparedAtOnce = 200;

/** Longer names are not compared letter by letter, in characters: it takes the square of the length. */
const maxLength = 64;

/**
 * For names that the farm does not know the host that each was probably meant to be. A name that differs in a number is
 * another host (`pc-7`, `pc-8`), not a typing error; the same name with or without its domain is one host.
 *
 * @throws AfpoolsError `REQUEST_TOO_COSTLY`
 */
export function* nearHosts(names: readonly string[], farm: Farm, budget: Budget): Steps<Map<string, string>> {
  const near = new Map<string, string>();
  if (names.length === 0) return near;
  const byLabel = new Map<string, string>();
  const byNumbers = new Map<string, string[]>();
  for (const [index, { name }] of farm.hosts.entries()) {
    if (index % comparedAtOnce === 0) yield;
    byLabel.set(firstLabel(name), name);
    const key = numbers(name);
    const same = byNumbers.get(key);
    if (same) same.push(name);
    else byNumbers.set(key, [name]);
  }
  let comparisons = 0;
  for (const [index, name] of names.entries()) {
    if (index % comparedAtOnce === 0) yield;
    const candidates = name.length > maxLength ? [] : (byNumbers.get(numbers(name)) ?? []);
    const isDotted = name.includes(".") || byLabel.get(firstLabel(name))?.includes(".");
    let host = isDotted ? byLabel.get(firstLabel(name)) : undefined;
    if (host === undefined && comparisons + candidates.length <= maxComparisons) {
      comparisons += candidates.length;
      budget.spend("steps", candidates.length);
      for (let from = 0; from < candidates.length; from += comparedAtOnce) {
        // Of equally near ones the first.
        host = nearest(name, [
          ...(host === undefined ? [] : [host]),
          ...candidates.slice(from, from + comparedAtOnce),
        ]);
        yield;
      }
    }
    if (host !== undefined) near.set(name, host);
  }
  return near;
}

function firstLabel(name: string): string {
  return name.toLowerCase().split(".", 1)[0] ?? "";
}

/** The numbers in a name, zeros in front disregarded, with letters that are mistaken for digits taken as such. */
function numbers(name: string): string {
  const digits = name.toLowerCase().replaceAll("o", "0").replaceAll("l", "1").match(/\d+/g) ?? [];
  return digits.map((number) => number.replace(/^0+(?=.)/, "")).join(",");
}
