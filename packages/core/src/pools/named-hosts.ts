import { hostKey } from "../hosts/host-name.js";
import type { Steps } from "../work/steps.js";
import type { Pool } from "./pool.js";

const lists = new WeakMap<
  readonly Pool[],
  { readonly of: readonly Pool[]; readonly names: ReadonlyMap<string, string> }
>();

/** How many members are looked at in one step. */
const membersAtOnce = 1_000;

/**
 * The names of all pools' named members by their `hostKey`, each host once, in the spelling met first. Kept with the list of
 * pools, since a snapshot of 1,000 large pools holds millions of memberships and is asked again and again.
 */
export function* namedHosts(pools: readonly Pool[]): Steps<ReadonlyMap<string, string>> {
  const known = lists.get(pools);
  if (known && isSameList(known.of, pools)) return known.names;
  const of = [...pools];
  const names = new Map<string, string>();
  let members = 0;
  for (const pool of of) {
    for (const { name } of pool.hosts) {
      const key = hostKey(name);
      if (!names.has(key)) names.set(key, name);
      members += 1;
      if (members % membersAtOnce === 0) yield;
    }
  }
  lists.set(pools, { of, names });
  return names;
}

/** Do both hold the very same pools, in the same order? */
export function isSameList(a: readonly Pool[], b: readonly Pool[]): boolean {
  return a.length === b.length && a.every((pool, index) => pool === b[index]);
}
