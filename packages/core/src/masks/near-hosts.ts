import { nearest } from "../expressions/nearest.js";
import type { Farm } from "../farm/farm.js";

/** How many comparisons of two names one call may take: each costs some microseconds. */
const maxComparisons = 20_000;

/**
 * For names that the farm does not know the host that each was probably meant to be. A name that differs in a number is
 * another host (`pc-7`, `pc-8`), not a typing error; the same name with or without its domain is one host.
 */
export function nearHosts(names: readonly string[], farm: Farm): Map<string, string> {
  if (names.length === 0) return new Map();
  const byLabel = new Map<string, string>();
  const byNumbers = new Map<string, string[]>();
  for (const { name } of farm.hosts) {
    byLabel.set(firstLabel(name), name);
    const key = numbers(name);
    const same = byNumbers.get(key);
    if (same) same.push(name);
    else byNumbers.set(key, [name]);
  }
  const near = new Map<string, string>();
  let comparisons = 0;
  for (const name of names) {
    const candidates = byNumbers.get(numbers(name)) ?? [];
    const isDotted = name.includes(".") || byLabel.get(firstLabel(name))?.includes(".");
    let host = isDotted ? byLabel.get(firstLabel(name)) : undefined;
    if (host === undefined && comparisons + candidates.length <= maxComparisons) {
      comparisons += candidates.length;
      host = nearest(name, candidates);
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
