import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CompleteStore } from "@afpools/core";
import Database from "libsql";
import { afterEach } from "vitest";
import { openSqliteStore } from "../index.js";

const cleanUps: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** A new folder, removed after the test. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "afpools-sqlite-"));
  // On Windows the file stays open until libsql's statements are garbage-collected, and cannot be removed before.
  if (process.platform !== "win32") cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The path of a database that does not exist yet, in a folder that is removed after the test. */
export function tempPath(): string {
  return join(tempFolder(), "pools.db");
}

/** Opens a store that is closed after the test. */
export function openStore(path: string): CompleteStore {
  const store = openSqliteStore(path);
  cleanUps.push(() => store.close());
  return store;
}

/** Opens the file as another program would, with nothing of the store; closed after the test. */
export function openRaw(path: string): Database.Database {
  const db = new Database(path);
  cleanUps.push(() => void db.close());
  return db;
}
