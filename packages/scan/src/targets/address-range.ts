/** IPv4 addresses as numbers, from the first to the last, both included. */
export interface AddressRange {
  readonly first: number;
  readonly last: number;
}

/** All addresses of the network of this prefix length, 0 to 32, in which `address` lies. */
export function networkOf(address: number, prefix: number): AddressRange {
  const size = 2 ** (32 - prefix);
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}

/** The addresses that a network's machines can have: without its own and its broadcast address, which /31 and /32 lack. */
export function hostsOf({ first, last }: AddressRange): AddressRange {
  return last - first < 2 ? { first, last } : { first: first + 1, last: last - 1 };
}

export function sizeOf({ first, last }: AddressRange): number {
  return last - first + 1;
}

export function isWithin(inner: AddressRange, outer: AddressRange): boolean {
  return inner.first >= outer.first && inner.last <= outer.last;
}

/** The same addresses in order, each once, in the fewest ranges. */
export function mergeRanges(ranges: readonly AddressRange[]): AddressRange[] {
  const merged: AddressRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.first - b.first)) {
    const before = merged.at(-1);
    if (!before || range.first > before.last + 1) merged.push(range);
    else merged[merged.length - 1] = { first: before.first, last: Math.max(before.last, range.last) };
  }
  return merged;
}
