import { hash } from "node:crypto";
import type { Pool } from "@afpools/core";
import { BSON, type Collection, type Document, type ObjectId } from "mongodb";
import type { ChangeLog } from "./change-log.js";
import { ForeignWrites } from "./foreign-writes.js";
import { readPool } from "./pool-document.js";
import { wholeBatches } from "./whole-batches.js";

export interface PoolReaderOptions {
  /**
   * How often writes are looked for of programs that keep no log, as the 2019 manager, at most, in ms; a replica set tells them at
   * once. `off` where there are none. Default 750.
   */
  readonly otherWritersMs?: number | "off";
  /** A clock that never goes back, in ms. */
  readonly now?: () => number;
}

/**
 * Reads the pools again and again for a watch: those that the log or {@link ForeignWrites} names, or all, of which only documents are
 * decoded whose bytes are new.
 */
export class PoolReader {
  readonly #collection: Collection<Document>;
  readonly #log: ChangeLog;
  readonly #now: () => number;
  readonly #foreign: ForeignWrites | undefined;
  #seenNumber = 0;
  /** Pools that others may have written since they were read; kept until a read succeeds. */
  readonly #suspects = new Set<string>();
  #areAllSuspect = false;
  #byHash = new Map<string, Pool | undefined>();

  constructor(
    collection: Collection<Document>,
    log: ChangeLog,
    { otherWritersMs = 750, now = () => performance.now() }: PoolReaderOptions = {},
  ) {
    this.#collection = collection;
    this.#log = log;
    this.#now = now;
    this.#foreign =
      otherWritersMs === "off" ? undefined : new ForeignWrites(collection, { everyMs: otherWritersMs, now });
  }

  /** For pollingWatch: all pools, those that did not change taken over; nothing when none did. */
  async read(
    previous: readonly Pool[] | undefined,
    reason: "timer" | "refresh",
  ): Promise<readonly Pool[] | undefined> {
    const { last } = await this.#log.follow();
    const suspects = await this.#foreign?.suspects(reason === "refresh");
    if (suspects === "all") this.#areAllSuspect = true;
    else for (const id of suspects ?? []) this.#suspects.add(id);
    const isFull = !previous || this.#areAllSuspect;
    if (!isFull && last === this.#seenNumber && this.#suspects.size === 0) return undefined;
    const read = await (isFull ? this.#readAll() : this.#readWritten(previous));
    const isNews = keepIdentities(previous, read) !== undefined;
    const pools = isNews ? keepIdentities(previous, await wholeBatches(this.#log, read, last)) : undefined;
    this.#seenNumber = last;
    this.#areAllSuspect = false;
    this.#suspects.clear();
    return pools;
  }

  async close(): Promise<void> {
    await this.#foreign?.close();
  }

  async #readAll(): Promise<Pool[]> {
    const startedAt = this.#now();
    const byHash = new Map<string, Pool | undefined>();
    for await (const bytes of this.#collection.find<Uint8Array>({}, { raw: true })) {
      const key = hash("sha256", bytes, "base64");
      byHash.set(key, this.#byHash.has(key) ? this.#byHash.get(key) : decode(bytes));
    }
    this.#byHash = byHash;
    this.#foreign?.readAllTook(this.#now() - startedAt);
    return [...byHash.values()].filter((pool) => pool !== undefined);
  }

  /** Reads only those pools whose revision is not that of `previous`, and suspects. */
  async #readWritten(previous: readonly Pool[]): Promise<Pool[]> {
    const before = new Map(previous.map((pool) => [pool.id, pool]));
    const listed = await this.#collection.find({}, { projection: { revision: 1 } }).toArray();
    const rows = listed.map((row) => readPool(row).pool).filter((pool) => pool !== undefined);
    const changed = rows.filter(
      ({ id, revision }) => this.#suspects.has(id) || before.get(id)?.revision !== revision,
    );
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
