import { AfpoolsError } from "@afpools/core";
import type { ListingType } from "../json/entry-grammar.js";

/** An entry that is there and cannot be read. */
export interface Unreadable {
  readonly type: ListingType;
  readonly id: number;
  /** Empty where it cannot be read either. */
  readonly name: string;
  readonly reason: string;
}

/** Entries that afserver lists. Those that cannot be read are named beside them, and do not hold up the others. */
export interface Listing<T> extends ReadonlyArray<T> {
  readonly unreadable: readonly Unreadable[];
}

export function listing<T>(entries: readonly T[], unreadable: readonly Unreadable[] = []): Listing<T> {
  return Object.defineProperty([...entries], "unreadable", { value: unreadable }) as T[] & Listing<T>;
}

/**
 * For a caller to whom an entry that is missing is one that is gone.
 *
 * @throws AfpoolsError `UNEXPECTED_ANSWER` where one is there and cannot be read.
 */
export function allReadable<T>(entries: Listing<T>): readonly T[] {
  const [first] = entries.unreadable;
  if (!first) return entries;
  const { type, id, name, reason } = first;
  throw new AfpoolsError(
    "UNEXPECTED_ANSWER",
    `afserver's answer about ${type} has an entry that cannot be read: ${id} ${JSON.stringify(name)}, ${reason}.`,
    { details: { type, id, name, reason } },
  );
}
