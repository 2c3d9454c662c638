import {
  conflictError,
  nameTakenError,
  type Pool,
  type PoolChange,
  poolAfter,
  poolNameKey,
  poolNotFoundError,
} from "@afpools/core";
import { type Collection, type Document, MongoServerError, ObjectId } from "mongodb";
import { isCarriedOut } from "./catch-up.js";
import { readPool, readPoolName } from "./pool-document.js";
import { poolDocument, poolUpdate, unchanged } from "./pool-update.js";

/** How often an update is tried again because the 2019 manager wrote the same pool in between. */
const maxAttempts = 20;

/** A pool as it was found, and its document. */
export interface Found {
  readonly document: Document;
  readonly pool: Pool;
}

/** Does single changes to the documents of pools. */
export class PoolChanger {
  readonly #pools: Collection<Document>;

  constructor(pools: Collection<Document>) {
    this.#pools = pools;
  }

  /** Those of `changes` that the pools have. */
  async carriedOut(changes: readonly PoolChange[]): Promise<ReadonlySet<PoolChange>> {
    const revisions = new Map<string, number>();
    const listed = this.#pools.find(oneOf(changes), { projection: { revision: 1 } });
    for await (const document of listed) {
      const { pool } = readPool(document);
      if (pool) revisions.set(pool.id, pool.revision);
    }
    return new Set(changes.filter((change) => isCarriedOut(change, revisions.get(change.poolId))));
  }

  /**
   * The pools that `changes` are about, each found at its place.
   *
   * @throws AfpoolsError when the changes cannot be done to the database as it is
   */
  async check(changes: readonly PoolChange[]): Promise<readonly (Found | undefined)[]> {
    // Numbers keep their BSON type, so that what is written back or compared is exactly what was read.
    const documents = await this.#pools.find(oneOf(changes), { promoteValues: false }).toArray();
    const byId = new Map(documents.flatMap(toFound).map((found) => [found.pool.id, found]));
    const found = changes.map((change) => {
      const current = byId.get(change.poolId);
      if (!current && change.kind !== "create") throw poolNotFoundError(change.poolName);
      if (current && (change.kind === "create" || current.pool.revision !== change.revision - 1)) {
        throw conflictError(change, current.pool);
      }
      return current;
    });
    await this.#checkNames(changes);
    return found;
  }

  /** @throws AfpoolsError when the 2019 manager made `change` impossible since its pool was `found` */
  async carryOut(change: PoolChange, found: Found | undefined): Promise<void> {
    try {
      if (change.kind === "create") await this.#create(change);
      else if (change.kind === "delete") await this.#delete(change, found);
      else await this.#update(change, found);
    } catch (error) {
      // Perhaps the 2019 manager gave the name in this very moment, and the unique index refused it.
      if (error instanceof MongoServerError) await this.#checkNames([change]);
      throw error;
    }
  }

  async find(poolId: string): Promise<Found | undefined> {
    const document = await this.#pools.findOne({ _id: new ObjectId(poolId) }, { promoteValues: false });
    return toFound(document)[0];
  }

  /** @throws AfpoolsError `NAME_TAKEN` when another pool has a name that one of `changes`, done in this order, gives */
  async #checkNames(changes: readonly PoolChange[]): Promise<void> {
    if (changes.every((change) => givenName(change) === undefined)) return;
    const keys = new Map<string, string>();
    for await (const document of this.#pools.find({}, { projection: { name: 1 } })) {
      keys.set(String(document._id), poolNameKey(readPoolName(document)));
    }
    for (const change of changes) {
      const name = givenName(change);
      const key = name === undefined ? undefined : poolNameKey(name);
      for (const [id, other] of keys) {
        if (name !== undefined && other === key && id !== change.poolId) throw nameTakenError(name);
      }
      if (change.kind === "delete") keys.delete(change.poolId);
      else if (key !== undefined) keys.set(change.poolId, key);
    }
  }

  async #create(change: PoolChange): Promise<void> {
    const document = poolDocument(poolAfter(undefined, change));
    await this.#pools.insertOne({ _id: new ObjectId(change.poolId), ...document });
  }

  async #delete(change: PoolChange, found: Found | undefined): Promise<void> {
    if (!found) throw poolNotFoundError(change.poolName);
    const { deletedCount } = await this.#pools.deleteOne({
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
      const { matchedCount } = await this.#pools.updateOne(filter, update);
      if (matchedCount === 1) return;
      found = await this.find(change.poolId);
    }
  }
}

function oneOf(changes: readonly PoolChange[]): Document {
  return { _id: { $in: changes.map(({ poolId }) => new ObjectId(poolId)) } };
}

function toFound(document: Document | null): Found[] {
  const pool = document ? readPool(document).pool : undefined;
  return document && pool ? [{ document, pool }] : [];
}

function givenName({ kind, diff }: PoolChange): string | undefined {
  return kind === "delete" ? undefined : diff.name?.after;
}
