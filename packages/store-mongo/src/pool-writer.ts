import {
  AfpoolsError,
  conflictError,
  nameTakenError,
  type Pool,
  type PoolChange,
  poolAfter,
  poolNameKey,
  poolNotFoundError,
  storeUnavailableError,
} from "@afpools/core";
import { type Document, MongoServerError, ObjectId } from "mongodb";
import type { ChangeLog, LogEntry } from "./change-log.js";
import type { Connection } from "./connection.js";
import { readPool, readPoolName } from "./pool-document.js";
import { poolDocument, poolUpdate, unchanged } from "./pool-update.js";
import { assertKnownVersion, raiseVersion } from "./schema-version.js";

/** How long another writer's entry is pending before that writer is taken for dead, in ms. */
const deadAfterMs = 2_000;

/** How long a writer waits for its turn, in ms. */
const maxWaitMs = 15_000;

/** How often an update is tried again because the 2019 manager wrote the same pool in between. */
const maxAttempts = 20;

interface Found {
  readonly document: Document;
  readonly pool: Pool;
}

/** Carries out changes, one at a time among all writers that keep the log. */
export class PoolWriter {
  readonly #connection: Connection;
  readonly #log: ChangeLog;
  #writing: Promise<unknown> = Promise.resolve();
  #isPrepared = false;

  constructor(connection: Connection, log: ChangeLog) {
    this.#connection = connection;
    this.#log = log;
  }

  /** See PoolStore.write. */
  write(change: PoolChange): Promise<void> {
    return this.#connection.use(() => {
      const written = this.#writing.then(() => this.#write(change));
      this.#writing = written.catch(() => undefined);
      return written;
    });
  }

  /** Was the change of a pending entry carried out? */
  async isCarriedOut(change: PoolChange): Promise<boolean> {
    const found = await this.#find(change.poolId);
    return change.kind === "delete" ? !found : found !== undefined && found.pool.revision >= change.revision;
  }

  /** The number of the last settled entry, once what is pending when this is called is settled or dropped. */
  async lastOnceSettled(): Promise<number> {
    const { last, pending } = await this.#log.follow();
    if (!pending) return last;
    const since = performance.now();
    for (;;) {
      await pause();
      const now = await this.#log.follow();
      if (now.pending?.change.id !== pending.change.id) return now.last;
      if (performance.now() - since > deadAfterMs) await this.#settleForDead(pending);
    }
  }

  async #write(change: PoolChange): Promise<void> {
    await this.#prepare();
    // A newer release may have taken the database over while this one had it open.
    await assertKnownVersion(this.#connection.schema, this.#connection.location);
    const deadline = performance.now() + maxWaitMs;
    for (;;) {
      const last = await this.#awaitTurn(deadline);
      // What is found here still holds once the entry is in: another writer would have taken its number.
      const found = await this.#check(change);
      const entry = await this.#log.append(change, last);
      if (!entry) continue;
      try {
        await this.#carryOut(change, found);
      } catch (error) {
        // When the database failed, only the next writer can see whether the change was carried out.
        if (error instanceof AfpoolsError) await this.#log.drop(entry);
        throw error;
      }
      await this.#settle(entry);
      return;
    }
  }

  /** Waits until no entry is pending, and settles one that its writer left behind. Gives the last entry's number. */
  async #awaitTurn(deadline: number): Promise<number> {
    let waitingFor = "";
    let since = 0;
    for (;;) {
      const { last, pending } = await this.#log.follow();
      if (!pending) return last;
      this.#connection.assertOpen();
      const now = performance.now();
      if (waitingFor !== pending.change.id) {
        waitingFor = pending.change.id;
        since = now;
      } else if (now - since > deadAfterMs) await this.#settleForDead(pending);
      if (now > deadline) {
        throw storeUnavailableError(this.#connection.location, "others write to it all the time; try again");
      }
      await pause();
    }
  }

  async #settleForDead(entry: LogEntry): Promise<void> {
    if (await this.isCarriedOut(entry.change)) await this.#log.settle(entry);
    else await this.#log.drop(entry);
  }

  async #settle(entry: LogEntry): Promise<void> {
    let written = entry;
    while (!(await this.#log.settle(written))) {
      // This process stood still so long that another one took it for dead: the change is recorded anew.
      const last = await this.#awaitTurn(performance.now() + maxWaitMs);
      written = (await this.#log.append(entry.change, last)) ?? written;
    }
  }

  /** @throws AfpoolsError when `change` cannot be done to the database as it is */
  async #check(change: PoolChange): Promise<Found | undefined> {
    const found = await this.#find(change.poolId);
    if (!found && change.kind !== "create") throw poolNotFoundError(change.poolName);
    if (found && (change.kind === "create" || found.pool.revision !== change.revision - 1)) {
      throw conflictError(change, found.pool);
    }
    await this.#checkName(change);
    return found;
  }

  /** @throws AfpoolsError `NAME_TAKEN` when another pool has the name that `change` gives */
  async #checkName({ kind, poolId, diff }: PoolChange): Promise<void> {
    const name = diff.name?.after;
    if (kind === "delete" || name === undefined) return;
    const documents = this.#connection.pools.find({}, { projection: { name: 1 } });
    for await (const document of documents) {
      const isRival = poolNameKey(readPoolName(document)) === poolNameKey(name);
      if (isRival && String(document._id) !== poolId) throw nameTakenError(name);
    }
  }

  async #carryOut(change: PoolChange, found: Found | undefined): Promise<void> {
    try {
      if (change.kind === "create") await this.#create(change);
      else if (change.kind === "delete") await this.#delete(change, found);
      else await this.#update(change, found);
    } catch (error) {
      // Perhaps the 2019 manager gave the name in this very moment, and the unique index refused it.
      if (error instanceof MongoServerError) await this.#checkName(change);
      throw error;
    }
  }

  async #create(change: PoolChange): Promise<void> {
    const document = poolDocument(poolAfter(undefined, change));
    await this.#connection.pools.insertOne({ _id: new ObjectId(change.poolId), ...document });
  }

  async #delete(change: PoolChange, found: Found | undefined): Promise<void> {
    if (!found) throw poolNotFoundError(change.poolName);
    const { deletedCount } = await this.#connection.pools.deleteOne({
      _id: found.document._id,
      ...unchanged(found.document, "revision"),
    });
    if (deletedCount === 0) throw poolNotFoundError(change.poolName);
  }

  async #update(change: PoolChange, first: Found | undefined): Promise<void> {
    let found = first;
    for (let attempts = 1; ; attempts += 1) {
      if (!found) throw poolNotFoundError(change.poolName);
      if (found.pool.revision !== change.revision - 1 || attempts > maxAttempts) {
        throw conflictError(change, found.pool);
      }
      const { filter, update } = poolUpdate(found.document, found.pool, change);
      const { matchedCount } = await this.#connection.pools.updateOne(filter, update);
      if (matchedCount === 1) return;
      found = await this.#find(change.poolId);
    }
  }

  async #find(poolId: string): Promise<Found | undefined> {
    // Numbers keep their BSON type, so that what is written back or compared is exactly what was read.
    const document = await this.#connection.pools.findOne(
      { _id: new ObjectId(poolId) },
      { promoteValues: false },
    );
    const pool = document ? readPool(document).pool : undefined;
    return document && pool ? { document, pool } : undefined;
  }

  /** Creates the indexes that are missing; those that the data does not allow are told by `diagnose`. */
  async #prepare(): Promise<void> {
    if (this.#isPrepared) return;
    await raiseVersion(this.#connection.schema);
    await this.#log.createIndexes();
    try {
      await this.#connection.pools.createIndex({ name: 1 }, { unique: true });
    } catch (error) {
      if (!(error instanceof MongoServerError)) throw error;
    }
    this.#isPrepared = true;
  }
}

/** Random, so that two that wait do not meet again. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2 + Math.random() * 10));
}
