import { AfpoolsError } from "@afpools/core";
import type { Steps } from "@afpools/core/internal";

/** Reads one value that came from afserver; nothing when it is not of the kind. */
export type Reader<T> = (value: unknown) => T | undefined;

type Readers = Readonly<Record<string, Reader<unknown>>>;
type Value<R> = R extends Reader<infer T> ? T : never;
type Required<R extends Readers> = { -readonly [K in keyof R]: Value<R[K]> };
type Optional<R extends Readers> = { -readonly [K in keyof R]?: Value<R[K]> };

/** The most entries of one listing. A farm of 10,000 hosts with 100,000 jobs is well below. */
const maxEntries = 250_000;

/** The most entries of a list within an entry: blocks of a job, tasks of a render. */
const maxItems = 10_000;

/** How many entries are read in one step. */
const readAtOnce = 50;

export const text: Reader<string> = (value) => (typeof value === "string" ? value : undefined);

export const flag: Reader<boolean> = (value) => (typeof value === "boolean" ? value : undefined);

/** Within what JavaScript's numbers tell apart. */
export const integer: Reader<number> = (value) =>
  Number.isSafeInteger(value) ? (value as number) : undefined;

/** The tokens of a `state` text, such as ` RDY RUN`. The numbers beside it have bits that JavaScript's numbers lose. */
export const state: Reader<ReadonlySet<string>> = (value) =>
  typeof value === "string" ? new Set(value.split(" ").filter((token) => token !== "")) : undefined;

export const numbersByName: Reader<Readonly<Record<string, number>>> = (value) => {
  if (!isObject(value) || !Object.values(value).every((number) => typeof number === "number"))
    return undefined;
  return value as Readonly<Record<string, number>>;
};

/** One of these texts. */
export function oneOf<const T extends string>(...texts: readonly T[]): Reader<T> {
  return (value) => texts.find((each) => each === value);
}

/** What `read` reads; `fallback` where there is nothing to read. */
export function orElse<T>(read: Reader<T>, fallback: T): Reader<T> {
  return (value) => (value === undefined ? fallback : read(value));
}

/** A list within an entry, of at most 10,000; items that cannot be read are left out. */
export function listOf<T>(read: Reader<T>): Reader<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value) || value.length > maxItems) return undefined;
    return value.map(read).filter((item) => item !== undefined);
  };
}

/** A list of which all items can be read. */
export function listOfAll<T>(read: Reader<T>): Reader<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const items = value.map(read).filter((item) => item !== undefined);
    return items.length === value.length ? items : undefined;
  };
}

/**
 * Reads an entry of a listing: what an entry cannot be without, and of the rest what is there and of the right type. What a
 * release of afserver lacks, or says otherwise, is absent. By hand and not by a library of schemas, which takes ten times as
 * long as parsing the listing.
 */
export function entryReader<R extends Readers, O extends Readers>(
  required: R,
  optional: O,
): Reader<Required<R> & Optional<O>> {
  const requiredMembers = Object.entries(required);
  const optionalMembers = Object.entries(optional);
  return (input) => {
    if (!isObject(input)) return undefined;
    const found: Record<string, unknown> = {};
    for (const [name, read] of requiredMembers) {
      const value = read(memberOf(input, name));
      if (value === undefined) return undefined;
      found[name] = value;
    }
    for (const [name, read] of optionalMembers) {
      const value = read(memberOf(input, name));
      if (value !== undefined) found[name] = value;
    }
    return found as Required<R> & Optional<O>;
  };
}

/**
 * The entries of an answer such as `{"jobs":[…]}`; those that cannot be read are left out.
 *
 * @throws AfpoolsError `UNEXPECTED_ANSWER` when there is no such list, or it has more than 250,000 entries.
 */
export function* readListing<T>(answer: unknown, name: string, read: Reader<T>): Steps<readonly T[]> {
  const items = isObject(answer) ? memberOf(answer, name) : undefined;
  if (!Array.isArray(items)) {
    throw new AfpoolsError("UNEXPECTED_ANSWER", `afserver's answer has no list of ${name}.`, {
      details: { name },
    });
  }
  if (items.length > maxEntries) {
    throw new AfpoolsError(
      "UNEXPECTED_ANSWER",
      `afserver lists ${items.length} ${name}, and at most ${maxEntries} are read. Delete finished ones.`,
      { details: { name, entries: items.length, limit: maxEntries } },
    );
  }
  const entries: T[] = [];
  for (const [index, item] of items.entries()) {
    const entry = read(item);
    if (entry !== undefined) entries.push(entry);
    if (index % readAtOnce === readAtOnce - 1) yield;
  }
  return entries;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Not what every object has, such as `constructor`. */
function memberOf(value: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}
