import { accessSync, constants, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { AfpoolsError, storeUnavailableError } from "@afpools/core";
import Database from "libsql";
import { defaultSqlitePath } from "./default-path.js";
import { assertOurs, schemaVersion } from "./schema.js";
import { toStoreError } from "./sqlite-errors.js";

/** What lies at a path where pools are to be kept. */
export type SqliteFile =
  /** Nothing yet, or an empty file: opening makes a database of it. */
  { readonly kind: "new" } | { readonly kind: "pools"; readonly pools: number };

/**
 * Looks what opening the file at `path` would find, and changes nothing.
 *
 * @throws AfpoolsError as `openSqliteStore`
 */
export function inspectSqliteFile(path = defaultSqlitePath()): SqliteFile {
  const file = resolve(path);
  const location = `sqlite:${file}`;
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found?.isDirectory()) throw storeUnavailableError(location, "there is a folder of this name");
    if (found && found.size > 0) return read(file, location);
    accessSync(found ? file : nearestFolder(dirname(file)), constants.W_OK);
    return { kind: "new" };
  } catch (error) {
    if (error instanceof AfpoolsError) throw error;
    throw storeUnavailableError(location, error instanceof Error ? error.message : String(error), error);
  }
}

function read(file: string, location: string): SqliteFile {
  const db = new Database(file, { fileMustExist: true });
  try {
    assertOurs(db, location);
    if (schemaVersion(db, location) === 0) return { kind: "new" };
    const [row] = db.prepare("SELECT count(*) FROM pools").raw().all() as [[number]];
    return { kind: "pools", pools: row[0] };
  } catch (error) {
    throw toStoreError(error, location);
  } finally {
    db.close();
  }
}

/**
 * The folder in which the missing ones would be made.
 *
 * @throws Error for a path below a file: Node 24 takes that for a missing folder.
 */
function nearestFolder(folder: string): string {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found && !found.isDirectory()) throw new Error(`${folder} is not a folder`);
  if (found) return folder;
  const parent = dirname(folder);
  return parent === folder ? folder : nearestFolder(parent);
}
