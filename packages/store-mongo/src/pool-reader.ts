import { hash } from "node:crypto";
import type { Pool } from "@afpools/core";
import { BSON, type Collection, type Document, type ObjectId } from "mongodb";
import type { ChangeLog } from "./change-log.js";
import { readPool } from "./pool-document.js";
import { wholeBatches } from "./whole-batches.js";

/** How long a writer that keeps no log, as the 2019 manager, may stay unseen, in ms. */
const fullReadEveryMs = 750;

/** A full read takes at most this part of the time. */
const fullReadShare = 1 / 10;

/** Up to which duration of a full read, in ms, `refresh` does one; else it sees the writers that keep the log. */
const cheapReadMs = 200;

/**
 * Reads the pools again and again for a watch. Writers that keep the log are seen at the cost of one look-up; all others
 * by reading everything, which decodes only documents whose bytes are new.
 */
export class PoolReader {
  readonly #collection: Collection<Document>;
  readonly #log: ChangeLog;
  readonly #now: () => number;
  #seenNumber = 0;
  #byHash = new Map<string, Pool | undefined>();
  #fullReadAt = Number.NEGATIVE_INFINITY;
  #fullReadTook = 0;

  /** `now` is a clock that never goes back, in ms. */
  constructor(collection: Collection<Document>, log: ChangeLog, now = () => performance.now()) {
    this.#collection = collection;
    this.#log = log;
    this.#now = now;
  }

  /** For pollingWatch: all pools, those that did not change taken over; nothing when none did. */
  async read(
    previous: readonly Pool[] | undefined,
    reason: "timer" | "refresh",
  ): Promise<readonly Pool[] | undefined> {
    const { last } = await this.#log.follow();
    const isFull = !previous || this.#isFullReadDue(reason);
    if (!isFull && last === this.#seenNumber) return undefined;
    const read = await (isFull ? this.#readAll() : this.#readWritten(previous));
    const isNews = keepIdentities(previous, read) !== undefined;
    const pools = isNews ? keepIdentities(previous, await wholeBatches(this.#log, read, last)) : undefined;
    this.#seenNumber = last;
    return pools;
  }

  #isFullReadDue(reason: "timer" | "refresh"): boolean {
    if (reason === "refresh") return this.#fullReadTook <= cheapReadMs;
    const pause = Math.max(fullReadEveryMs, this.#fullReadTook / fullReadShare);
    return this.#now() - this.#fullReadAt >= pause;
  }

  async #readAll(): Promise<Pool[]> {
    const startedAt = this.#now();
    const byHash = new Map<string, Pool | undefined>();
    for await (const bytes of this.#collection.find<Uint8Array>({}, { raw: true })) {
      const key = hash("sha256", bytes, "base64");
      byHash.set(key, this.#byHash.has(key) ? this.#byHash.get(key) : decode(bytes));
    }
    this.#byHash = byHash;
    this.#fullReadAt = this.#now();
    this.#fullReadTook = this.#fullReadAt - startedAt;
    return [...byHash.values()].filter((pool) => pool !== undefined);
  }

  /** Reads only those pools whose revision is not that of `previous`. */
  async #readWritten(previous: readonly Pool[]): Promise<Pool[]> {
    const before = new Map(previous.map((pool) => [pool.id, pool]));
    const listed = await this.#collection.find({}, { projection: { revision: 1 } }).toArray();
    const rows = listed.map((row) => readPool(row).pool).filter((pool) => pool !== undefined);
    const changed = rows.filter(({ id, revision }) => before.get(id)?.revision !== revision);
    const changedIds = new Set(changed.map((pool) => pool.id));
    const ids = listed.map((row) => row._id as ObjectId).filter((id) => changedIds.has(String(id)));
    const documents = await this.#collection.find({ _id: { $in: ids } }).toArray();
    const after = new Map(documents.map((document) => [String(document._id), readPool(document).pool]));
    return rows
      .map(({ id }) => (changedIds.has(id) ? after.get(id) : before.get(id)))
      .filter((pool) => pool !== undefined);
  }
}

function decode(bytes: Uint8Array): Pool | undefined {
  return readPool(BSON.deserialize(bytes, { validation: { utf8: false } })).pool;
}

/** `pools` with those of `previous` in place of equal ones; nothing when all are equal. */
function keepIdentities(
  previous: readonly Pool[] | undefined,
  pools: readonly Pool[],
): readonly Pool[] | undefined {
  if (!previous) return pools;
  const before = new Map(previous.map((pool) => [pool.id, pool]));
  const kept = pools.map((pool) => {
    const old = before.get(pool.id);
    return old && (old === pool || JSON.stringify(old) === JSON.stringify(pool)) ? old : pool;
  });
  const isSame = kept.length === previous.length && kept.every((pool, index) => pool === previous[index]);
  return isSame ? undefined : kept;
}
