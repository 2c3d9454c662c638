import type { Steps } from "@afpools/core/internal";
import type { Release } from "../releases/release.js";
import { restoreRawTexts } from "./as-written.js";
import { entryGrammar, type ListingType, type ObjectGrammar } from "./entry-grammar.js";
import { mendEntry } from "./mend-entry.js";

/** An entry of a listing that could not be read there. */
export interface BrokenEntry {
  readonly id: number;
  readonly name: string;
}

/** What a listing that is not JSON holds. */
export interface MendedListing {
  /** The entries that could be read, with their members as afserver wrote them. */
  readonly items: readonly unknown[];
  /** Entries to be read by themselves: where they end is not certain within the listing. */
  readonly broken: readonly BrokenEntry[];
}

/**
 * How each entry begins, after what renders have before: its name, which is escaped, and its id. Nothing within an entry looks
 * like that, unless somebody wrote it there.
 */
const beginning =
  /\{\n(?:"tasks_percents":\[[-\d,\n]*\],\n)?"name":("[^"\\]*(?:\\.[^"\\]*)*"),\n"id":(\d{1,9}),\n/gs;
const listingEnd = "\n]}";

/** How many entries are read in one step. */
const readAtOnce = 20;

/**
 * Reads a listing that is not JSON, entry by entry: those that are JSON by themselves as they are, the others mended.
 *
 * Nothing where it is no listing of these.
 */
export function* mendListing(
  listing: string,
  type: ListingType,
  release: Release,
): Steps<MendedListing | undefined> {
  if (!listing.startsWith(`{"${type}":[`) || !listing.endsWith(listingEnd)) return undefined;
  const begun = yield* findBeginnings(listing);
  const grammar = entryGrammar(type, release);
  const items: unknown[] = [];
  const broken = new Map<string, BrokenEntry>();
  const times = countIds(begun);
  let wasBroken = false;
  for (const [index, match] of begun.entries()) {
    if (index % readAtOnce === 0) yield;
    const [, name = "", id = ""] = match;
    const end = begun[index + 1]?.index ?? listing.length - listingEnd.length + 2;
    const item = yield* readEntry(listing.slice(match.index, end - ",\n".length), grammar);
    // What follows an entry that cannot be read may be a part of it, as may be one of two with the same id.
    const isDoubtful = item === undefined || wasBroken || times.get(id) !== 1;
    wasBroken = item === undefined;
    if (isDoubtful) broken.set(id, { id: Number(id), name: readName(name) });
    else items.push(item);
  }
  return { items, broken: [...broken.values()] };
}

/** An entry that is alone in its listing, so that its end is certain. `item` is absent where it cannot be mended. */
export function* mendSingle(
  listing: string,
  type: ListingType,
  release: Release,
): Steps<{ readonly item?: unknown; readonly name: string }> {
  const start = `{"${type}":[\n`;
  const [match] = listing.matchAll(beginning);
  const name = readName(match?.[1] ?? '""');
  if (!listing.startsWith(start) || !listing.endsWith(listingEnd)) return { name };
  const item = yield* mendEntry(listing.slice(start.length, -listingEnd.length), entryGrammar(type, release));
  return item === undefined ? { name } : { item, name };
}

function* findBeginnings(listing: string): Steps<RegExpExecArray[]> {
  const found: RegExpExecArray[] = [];
  for (const match of listing.matchAll(beginning)) {
    found.push(match);
    if (found.length % readAtOnce === 0) yield;
  }
  return found;
}

function* readEntry(entry: string, grammar: ObjectGrammar): Steps<unknown> {
  try {
    const item: unknown = JSON.parse(entry);
    restoreRawTexts(item, grammar);
    return item;
  } catch {
    return yield* mendEntry(entry, grammar);
  }
}

function countIds(begun: readonly RegExpExecArray[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const [, , id = ""] of begun) times.set(id, (times.get(id) ?? 0) + 1);
  return times;
}

function readName(json: string): string {
  try {
    return String(JSON.parse(json));
  } catch {
    return json.slice(1, -1);
  }
}
