/** The prefixes that a mask of type `find` lists: afserver splits it at any of `|;,:` and space. */
export function findPrefixes(mask: string): string[] {
  return mask.split(/[|;,: ]/).filter((prefix) => prefix !== "");
}

/** Does `name` start with one of `prefixes`? Takes as long as the name, however many there are. */
export function hasPrefix(name: string, prefixes: ReadonlySet<string>): boolean {
  for (let length = 1; length <= name.length; length += 1)
    if (prefixes.has(name.slice(0, length))) return true;
  return false;
}
