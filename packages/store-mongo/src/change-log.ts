import { AfpoolsError, changeNotFoundError, type PoolChange, poolNameKey } from "@afpools/core";
import type { Collection, OptionalUnlessRequiredId } from "mongodb";
import { isDuplicateKey } from "./duplicate-key.js";

/** A change in `pools_history`: its number in twelve digits is its key; `pending` until it is known to be carried out. */
export type LogDocument = PoolChange & {
  readonly _id: string;
  readonly pending?: true;
  /** Of the entry that keeps an empty log shut while the database is filled. It is no change. */
  readonly shut?: true;
};

/** Which changes to list: of a pool, of this id, under one of these names, older than that of an id. */
export interface ChangeFilter {
  readonly poolId?: string;
  readonly id?: string;
  readonly poolName?: { readonly $in: readonly string[] };
  readonly before?: string;
}

export interface LogEntry {
  readonly number: number;
  readonly change: PoolChange;
}

const keyOf = (number: number) => String(number).padStart(12, "0");

/**
 * All changes ever made, numbered without gaps. A change is appended as pending before it is carried out. As a number is
 * given once, and none is given while the last is pending, this makes writers of all processes take turns; and what a
 * process did when it died can be told from its pending entry. MongoDB gives this without transactions: all it takes is
 * that of two inserts under one key one fails.
 */
export class ChangeLog {
  readonly #collection: Collection<LogDocument>;
  /** The last number that is settled, as far as seen; 0 when there is none. */
  #last: number | undefined;

  constructor(collection: Collection<LogDocument>) {
    this.#collection = collection;
  }

  /** Looks for entries behind the last one seen. Gives the number of the last settled one, and the pending one if any. */
  async follow(): Promise<{ readonly last: number; readonly pending: LogEntry | undefined }> {
    const known = this.#last;
    const next = known === undefined ? null : await this.#collection.findOne({ _id: keyOf(known + 1) });
    assertNotShut(next);
    if (known !== undefined && (!next || next.pending))
      return { last: known, pending: next?.pending && toEntry(next) };
    const newest = await this.#collection.findOne({}, { sort: { _id: -1 } });
    assertNotShut(newest);
    const number = newest ? Number(newest._id) : 0;
    const last = newest?.pending ? number - 1 : number;
    this.#sawSettled(last);
    return { last, pending: newest?.pending && toEntry(newest) };
  }

  /** Appends `change` as pending behind the entry `last`; nothing when another writer was faster. */
  async append(change: PoolChange, last: number): Promise<LogEntry | undefined> {
    const number = last + 1;
    try {
      await this.#collection.insertOne({ _id: keyOf(number), pending: true, ...change });
      return { number, change };
    } catch (error) {
      if (isDuplicateKey(error)) return undefined;
      throw error;
    }
  }

  /** The change of `entry` is carried out. False when another process took the entry for dead and dropped it. */
  async settle({ number, change }: LogEntry): Promise<boolean> {
    const { matchedCount } = await this.#collection.updateOne(
      { _id: keyOf(number), id: change.id },
      { $unset: { pending: "" } },
    );
    if (matchedCount === 1) this.#sawSettled(number);
    return matchedCount === 1;
  }

  /** The change of `entry` was not carried out and will not be. */
  async drop({ number, change }: LogEntry): Promise<void> {
    await this.#collection.deleteOne({ _id: keyOf(number), id: change.id, pending: true });
  }

  /**
   * Changes, the newest first; `isCarriedOut` is asked about the one that is pending, if it is among them.
   *
   * @throws AfpoolsError `CHANGE_NOT_FOUND` when there is none of the id `before`.
   */
  async list(
    { before, ...wanted }: ChangeFilter,
    limit: number,
    isCarriedOut: (change: PoolChange) => Promise<boolean>,
  ): Promise<PoolChange[]> {
    const filter = { ...wanted, ...(before !== undefined && { _id: { $lt: await this.#keyOf(before) } }) };
    const found = await this.#collection
      .find(filter)
      .sort({ _id: -1 })
      .limit(limit + 1)
      .toArray();
    const documents = found.filter(({ shut }) => !shut);
    const [newest, ...others] = documents;
    const isLeftOut = newest?.pending && !(await isCarriedOut(toEntry(newest).change));
    return (isLeftOut ? others : documents).slice(0, limit).map((document) => toEntry(document).change);
  }

  /** See PoolStore.findPoolInHistory; `isCarriedOut` as for {@link list}. */
  async findPool(
    idOrName: string,
    isCarriedOut: (change: PoolChange) => Promise<boolean>,
  ): Promise<string | undefined> {
    const [ofId] = await this.list({ poolId: idOrName }, 1, isCarriedOut);
    if (ofId) return ofId.poolId;
    // Names are compared here, as the database knows no normal forms of Unicode. They come from the index alone.
    const names: readonly unknown[] = await this.#collection.distinct("poolName");
    const key = poolNameKey(idOrName);
    const same = names.filter(
      (name): name is string => typeof name === "string" && poolNameKey(name) === key,
    );
    if (same.length === 0) return undefined;
    const [newest] = await this.list({ poolName: { $in: same } }, 1, isCarriedOut);
    return newest?.poolId;
  }

  /** The settled entries up to this number, the oldest first. */
  async until(number: number): Promise<LogEntry[]> {
    const documents = await this.#collection
      .find({ _id: { $lte: keyOf(number) } })
      .sort({ _id: 1 })
      .toArray();
    return documents.map(toEntry);
  }

  /** Keeps everybody from writing an empty log, until {@link open}. False when it is not empty. */
  async shut(): Promise<boolean> {
    if (await this.#collection.findOne()) return false;
    try {
      const entry = { _id: keyOf(1), pending: true, shut: true } as const;
      await this.#collection.insertOne(entry as unknown as OptionalUnlessRequiredId<LogDocument>);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** Ends {@link shut}, with these changes in the log: `put` writes all but the first, which takes the place of what kept it shut. */
  async open(
    changes: readonly PoolChange[],
    put: (documents: readonly LogDocument[]) => Promise<void>,
  ): Promise<void> {
    const [first, ...others] = changes.map((change, index) => ({ _id: keyOf(index + 1), ...change }));
    await put(others);
    const shut = { _id: keyOf(1), shut: true } as const;
    if (first) await this.#collection.replaceOne(shut, first);
    else await this.#collection.deleteOne(shut);
  }

  async createIndexes(): Promise<void> {
    await this.#collection.createIndex({ id: 1 });
    await this.#collection.createIndex({ poolId: 1, _id: -1 });
    await this.#collection.createIndex({ poolName: 1, _id: -1 });
  }

  async #keyOf(id: string): Promise<string> {
    const found = await this.#collection.findOne({ id }, { projection: { _id: 1 } });
    if (!found) throw changeNotFoundError(id);
    return found._id;
  }

  #sawSettled(number: number): void {
    this.#last = Math.max(this.#last ?? 0, number);
  }
}

function assertNotShut(document: LogDocument | null): void {
  if (!document?.shut) return;
  throw new AfpoolsError(
    "STORE_UNAVAILABLE",
    "The pool database is being filled from a backup. Where that was broken off, drop the database and restore the backup again.",
  );
}

function toEntry({ _id, pending: _, shut: __, ...change }: LogDocument): LogEntry {
  return { number: Number(_id), change };
}
