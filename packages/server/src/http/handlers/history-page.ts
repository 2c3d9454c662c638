import type { RouteQuery, RouteResult } from "@afpools/api";
import { hostKey, type PoolChange } from "@afpools/core";

/** How many changes are read at a time, and at most for one answer. */
const atOnce = 20;
const mostRead = 2_000;
/** About how large the changes of one answer may be, in bytes. At least one is given. */
const maxBytes = 8 << 20;

/** Which changes are wanted; each member that is absent lets all of them through. */
export type HistoryFilter = Pick<RouteQuery<"listHistory">, "by" | "host" | "kind" | "since" | "until">;

type Read = (page: { readonly limit: number; readonly before?: string }) => Promise<readonly PoolChange[]>;

/**
 * The newest changes up to `limit`, and where the older ones are asked for. Fewer are read and given where they are large, for a
 * change of a pool of 20,000 hosts has a megabyte, or where few of them are wanted.
 */
export async function historyPage(
  read: Read,
  {
    limit,
    before,
    filter = {},
  }: { readonly limit: number; readonly before?: string; readonly filter?: HistoryFilter },
): Promise<RouteResult<"listHistory">> {
  const isWanted = wantedBy(filter);
  const changes: PoolChange[] = [];
  let bytes = 0;
  let last = before;
  const page = (more: boolean) => ({ changes, more, next: more ? (last ?? null) : null });
  for (let number = 0; ; ) {
    const wanted = Math.min(atOnce, hasFilter(filter) ? atOnce : limit - changes.length) + 1;
    const found = await read({ limit: wanted, ...(last !== undefined && { before: last }) });
    for (const change of found.slice(0, wanted - 1)) {
      if (changes.length === limit || isOlder(change, filter)) return page(changes.length === limit);
      bytes += isWanted(change) ? sizeOf(change) : 0;
      if (bytes > maxBytes && changes.length > 0) return page(true);
      if (isWanted(change)) changes.push(change);
      last = change.id;
    }
    number += found.length;
    if (found.length < wanted) return page(false);
    if (changes.length === limit || number >= mostRead) return page(true);
  }
}

function hasFilter(filter: HistoryFilter): boolean {
  return Object.keys(filter).length > 0;
}

/** Is it older than all that are wanted? They are read from the newest on. */
function isOlder({ at }: PoolChange, { since }: HistoryFilter): boolean {
  return since !== undefined && Date.parse(at) < Date.parse(since);
}

function wantedBy({ by, host, kind, until }: HistoryFilter): (change: PoolChange) => boolean {
  const author = by?.toLowerCase();
  const key = host === undefined ? undefined : hostKey(host);
  const end = until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until);
  return (change) =>
    (author === undefined || change.by.toLowerCase() === author) &&
    (kind === undefined || kindOf(change) === kind) &&
    (key === undefined || hostsOf(change).some(({ name }) => hostKey(name) === key)) &&
    Date.parse(change.at) < end;
}

function kindOf({ kind, undoes }: PoolChange): NonNullable<HistoryFilter["kind"]> {
  return undoes === undefined ? kind : "undo";
}

function hostsOf({ diff: { hosts } }: PoolChange) {
  return [...(hosts?.added ?? []), ...(hosts?.removed ?? [])];
}

/** About how many bytes a change has as JSON: those of its names. */
function sizeOf(change: PoolChange): number {
  const { rules } = change.diff;
  const texts = hostsOf(change).map(({ name }) => name.length + 60);
  const ofRules = [...(rules?.added ?? []), ...(rules?.removed ?? [])].map((rule) => rule.length + 3);
  return [...texts, ...ofRules].reduce((sum, length) => sum + length, 500);
}
