import type { Database } from "libsql";

/**
 * Does `work` in one transaction: all of it or nothing. `DEFERRED` for work that only reads and must see one state,
 * `IMMEDIATE` for work that writes.
 */
export function transaction<T>(db: Database, mode: "DEFERRED" | "IMMEDIATE", work: () => T): T {
  db.exec(`BEGIN ${mode}`);
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    // After some failures (disk full, I/O) SQLite has rolled back already.
    if (db.inTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
