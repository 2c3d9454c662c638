import type { Steps } from "@afpools/core/internal";

/** How many hosts each two of some pools share. */
export interface Overlap {
  /** How many pools there are; they are known by their places among them. */
  readonly size: number;
  /** `size` × `size`: the hosts that the pools of a row and a column share; of a pool with itself, all its hosts. */
  readonly shared: Uint32Array;
}

/** Two pools, the place of the first being the smaller, and how many hosts they share. */
export interface PoolPair {
  readonly first: number;
  readonly second: number;
  readonly shared: number;
}

/** @param poolsOfHosts for each host the places of the pools that it is in, in their order */
export function* overlapInSteps(size: number, poolsOfHosts: Iterable<readonly number[]>): Steps<Overlap> {
  const shared = new Uint32Array(size * size);
  for (const places of poolsOfHosts) {
    for (const [index, first] of places.entries()) {
      for (let other = index; other < places.length; other += 1) {
        const at = first * size + (places[other] as number);
        shared[at] = (shared[at] as number) + 1;
      }
    }
    yield;
  }
  for (let first = 0; first < size; first += 1) {
    for (let second = 0; second < first; second += 1)
      shared[first * size + second] = shared[second * size + first] as number;
    yield;
  }
  return { size, shared };
}

/**
 * The pairs that share the most hosts, and how many share any: without sorting all of the half a million pairs of 1,000 pools.
 *
 * @param isShown is asked for both pools of a pair: one of them is enough
 */
export function largestPairs(
  { size, shared }: Overlap,
  isShown: (place: number) => boolean,
  limit: number,
): { readonly pairs: readonly PoolPair[]; readonly count: number } {
  const chosen = Array.from({ length: size }, (_, place) => isShown(place));
  const each = (visit: (first: number, second: number, hosts: number) => void) => {
    for (let first = 0; first < size; first += 1) {
      for (let second = first + 1; second < size; second += 1) {
        const hosts = shared[first * size + second] as number;
        if (hosts > 0 && (chosen[first] || chosen[second])) visit(first, second, hosts);
      }
    }
  };
  const numbers = new Map<number, number>();
  let count = 0;
  each((_first, _second, hosts) => {
    numbers.set(hosts, (numbers.get(hosts) ?? 0) + 1);
    count += 1;
  });
  const least = leastOfLargest(numbers, limit);
  const pairs: PoolPair[] = [];
  each((first, second, hosts) => {
    if (hosts >= least) pairs.push({ first, second, shared: hosts });
  });
  return { pairs: pairs.sort((a, b) => b.shared - a.shared).slice(0, limit), count };
}

/** The smallest of the `limit` largest numbers, of which each is there so many times. */
function leastOfLargest(numbers: ReadonlyMap<number, number>, limit: number): number {
  let left = limit;
  for (const [number, times] of [...numbers].sort(([a], [b]) => b - a)) {
    left -= times;
    if (left <= 0) return number;
  }
  return 0;
}

/** The pools of these pairs, those of the largest first, as many as are to be shown; in their own order. */
export function poolsOfPairs(pairs: readonly PoolPair[], limit: number): readonly number[] {
  const places = new Set<number>();
  for (const { first, second } of pairs) {
    if (places.size >= limit) break;
    places.add(first);
    if (places.size < limit) places.add(second);
  }
  return [...places].sort((a, b) => a - b);
}
