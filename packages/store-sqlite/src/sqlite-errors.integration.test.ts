import { expect, test } from "vitest";
import { isBusy, toStoreError } from "./sqlite-errors.js";
import { openRaw, tempPath } from "./testing/temp-database.js";

const location = "sqlite:/data/pools.db";

test("a full disk is STORE_UNAVAILABLE, with what to do", () => {
  const db = openRaw(tempPath());
  db.exec("CREATE TABLE filler (bytes BLOB); PRAGMA max_page_count = 10");
  const error = thrownBy(() => db.exec("INSERT INTO filler VALUES (zeroblob(1000000))"));
  expect(toStoreError(error, location)).toMatchObject({
    code: "STORE_UNAVAILABLE",
    message: `The pool database ${location} cannot be used: the disk is full; make room and try again (SQLITE_FULL).`,
    details: { location },
    cause: error,
  });
});

test("a file that may only be read is STORE_UNAVAILABLE", () => {
  const db = openRaw(tempPath());
  db.exec("CREATE TABLE t (a); PRAGMA query_only = ON");
  const error = thrownBy(() => db.exec("INSERT INTO t VALUES (1)"));
  expect(toStoreError(error, location)).toMatchObject({
    code: "STORE_UNAVAILABLE",
    message: expect.stringMatching(/may read it but not write it.*\(SQLITE_READONLY\)/),
  });
});

test("a lock is told apart from other failures", () => {
  const path = tempPath();
  openRaw(path).exec("BEGIN EXCLUSIVE");
  expect(isBusy(thrownBy(() => openRaw(path).exec("BEGIN IMMEDIATE")))).toBe(true);
  expect(isBusy(thrownBy(() => openRaw(tempPath()).exec("no SQL")))).toBe(false);
  expect(isBusy(new Error("database is locked"))).toBe(false);
});

test("a mistake of ours is INTERNAL and keeps its cause", () => {
  const error = thrownBy(() => openRaw(tempPath()).exec("SELECT * FROM nowhere"));
  expect(toStoreError(error, location)).toMatchObject({ code: "INTERNAL", cause: error });
});

function thrownBy(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
