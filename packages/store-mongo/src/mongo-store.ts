import {
  type AccountStore,
  type AnswerStore,
  type AuditStore,
  type CompleteStore,
  type ContentsStore,
  deletionOf,
  type FactStore,
  type HistoryQuery,
  isPoolId,
  type LeaseStore,
  type Pool,
  type PoolChange,
  type PoolWatch,
  pollingWatch,
  poolNameKey,
  type StoreFinding,
  type StoreListener,
  type UsageStore,
} from "@afpools/core";
import { type Document, ObjectId } from "mongodb";
import { type DatabaseUse, deleteOldCredentials, mongoAccounts } from "./accounts.js";
import { mongoAnswers } from "./answers.js";
import { mongoAudit } from "./audit.js";
import { type ChangeFilter, ChangeLog } from "./change-log.js";
import { Connection } from "./connection.js";
import { diagnose } from "./diagnose.js";
import { mongoFacts } from "./host-facts.js";
import { mongoLeases } from "./leases.js";
import { readPool, readPoolName } from "./pool-document.js";
import { PoolReader, type PoolReaderOptions } from "./pool-reader.js";
import { PoolWriter } from "./pool-writer.js";
import { assertKnownVersion, raiseVersion } from "./schema-version.js";
import { fillCollections, readContents } from "./store-contents.js";
import { mongoUsage } from "./usage.js";
import { UserLog } from "./user-log.js";
import { wholeBatches } from "./whole-batches.js";

export type MongoStoreOptions = Pick<PoolReaderOptions, "otherWritersMs">;

/** How often a watch looks whether a store has written, in ms. */
const watchIntervalMs = 250;

/**
 * The pools of a MongoDB, in the collection and shape of the 2019 Pool Manager, which may go on using it.
 *
 * `url` is a MongoDB connection string; without a path it names the database `afpools`. Nothing is connected and no
 * error thrown for a server that is away before the first call; then each call rejects within 3 s.
 *
 * @throws AfpoolsError `INVALID_CONFIG` when `url` is not a MongoDB connection string.
 */
export function openMongoStore(url: string, options: MongoStoreOptions = {}): CompleteStore {
  return new MongoStore(url, options);
}

class MongoStore implements CompleteStore {
  readonly accounts: AccountStore;
  readonly audit: AuditStore;
  readonly answers: AnswerStore;
  readonly facts: FactStore;
  readonly usage: UsageStore;
  readonly leases: LeaseStore;
  readonly contents: ContentsStore;
  readonly #options: MongoStoreOptions;
  readonly #connection: Connection;
  readonly #log: ChangeLog;
  readonly #writer: PoolWriter;
  readonly #users: UserLog;
  #isAtVersion = false;
  readonly #watches = new Set<PoolWatch>();

  constructor(url: string, options: MongoStoreOptions) {
    this.#options = options;
    this.#connection = new Connection(url);
    this.#log = new ChangeLog(this.#connection.history);
    this.#writer = new PoolWriter(this.#connection, this.#log);
    this.#users = new UserLog(this.#connection);
    const { credentials, places, audit, answers, hostFacts, usage, leases } = this.#connection;
    const access: DatabaseUse = {
      use: (work) => this.#connection.use(work),
      change: (work) => this.#change(work),
    };
    this.accounts = mongoAccounts({ users: this.#users, credentials, places }, access);
    this.audit = mongoAudit(audit, access);
    this.answers = mongoAnswers(answers, access);
    this.facts = mongoFacts(hostFacts, access);
    this.usage = mongoUsage(usage, access);
    this.leases = mongoLeases(leases, access);
    const parts = { connection: this.#connection, log: this.#log, users: this.#users };
    this.contents = {
      read: () => this.#connection.use(() => readContents(parts, this.#writer)),
      fill: (contents) => this.#change(() => fillCollections(parts, contents)),
    };
  }

  get location(): string {
    return this.#connection.location;
  }

  listPools(): Promise<readonly Pool[]> {
    return this.#connection.use(async () => {
      const { last } = await this.#log.follow();
      const documents = await this.#connection.pools.find().toArray();
      const pools = documents.map((document) => readPool(document).pool).filter((pool) => pool !== undefined);
      return wholeBatches(this.#log, pools, last);
    });
  }

  findPool(idOrName: string): Promise<Pool | undefined> {
    return this.#connection.use(async () => {
      const byId = isPoolId(idOrName) ? await this.#findOne({ _id: new ObjectId(idOrName) }) : undefined;
      return byId ?? (await this.#findOne({ name: idOrName })) ?? (await this.#findByNameKey(idOrName));
    });
  }

  write(change: PoolChange): Promise<void> {
    return this.#writer.write([change]);
  }

  writeBatch(changes: readonly PoolChange[]): Promise<void> {
    return this.#writer.write(changes);
  }

  history({ poolId, limit, before }: HistoryQuery): Promise<readonly PoolChange[]> {
    return this.#listChanges(
      { ...(poolId !== undefined && { poolId }), ...(before !== undefined && { before }) },
      limit,
    );
  }

  async findChange(id: string): Promise<PoolChange | undefined> {
    const [change] = await this.#listChanges({ id }, 1);
    return change;
  }

  findPoolInHistory(idOrName: string): Promise<string | undefined> {
    return this.#connection.use(() =>
      this.#log.findPool(idOrName, (entry) => this.#writer.isCarriedOut(entry)),
    );
  }

  watch(listener: StoreListener): PoolWatch {
    this.#connection.assertOpen();
    const reader = new PoolReader(this.#connection.pools, this.#log, this.#options);
    const polling = pollingWatch({
      listener,
      read: (previous, reason) => this.#connection.use(() => reader.read(previous, reason)),
      intervalMs: watchIntervalMs,
      deletionOf: deletionOf((query) => this.history(query)),
    });
    const watch: PoolWatch = {
      refresh: () => polling.refresh(),
      close: async () => {
        this.#watches.delete(watch);
        await polling.close();
        await reader.close();
      },
    };
    this.#watches.add(watch);
    return watch;
  }

  diagnose(): Promise<readonly StoreFinding[]> {
    return this.#connection.use(() => diagnose(this.#connection, this.#log));
  }

  async close(): Promise<void> {
    await Promise.all([...[...this.#watches].map((watch) => watch.close()), this.#connection.close()]);
  }

  /** Does `work`, which writes, once the database is at this release's version. */
  #change<T>(work: () => Promise<T>): Promise<T> {
    const { schema, location, credentials } = this.#connection;
    return this.#connection.use(async () => {
      // A newer release may have taken the database over while this one had it open.
      await assertKnownVersion(schema, location);
      if (!this.#isAtVersion) {
        await raiseVersion(schema);
        await this.#users.adopt();
        await deleteOldCredentials(credentials);
        this.#isAtVersion = true;
      }
      return work();
    });
  }

  #listChanges(filter: ChangeFilter, limit: number): Promise<PoolChange[]> {
    return this.#connection.use(() =>
      this.#log.list(filter, limit, (entry) => this.#writer.isCarriedOut(entry)),
    );
  }

  async #findOne(filter: Document): Promise<Pool | undefined> {
    const document = await this.#connection.pools.findOne(filter);
    return document ? readPool(document).pool : undefined;
  }

  async #findByNameKey(name: string): Promise<Pool | undefined> {
    // Which names are equal is for poolNameKey to say; a regular expression of the database knows no NFC.
    const documents = this.#connection.pools.find({}, { projection: { name: 1 } });
    for await (const document of documents) {
      if (poolNameKey(readPoolName(document)) !== poolNameKey(name)) continue;
      const pool = await this.#findOne({ _id: document._id });
      if (pool) return pool;
    }
    return undefined;
  }
}
