import { AfpoolsError, changeNotFoundError, type PoolChange, poolNameKey } from "@afpools/core";
import { BSON, type Collection, type OptionalUnlessRequiredId } from "mongodb";
import { isDuplicateKey } from "./duplicate-key.js";

/** Several changes that are one entry. The other fields are theirs, so that they are found as single changes are. */
interface Batch {
  readonly changes: readonly PoolChange[];
  readonly id: readonly string[];
  readonly poolId: readonly string[];
  readonly poolName: readonly string[];
}

/** An entry of `pools_history`: its number in twelve digits is its key; `pending` until it is known to be carried out. */
export type LogDocument = (PoolChange | Batch) & {
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
  /** One, or those of a batch. */
  readonly changes: readonly PoolChange[];
}

/** Was what a pending entry says carried out, or at least begun, so that it will be? */
export type IsCarriedOut = (entry: LogEntry) => Promise<boolean>;

const keyOf = (number: number) => String(number).padStart(12, "0");

/**
 * The most that the changes of a batch may have, in bytes. A document has at most 16 MB, and a batch that is taken back stands in
 * its entry twice.
 */
const maxBatchBytes = 7 << 20;

/**
 * All changes ever made, numbered without gaps; those of a batch have one number. A change is appended as pending before it is carried out. As a number is
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

  /**
   * Appends `changes` as one pending entry behind the entry `last`; nothing when another writer was faster.
   *
   * @throws AfpoolsError `REQUEST_TOO_COSTLY` when they are too large for one entry
   */
  async append(changes: readonly PoolChange[], last: number): Promise<LogEntry | undefined> {
    const entry = { number: last + 1, changes };
    const document = toDocument(entry);
    assertFits(document, changes);
    try {
      await this.#collection.insertOne({ ...document, pending: true });
      return entry;
    } catch (error) {
      if (isDuplicateKey(error)) return undefined;
      throw error;
    }
  }

  /** What `entry` says is carried out. False when another process took the entry for dead and dropped it. */
  async settle({ number, changes }: LogEntry): Promise<boolean> {
    const { matchedCount } = await this.#collection.updateOne(
      { _id: keyOf(number), id: { $in: idsOf(changes) } },
      { $unset: { pending: "" } },
    );
    if (matchedCount === 1) this.#sawSettled(number);
    return matchedCount === 1;
  }

  /** What `entry` says was not carried out and will not be. */
  async drop({ number, changes }: LogEntry): Promise<void> {
    await this.#collection.deleteOne({ _id: keyOf(number), id: { $in: idsOf(changes) }, pending: true });
  }

  /** The pending `entry` says these changes from now on. Nothing when it is pending no more. */
  async replace(
    { number, changes: old }: LogEntry,
    changes: readonly PoolChange[],
  ): Promise<LogEntry | undefined> {
    const entry = { number, changes };
    const { matchedCount } = await this.#collection.replaceOne(
      { _id: keyOf(number), id: { $in: idsOf(old) }, pending: true },
      { ...toDocument(entry), pending: true },
    );
    return matchedCount === 1 ? entry : undefined;
  }

  /**
   * Changes, the newest first; `isCarriedOut` is asked about the entry that is pending, if it is among them.
   *
   * @throws AfpoolsError `CHANGE_NOT_FOUND` when there is none of the id `before`.
   */
  async list(
    { before, ...wanted }: ChangeFilter,
    limit: number,
    isCarriedOut: IsCarriedOut,
  ): Promise<PoolChange[]> {
    const filter = { ...wanted, ...(before !== undefined && { _id: { $lte: await this.#keyOf(before) } }) };
    const documents = this.#collection
      .find(filter)
      .sort({ _id: -1 })
      .limit(limit + 2);
    const found: PoolChange[] = [];
    let isBehind = before === undefined;
    for await (const document of documents) {
      if (document.shut || (document.pending && !(await isCarriedOut(toEntry(document))))) continue;
      for (const change of toEntry(document).changes.toReversed()) {
        if (isBehind && isWanted(change, wanted)) found.push(change);
        if (change.id === before) isBehind = true;
        if (found.length === limit) return found;
      }
    }
    return found;
  }

  /** See PoolStore.findPoolInHistory; `isCarriedOut` as for {@link list}. */
  async findPool(idOrName: string, isCarriedOut: IsCarriedOut): Promise<string | undefined> {
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

  /** The entries behind the number `after` up to `last`, which are settled, the oldest first. */
  async between(after: number, last: number): Promise<LogEntry[]> {
    const documents = await this.#collection
      .find({ _id: { $gt: keyOf(after), $lte: keyOf(last) } })
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
    const [first, ...others] = changes.map((change, index) =>
      toDocument({ number: index + 1, changes: [change] }),
    );
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

function toDocument({ number, changes }: LogEntry): LogDocument {
  const [first, ...others] = changes;
  const _id = keyOf(number);
  if (first && others.length === 0) return { _id, ...first };
  const poolId = changes.map((change) => change.poolId);
  const poolName = changes.map((change) => change.poolName);
  return { _id, changes, id: idsOf(changes), poolId, poolName };
}

function toEntry({ _id, pending: _, shut: __, ...document }: LogDocument): LogEntry {
  return { number: Number(_id), changes: "changes" in document ? document.changes : [document] };
}

function idsOf(changes: readonly PoolChange[]): string[] {
  return changes.map(({ id }) => id);
}

/** Of the changes of a batch, those that were asked for. */
function isWanted(change: PoolChange, { poolId, id, poolName }: ChangeFilter): boolean {
  if (poolId !== undefined && change.poolId !== poolId) return false;
  if (id !== undefined && change.id !== id) return false;
  return poolName === undefined || poolName.$in.includes(change.poolName);
}

/** @throws AfpoolsError `REQUEST_TOO_COSTLY` */
function assertFits(document: LogDocument, { length }: readonly PoolChange[]): void {
  if (length === 1) return;
  const bytes = BSON.calculateObjectSize(document);
  if (bytes <= maxBatchBytes) return;
  throw new AfpoolsError(
    "REQUEST_TOO_COSTLY",
    `These ${length} changes have ${bytes} bytes together; MongoDB takes ${maxBatchBytes} at once, about 80,000 hosts. Make them in several parts.`,
    { details: { cost: "bytes of a batch", limit: maxBatchBytes, count: bytes } },
  );
}
