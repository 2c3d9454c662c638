/** The prefixes that a mask of type `find` lists: afserver splits it at any of `|;,:` and space. */
export function findPrefixes(mask: string): string[] {
  return mask.split(/[|;,: ]/).filter((prefix) => prefix !== "");
}

/** Prefixes of names, to be compared with many names. */
export class PrefixList {
  /** Without those that begin with another one, in the order of their code units. */
  readonly shortest: readonly string[];

  constructor(prefixes: Iterable<string>) {
    const shortest: string[] = [];
    for (const prefix of [...prefixes].sort(byCodeUnits)) {
      const last = shortest.at(-1);
      if (last === undefined || !prefix.startsWith(last)) shortest.push(prefix);
    }
    this.shortest = shortest;
  }

  /**
   * Does `name` begin with one of them? Takes as many comparisons as the list has binary digits: what stands between a
   * prefix and a name that begins with it begins with it, too, so it can only be the last that is not behind the name.
   */
  matches(name: string): boolean {
    let low = 0;
    let high = this.shortest.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.shortest[middle] as string) <= name) low = middle + 1;
      else high = middle;
    }
    const last = this.shortest[low - 1];
    return last !== undefined && name.startsWith(last);
  }
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
