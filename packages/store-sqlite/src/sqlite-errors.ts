import { AfpoolsError, storeUnavailableError } from "@afpools/core";

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

/** What libsql threw, as the error that a store promises. Errors that are no fault of the database become no such. */
export function toStoreError(error: unknown, location: string): unknown {
  if (error instanceof AfpoolsError) return error;
  const code = primaryCode(error);
  if (code === corrupt || code === notADatabase) return corruptError(location, error);
  const reason = code === undefined ? undefined : reasons[code];
  return reason ? storeUnavailableError(location, reason, error) : error;
}

/** Another connection holds a lock that is needed; the same again may succeed. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === busy;
}

export function isCorrupt(error: unknown): boolean {
  return error instanceof AfpoolsError
    ? error.code === "STORE_CORRUPT"
    : [corrupt, notADatabase].includes(primaryCode(error) ?? 0);
}

function corruptError(location: string, cause: unknown): AfpoolsError {
  const what =
    primaryCode(cause) === notADatabase
      ? "is not a pool database, or its beginning was overwritten"
      : "is damaged";
  return new AfpoolsError(
    "STORE_CORRUPT",
    `The file ${location} ${what}. Stop the programs that use it, keep a copy of it, and put the last backup in its place or name another path.`,
    { details: { location }, cause },
  );
}

// The low byte of an extended result code is the primary one.
function primaryCode(error: unknown): number | undefined {
  return error instanceof Error && "rawCode" in error && typeof error.rawCode === "number"
    ? error.rawCode & 0xff
    : undefined;
}
