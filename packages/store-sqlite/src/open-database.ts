import { closeSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { storeUnavailableError } from "@afpools/core";
import Database from "libsql";
import { migrate } from "./schema.js";
import { isBusy, lockPatienceMs, toStoreError } from "./sqlite-errors.js";

/**
 * Opens the pool database at `path`, an absolute path; makes the file and its folder where there is none.
 *
 * @throws AfpoolsError `STORE_UNAVAILABLE`, `STORE_TOO_NEW`, `STORE_CORRUPT`
 */
export function openDatabase(path: string, location: string): Database.Database {
  makeFile(path, location);
  const db = connect(path, location);
  try {
    migrate(db, location);
    useWriteAheadLog(db);
    // Acknowledged means on the disk, after a power cut too; fullfsync is what that takes on macOS. Locks are waited for
    // by the store, which does not block the process meanwhile.
    db.exec(`
      PRAGMA synchronous = FULL;
      PRAGMA fullfsync = ON;
      PRAGMA foreign_keys = ON;
      PRAGMA journal_size_limit = 4194304;
      PRAGMA busy_timeout = 0;
    `);
    return db;
  } catch (error) {
    db.close();
    throw toStoreError(error, location);
  }
}

/**
 * Makes a new file one that only this user can read; SQLite gives the same permissions to the files beside it. A file
 * that exists is not opened here: closing it would drop the locks that SQLite holds on it in this process.
 */
function makeFile(path: string, location: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) closeSync(openSync(path, "a", 0o600));
    if (!found?.isDirectory()) return;
  } catch (error) {
    throw storeUnavailableError(location, error instanceof Error ? error.message : String(error), error);
  }
  throw storeUnavailableError(location, "there is a folder of this name");
}

function connect(path: string, location: string): Database.Database {
  try {
    return new Database(path, { timeout: lockPatienceMs });
  } catch (error) {
    throw storeUnavailableError(location, error instanceof Error ? error.message : String(error), error);
  }
}

/**
 * A write-ahead log lets others read while one writes. To switch a new file over, SQLite must have it alone for a moment,
 * and does not wait for that by itself when several processes try it at once.
 */
function useWriteAheadLog(db: Database.Database): void {
  const deadline = performance.now() + lockPatienceMs;
  for (;;) {
    try {
      db.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
