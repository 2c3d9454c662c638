import { AfpoolsError } from "@afpools/core";
import { inTurns, type Steps } from "@afpools/core/internal";
import { restoreRawTexts } from "../json/as-written.js";
import { entryGrammar, type ListingType, type ObjectGrammar } from "../json/entry-grammar.js";
import { type BrokenEntry, mendListing, mendSingle } from "../json/mend-listing.js";
import { parseInPieces } from "../json/parse-in-pieces.js";
import { type Reader, readListing } from "../model/entry.js";
import type { Release } from "../releases/release.js";
import { type Listing, listing, type Unreadable } from "./listing.js";
import { accepted, spokenAnswer } from "./refusal.js";

/** What listings are asked with. */
export interface ListingQuery {
  readonly ids?: readonly number[];
  readonly [member: string]: unknown;
}

/** The afserver that is asked. */
export interface ListingSource {
  /** The answer to a `get` request. */
  get(request: object): Promise<Buffer>;
  release(): Promise<Release>;
  /** All ids that there are, in whatever way; where they are needed to split a listing that is too large. */
  allIds(): Promise<readonly number[]>;
}

/** How many entries are asked for at once at first, and at most, when a listing is too large as a whole. */
const entriesAtOnce = { first: 64, most: 512 };

/** The most entries that are read by themselves because they are broken in the listing. */
const maxSingles = 200;

/** How many of them are asked for at a time. */
const singlesAtOnce = 4;

/**
 * Reads a listing whatever is in it. One that is too large is read in parts. Entries that afserver wrote without escaping
 * their texts are mended; those of which it is not certain where they end are read by themselves; and those that cannot be
 * read at all are named.
 */
export async function listEntries<T>(
  source: ListingSource,
  type: ListingType,
  query: ListingQuery,
  read: Reader<T>,
): Promise<Listing<T>> {
  if (query.ids?.length === 0) return listing([]);
  const reading = new ListingReading(source, type, query);
  await reading.all();
  return inTurns(readEntries(reading, type, read));
}

/** What was read so far of one listing. */
class ListingReading {
  readonly items: unknown[] = [];
  readonly unreadable: Unreadable[] = [];
  readonly #source: ListingSource;
  readonly #type: ListingType;
  readonly #query: ListingQuery;

  constructor(source: ListingSource, type: ListingType, query: ListingQuery) {
    this.#source = source;
    this.#type = type;
    this.#query = query;
  }

  async all(): Promise<void> {
    if (await this.#read(this.#query.ids)) return;
    await this.#readInParts(this.#query.ids ?? (await this.#source.allIds()));
  }

  async #readInParts(ids: readonly number[]): Promise<void> {
    let count = entriesAtOnce.first;
    for (let start = 0; start < ids.length; ) {
      const part = ids.slice(start, start + count);
      if (await this.#read(part)) {
        start += part.length;
        count = Math.min(2 * count, entriesAtOnce.most);
      } else if (part.length > 1) count = Math.ceil(part.length / 4);
      else {
        this.#cannotRead({ id: part[0] ?? 0, name: "" }, "its answer is over afserver's limit of 64 MiB");
        start++;
      }
    }
  }

  /** Reads these, or all. Returns whether the answer was not too large. */
  async #read(ids: readonly number[] | undefined): Promise<boolean> {
    let answer: Buffer;
    try {
      answer = await this.#source.get({ type: this.#type, ...this.#query, ...(ids && { ids }) });
    } catch (error) {
      if (error instanceof AfpoolsError && error.code === "MESSAGE_TOO_LARGE") return false;
      throw error;
    }
    let json: unknown;
    try {
      json = await inTurns(parseInPieces(answer));
    } catch (cause) {
      await this.#readBroken(answer, ids, cause);
      return true;
    }
    // One unknown job alone is an error to afserver; among others it is left out.
    if (ids?.length === 1 && spokenAnswer(json)?.text === "Invalid ID") return true;
    const items = await inTurns(readListing(accepted(json), this.#type, asItIs));
    if (answer.includes("\\")) {
      const grammar = entryGrammar(this.#type, await this.#source.release());
      await inTurns(restoreAll(items, grammar));
    }
    this.#take(items);
    return true;
  }

  async #readBroken(answer: Buffer, ids: readonly number[] | undefined, cause: unknown): Promise<void> {
    const release = await this.#source.release();
    const text = answer.toString();
    const [id] = ids ?? [];
    if (ids?.length === 1 && id !== undefined) {
      const { item, name } = await inTurns(mendSingle(text, this.#type, release));
      if (item === undefined)
        this.#cannotRead({ id, name }, `it is not JSON and could not be repaired: ${reasonOf(cause)}`);
      else this.#take([item]);
      return;
    }
    const mended = await inTurns(mendListing(text, this.#type, release));
    if (!mended) {
      throw new AfpoolsError("UNEXPECTED_ANSWER", `afserver's answer is not JSON: ${reasonOf(cause)}.`, {
        cause,
      });
    }
    this.#take(mended.items);
    await this.#readSingles(mended.broken);
  }

  async #readSingles(broken: readonly BrokenEntry[]): Promise<void> {
    for (const entry of broken.slice(maxSingles)) {
      this.#cannotRead(
        entry,
        `it is one of ${broken.length} entries that are not JSON, of which ${maxSingles} are read again`,
      );
    }
    const waiting = broken.slice(0, maxSingles);
    const next = async (): Promise<void> => {
      for (let one = waiting.shift(); one; one = waiting.shift()) {
        if (await this.#read([one.id])) continue;
        this.#cannotRead(one, "its answer is over afserver's limit of 64 MiB");
      }
    };
    await Promise.all(Array.from({ length: singlesAtOnce }, next));
  }

  #take(items: readonly unknown[]): void {
    for (const item of items) this.items.push(item);
  }

  #cannotRead({ id, name }: BrokenEntry, reason: string): void {
    this.unreadable.push({ type: this.#type, id, name, reason });
  }
}

function* readEntries<T>(
  { items, unreadable }: ListingReading,
  type: ListingType,
  read: Reader<T>,
): Steps<Listing<T>> {
  const entries: T[] = [];
  const others: Unreadable[] = [];
  for (const [index, item] of items.entries()) {
    const entry = read(item);
    if (entry !== undefined) entries.push(entry);
    else others.push(...unreadItem(item, type));
    if (index % 50 === 49) yield;
  }
  return listing(entries, [...unreadable, ...others]);
}

/** Names an entry that is JSON and yet none of these; what has no id is none at all. */
function unreadItem(item: unknown, type: ListingType): Unreadable[] {
  const { id, name } = (typeof item === "object" && item !== null ? item : {}) as {
    id?: unknown;
    name?: unknown;
  };
  if (typeof id !== "number") return [];
  const reason = "a member that it needs is missing, or of another type";
  return [{ type, id, name: typeof name === "string" ? name : "", reason }];
}

function* restoreAll(items: readonly unknown[], grammar: ObjectGrammar): Steps<void> {
  for (const [index, item] of items.entries()) {
    restoreRawTexts(item, grammar);
    if (index % 50 === 49) yield;
  }
}

function asItIs(item: unknown): unknown {
  return item;
}

/** On one line. */
function reasonOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).replaceAll(/\s+/g, " ");
}
