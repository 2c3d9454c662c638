import { chmodSync, closeSync, openSync, statSync, writeFileSync, writeSync } from "node:fs";
import { creation } from "@afpools/core/testing";
import { expect, test } from "vitest";
import { diagnose } from "./diagnose.js";
import { openRaw, openStore, tempPath } from "./testing/temp-database.js";

test("all is well with a database in use", async () => {
  const store = openStore(tempPath());
  await store.write(creation(1, "gpu", ["pc-01"]));
  expect(await store.diagnose()).toEqual([]);
});

test("a damaged page is an error that names the file", async () => {
  const path = tempPath();
  const hosts = Array.from({ length: 2_000 }, (_, index) => `pc-${index}`);
  const first = openStore(path);
  await first.write(creation(1, "gpu", hosts));
  await first.close();
  // Somewhere among the hosts, far behind the tables' definitions.
  const middle = Math.floor(statSync(path).size / 2);
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(8_192, 0x5a), 0, 8_192, middle);
  closeSync(file);
  expect(await openStore(path).diagnose()).toEqual([
    {
      severity: "error",
      subject: path,
      message: expect.stringMatching(/^The file is damaged \(.+\)\. .*put the last backup in its place/s),
    },
  ]);
});

test("hosts without their pool are an error", async () => {
  const path = tempPath();
  const store = openStore(path);
  await store.write(creation(1, "gpu", ["pc-01", "pc-02"]));
  openRaw(path).exec("PRAGMA foreign_keys = OFF; DELETE FROM pools");
  expect(await store.diagnose()).toMatchObject([
    {
      severity: "error",
      message: expect.stringMatching(/\(pool_hosts holds rows of a pool that is not there\)/),
    },
  ]);
});

// Windows has no such permissions, and nothing is found about them there.
const mayFind = (findings: unknown[]) => (process.platform === "win32" ? [] : findings);

test("a file that others may write is a warning, one they may read a note", async () => {
  const path = tempPath();
  const store = openStore(path);
  chmodSync(path, 0o666);
  expect(await store.diagnose()).toMatchObject(
    mayFind([
      { severity: "warning", subject: path, message: expect.stringContaining(`chmod o-rw '${path}'`) },
    ]),
  );
  chmodSync(path, 0o644);
  expect(await store.diagnose()).toMatchObject(mayFind([{ severity: "note", subject: path }]));
  chmodSync(path, 0o660);
  expect(await store.diagnose()).toEqual([]);
});

test("a log that cannot be emptied is a warning that says why", async () => {
  const path = tempPath();
  const store = openStore(path);
  await store.write(creation(1, "gpu"));
  const reader = openRaw(path);
  reader.exec("BEGIN; SELECT * FROM pools");
  reader.prepare("SELECT count(*) FROM pools").all();
  openRaw(path).exec(`
    CREATE TABLE filler (bytes BLOB);
    INSERT INTO filler VALUES (zeroblob(20000000));
  `);
  expect(await store.diagnose()).toMatchObject([
    {
      severity: "warning",
      subject: `${path}-wal`,
      message: expect.stringMatching(/grown to \d+ MiB.*end it\. Do not delete/),
    },
  ]);
});

test("a file without a write-ahead log is a warning", async () => {
  const path = tempPath();
  writeFileSync(path, "", { mode: 0o600 });
  expect(diagnose(openRaw(path), path)).toMatchObject([
    { severity: "warning", subject: path, message: expect.stringContaining("journal mode delete") },
  ]);
});
