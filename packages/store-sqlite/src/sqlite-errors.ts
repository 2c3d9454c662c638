import { AfpoolsError, storeUnavailableError, toAfpoolsError } from "@afpools/core";
import Database from "libsql";

const { SqliteError } = Database;

/** How long a lock that another process holds is waited for, in ms. */
export const lockPatienceMs = 5_000;

// SQLite's primary result codes (sqlite.org/rescode.html).
const busy = 5;
const corrupt = 11;
const notADatabase = 26;
const reasons: Readonly<Record<number, string>> = {
  [busy]: `another program has kept it locked for ${lockPatienceMs / 1_000} s; end that program, or try again later`,
  3: "this user is not allowed to open it",
  8: "this user may read it but not write it; check the permissions of the file and of its folder",
  10: "reading or writing the file failed; check the disk",
  13: "the disk is full; make room and try again",
  14: "the file, or one of the two beside it that end in -wal and -shm, cannot be opened; check the permissions of the folder",
  15: "its lock cannot be had; it must lie on a local disk, not on a network share",
};

/** What libsql threw, or what its data made others throw, as the error that a store promises. */
export function toStoreError(error: unknown, location: string): AfpoolsError {
  if (error instanceof AfpoolsError) return error;
  if (isCorrupt(error)) return corruptError(location, error);
  const { primary, code } = sqliteResult(error);
  const reason = reasons[primary];
  return reason ? storeUnavailableError(location, `${reason} (${code})`, error) : toAfpoolsError(error);
}

/** Another connection holds a lock that is needed; the same again may succeed. */
export function isBusy(error: unknown): boolean {
  return sqliteResult(error).primary === busy;
}

/** The file is not what it should be; SQLite found that, or JSON out of it cannot be read. */
export function isCorrupt(error: unknown): boolean {
  return error instanceof SyntaxError || [corrupt, notADatabase].includes(sqliteResult(error).primary);
}

function corruptError(location: string, cause: unknown): AfpoolsError {
  const what =
    sqliteResult(cause).primary === notADatabase
      ? "is not a pool database, or its beginning was overwritten"
      : "is damaged";
  return new AfpoolsError(
    "STORE_CORRUPT",
    `The file ${location} ${what}. Stop the programs that use it, keep a copy of it, and put the last backup in its place or name another path.`,
    { details: { location }, cause },
  );
}

/** Of an error of libsql SQLite's primary result code (the low byte of the extended one) and its name; 0 of others. */
function sqliteResult(error: unknown): { primary: number; code: string } {
  return error instanceof SqliteError
    ? { primary: (error.rawCode ?? 0) & 0xff, code: error.code }
    : { primary: 0, code: "" };
}
