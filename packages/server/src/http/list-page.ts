import { AfpoolsError } from "@afpools/core";

/** Which part of a list is asked for. */
export interface PageQuery {
  /** The most entries to give. */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly after?: string;
}

export interface Page<T> {
  readonly entries: readonly T[];
  /** What to ask for as `after` to get those that follow; null where none follow. */
  readonly next: string | null;
}

/**
 * The entries of a list behind a place. The list may change between two pages: the place is found by the key of the last entry that
 * was given, and by its number where that entry has gone.
 *
 * @param most the setting `limits.listing`
 * @throws AfpoolsError `REQUEST_TOO_COSTLY` where all are asked for and there are more than `most`; `INVALID_ARGUMENT` for an
 * `after` that is no place
 */
export function pageOf<T>(
  entries: readonly T[],
  keyOf: (entry: T) => string,
  { limit, after }: PageQuery,
  most: number,
): Page<T> {
  const start = after === undefined ? 0 : startAfter(entries, keyOf, after);
  if (limit === undefined && entries.length - start > most) throw tooMany(entries.length - start, most);
  const end = Math.min(entries.length, start + Math.min(limit ?? most, most));
  const last = entries[end - 1];
  const hasMore = end < entries.length && end > start && last !== undefined;
  return {
    entries: start === 0 && end === entries.length ? entries : entries.slice(start, end),
    next: hasMore ? `${end - 1}.${keyOf(last)}` : null,
  };
}

function startAfter<T>(entries: readonly T[], keyOf: (entry: T) => string, after: string): number {
  const { number, key } = /^(?<number>\d{1,9})\.(?<key>.+)$/s.exec(after)?.groups ?? {};
  if (number === undefined || key === undefined) {
    throw new AfpoolsError("INVALID_ARGUMENT", '"after" of the query is "next" of an answer.', {
      details: { field: "after", in: "query" },
    });
  }
  const index = Number(number);
  const there = entries[index];
  if (there !== undefined && keyOf(there) === key) return index + 1;
  const found = entries.findIndex((entry) => keyOf(entry) === key);
  return found < 0 ? Math.min(index, entries.length) : found + 1;
}

function tooMany(count: number, most: number): AfpoolsError {
  return new AfpoolsError(
    "REQUEST_TOO_COSTLY",
    `The list has ${count} entries, and one answer at most ${most} (the setting limits.listing). Ask for pages with limit and after.`,
    { details: { cost: "rows", limit: most, setting: "limits.listing" } },
  );
}
