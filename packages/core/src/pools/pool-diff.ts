import { hostKey } from "../hosts/host-name.js";
import type { Pool, PoolHost } from "./pool.js";

/**
 * What one write changed in a pool: before and after, of that which differs only. A host or rule that stays but is
 * spelled otherwise is both removed and added; removals are done first.
 */
export interface PoolDiff {
  readonly name?: { readonly before: string; readonly after: string };
  readonly description?: { readonly before: string; readonly after: string };
  readonly hosts?: { readonly removed: readonly PoolHost[]; readonly added: readonly PoolHost[] };
  readonly rules?: { readonly removed: readonly string[]; readonly added: readonly string[] };
  readonly restartStrays?: { readonly before: boolean; readonly after: boolean };
}

/** The part of a pool that people edit. */
export type PoolContent = Pick<Pool, "name" | "description" | "hosts" | "rules" | "restartStrays">;

export const emptyPoolContent: PoolContent = { name: "", description: "", hosts: [], rules: [] };

export function diffPools(before: PoolContent, after: PoolContent): PoolDiff {
  const hosts = diffLists(before.hosts, after.hosts, hostsAs);
  const rules = diffLists(before.rules, after.rules, rulesAs);
  const restartStrays = {
    before: before.restartStrays ?? false,
    after: after.restartStrays ?? false,
  };
  return {
    ...(before.name !== after.name && { name: { before: before.name, after: after.name } }),
    ...(before.description !== after.description && {
      description: { before: before.description, after: after.description },
    }),
    ...(hosts && { hosts }),
    ...(rules && { rules }),
    ...(restartStrays.before !== restartStrays.after && { restartStrays }),
  };
}

export function isEmptyDiff(diff: PoolDiff): boolean {
  return Object.keys(diff).length === 0;
}

/** The diff that takes `diff` back. */
export function invertDiff(diff: PoolDiff): PoolDiff {
  const swapped = <T>({ before, after }: { before: T; after: T }) => ({ before: after, after: before });
  const turned = <T>({ removed, added }: { removed: T; added: T }) => ({ removed: added, added: removed });
  return {
    ...(diff.name && { name: swapped(diff.name) }),
    ...(diff.description && { description: swapped(diff.description) }),
    ...(diff.hosts && { hosts: turned(diff.hosts) }),
    ...(diff.rules && { rules: turned(diff.rules) }),
    ...(diff.restartStrays && { restartStrays: swapped(diff.restartStrays) }),
  };
}

/** `pool` with `diff` done to it. Hosts and rules that are gone already, or there already, are left as they are. */
export function applyDiff(pool: PoolContent, diff: PoolDiff): PoolContent {
  return {
    name: diff.name?.after ?? pool.name,
    description: diff.description?.after ?? pool.description,
    hosts: applyToList(pool.hosts, diff.hosts, hostsAs),
    rules: applyToList(pool.rules, diff.rules, rulesAs),
    ...((diff.restartStrays?.after ?? pool.restartStrays) && { restartStrays: true }),
  };
}

interface ListDiff<T> {
  readonly removed: readonly T[];
  readonly added: readonly T[];
}

/** How the items of a list are told apart: `key` says which one it is, `same` whether it is unchanged as well. */
interface Identity<T> {
  key(item: T): string;
  same(a: T, b: T): boolean;
}

const hostsAs: Identity<PoolHost> = {
  key: (host) => hostKey(host.name),
  same: (a, b) => a.name === b.name && a.engine === b.engine && a.ip === b.ip && a.port === b.port,
};

const rulesAs: Identity<string> = {
  key: (rule) => rule.toLowerCase(),
  same: (a, b) => a === b,
};

function diffLists<T>(
  before: readonly T[],
  after: readonly T[],
  { key, same }: Identity<T>,
): ListDiff<T> | undefined {
  const missingIn = (list: readonly T[]) => {
    const byKey = new Map(list.map((item) => [key(item), item]));
    return (item: T) => {
      const other = byKey.get(key(item));
      return other === undefined || !same(item, other);
    };
  };
  const removed = before.filter(missingIn(after));
  const added = after.filter(missingIn(before));
  return removed.length + added.length > 0 ? { removed, added } : undefined;
}

function applyToList<T>(
  list: readonly T[],
  diff: ListDiff<T> | undefined,
  { key }: Identity<T>,
): readonly T[] {
  if (!diff) return list;
  const removed = new Set(diff.removed.map(key));
  const kept = list.filter((item) => !removed.has(key(item)));
  const present = new Set(kept.map(key));
  return [...kept, ...diff.added.filter((item) => !present.has(key(item)))];
}
