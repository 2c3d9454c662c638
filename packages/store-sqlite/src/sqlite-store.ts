import { resolve } from "node:path";
import {
  type AccountStore,
  type AnswerStore,
  type AuditStore,
  type CompleteStore,
  type ContentsStore,
  deletionOf,
  type FactStore,
  type HistoryQuery,
  type LeaseStore,
  type Pool,
  type PoolChange,
  type PoolWatch,
  pollingWatch,
  type StoreFinding,
  type StoreListener,
  storeUnavailableError,
  type UsageStore,
} from "@afpools/core";
import type { Database } from "libsql";
import { accountTables, type DatabaseUse } from "./account-tables.js";
import { answerTable } from "./answer-table.js";
import { auditTable } from "./audit-table.js";
import { type ChangeHistory, changeHistory } from "./change-history.js";
import { changeWriter } from "./change-writer.js";
import { defaultSqlitePath } from "./default-path.js";
import { diagnose } from "./diagnose.js";
import { factTable } from "./fact-table.js";
import { fileIdentity } from "./file-identity.js";
import { leaseTable } from "./lease-table.js";
import { openDatabase } from "./open-database.js";
import { type PoolReader, poolReader } from "./pool-reader.js";
import { schemaVersion } from "./schema.js";
import { toStoreError } from "./sqlite-errors.js";
import { fillTables, readContents } from "./store-contents.js";
import { transaction } from "./transaction.js";
import { usageTable } from "./usage-table.js";
import { whenFree } from "./when-free.js";

/** A look that finds nothing new reads one number out of memory, so looking often costs nothing worth naming. */
const watchIntervalMs = 250;

/**
 * Opens the pools in the SQLite file at `path`, by default {@link defaultSqlitePath}; makes the file and its folder
 * where there is none. Any number of processes may have the same file open. Close it when done.
 *
 * @throws AfpoolsError `STORE_UNAVAILABLE` when the file can be neither opened nor made; `STORE_TOO_NEW` when a newer
 * release wrote it; `STORE_CORRUPT` when it is damaged or no pool database
 */
export function openSqliteStore(path = defaultSqlitePath()): CompleteStore {
  return new SqliteStore(resolve(path));
}

class SqliteStore implements CompleteStore {
  readonly location: string;
  readonly accounts: AccountStore;
  readonly audit: AuditStore;
  readonly answers: AnswerStore;
  readonly facts: FactStore;
  readonly usage: UsageStore;
  readonly leases: LeaseStore;
  readonly contents: ContentsStore;
  readonly #path: string;
  readonly #db: Database;
  readonly #assertInPlace: () => void;
  readonly #reader: PoolReader;
  readonly #history: ChangeHistory;
  readonly #carryOut: (change: PoolChange) => void;
  readonly #watches = new Set<PoolWatch>();
  #closing: Promise<void> | undefined;

  constructor(path: string) {
    this.location = `sqlite:${path}`;
    this.#path = path;
    this.#db = openDatabase(path, this.location);
    this.#assertInPlace = fileIdentity(path, this.location);
    this.#reader = poolReader(this.#db);
    this.#history = changeHistory(this.#db);
    const access: DatabaseUse = { use: (work) => this.#use(work), change: (work) => this.#change(work) };
    this.accounts = accountTables(this.#db, access);
    this.audit = auditTable(this.#db, access);
    this.answers = answerTable(this.#db, access);
    this.facts = factTable(this.#db, access);
    this.usage = usageTable(this.#db, access);
    this.leases = leaseTable(this.#db, access);
    this.contents = {
      read: () => {
        const parts = { reader: this.#reader, history: this.#history };
        return this.#use(() => transaction(this.#db, "DEFERRED", () => readContents(this.#db, parts)));
      },
      fill: (contents) => this.#change(() => fillTables(this.#db, contents, this.#history, this.location)),
    };
    this.#carryOut = changeWriter(this.#db, this.#reader);
  }

  listPools(): Promise<readonly Pool[]> {
    return this.#use(() => this.#reader.all());
  }

  findPool(idOrName: string): Promise<Pool | undefined> {
    return this.#use(() => this.#reader.find(idOrName));
  }

  write(change: PoolChange): Promise<void> {
    return this.writeBatch([change]);
  }

  writeBatch(changes: readonly PoolChange[]): Promise<void> {
    return this.#change(() => {
      for (const change of changes) {
        this.#carryOut(change);
        this.#history.add(change);
      }
    });
  }

  history(query: HistoryQuery): Promise<readonly PoolChange[]> {
    return this.#use(() => this.#history.list(query));
  }

  findChange(id: string): Promise<PoolChange | undefined> {
    return this.#use(() => this.#history.find(id));
  }

  findPoolInHistory(idOrName: string): Promise<string | undefined> {
    return this.#use(() => this.#history.findPool(idOrName));
  }

  watch(listener: StoreListener): PoolWatch {
    this.#assertOpen();
    let seen = 0;
    const poll = pollingWatch({
      listener,
      intervalMs: watchIntervalMs,
      deletionOf: deletionOf((query) => this.history(query)),
      read: (previous) =>
        this.#use(() =>
          transaction(this.#db, "DEFERRED", () => {
            const latest = this.#history.latest();
            if (previous && latest === seen) return undefined;
            const pools = previous
              ? this.#reader.update(previous, this.#history.poolsChangedSince(seen))
              : this.#reader.all();
            seen = latest;
            return pools;
          }),
        ),
    });
    const watch: PoolWatch = {
      refresh: poll.refresh,
      close: () => {
        this.#watches.delete(watch);
        return poll.close();
      },
    };
    this.#watches.add(watch);
    return watch;
  }

  diagnose(): Promise<readonly StoreFinding[]> {
    return this.#use(() => diagnose(this.#db, this.#path));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#watches].map((watch) => watch.close()));
    try {
      // Moves all into the one file, so that a copy of it alone is a backup. Where it fails nothing is lost: the log stays.
      this.#db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch {
    } finally {
      this.#db.close();
    }
  }

  async #use<T>(work: () => T): Promise<T> {
    try {
      return await whenFree(() => {
        this.#assertOpen();
        this.#assertInPlace();
        return work();
      });
    } catch (error) {
      throw toStoreError(error, this.location);
    }
  }

  /** Does `work`, all of it or nothing, while nobody else writes. */
  #change<T>(work: () => T): Promise<T> {
    return this.#use(() =>
      transaction(this.#db, "IMMEDIATE", () => {
        // A newer release may have migrated the file while this one had it open.
        schemaVersion(this.#db, this.location);
        return work();
      }),
    );
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw storeUnavailableError(this.location, "it was closed");
  }
}
