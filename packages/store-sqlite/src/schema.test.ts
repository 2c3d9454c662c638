import { readFileSync, writeFileSync } from "node:fs";
import { creation } from "@afpools/core/testing";
import type { Database } from "libsql";
import { describe, expect, test } from "vitest";
import { openSqliteStore } from "./index.js";
import { migrate, migrations } from "./schema.js";
import { openRaw, openStore, tempPath } from "./testing/temp-database.js";

/** A database as the release that made version 1 left it, written out here so that it stays when the schema goes on. */
const version1 = `
  CREATE TABLE pools (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE, description TEXT NOT NULL, revision INTEGER NOT NULL, changed_by TEXT NOT NULL,
    changed_at TEXT NOT NULL) STRICT;
  CREATE TABLE pool_hosts (pool INTEGER NOT NULL REFERENCES pools ON DELETE CASCADE, position INTEGER NOT NULL,
    host_key TEXT NOT NULL, name TEXT NOT NULL, engine TEXT NOT NULL, ip TEXT NOT NULL, port TEXT NOT NULL,
    PRIMARY KEY (pool, position), UNIQUE (pool, host_key)) STRICT, WITHOUT ROWID;
  CREATE TABLE pool_rules (pool INTEGER NOT NULL REFERENCES pools ON DELETE CASCADE, position INTEGER NOT NULL,
    rule_key TEXT NOT NULL, rule TEXT NOT NULL,
    PRIMARY KEY (pool, position), UNIQUE (pool, rule_key)) STRICT, WITHOUT ROWID;
  CREATE TABLE history (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, pool_id TEXT NOT NULL,
    change TEXT NOT NULL CHECK (json_valid(change))) STRICT;
  CREATE INDEX history_by_pool ON history (pool_id, seq);
  INSERT INTO pools VALUES (3, '65a000000000000000000001', 'GPU', 'gpu', 'cards', 1, 'anna', '2026-01-01T12:00:00.000Z');
  INSERT INTO pool_hosts VALUES (3, 1, 'pc-01', 'PC-01', '3.3.1', '10.0.0.7', '51000'), (3, 2, 'pc-02', 'pc-02', '', '', '');
  INSERT INTO pool_rules VALUES (3, 1, 'lt-*', 'LT-*');
  INSERT INTO history VALUES (1, '65a0000000000000000000c1', '65a000000000000000000001',
    '{"id":"65a0000000000000000000c1","kind":"create","poolId":"65a000000000000000000001","poolName":"GPU","revision":1,"diff":{"name":{"before":"","after":"GPU"}},"by":"anna","origin":"cli","at":"2026-01-01T12:00:00.000Z"}');
  PRAGMA application_id = 1095127116;
  PRAGMA user_version = 1;
`;

describe("opening", () => {
  test("a database of version 1 shows its pools and history, at today's version", async () => {
    const path = tempPath();
    openRaw(path).exec(version1);
    const store = openStore(path);
    expect(await store.listPools()).toEqual([
      {
        id: "65a000000000000000000001",
        name: "GPU",
        description: "cards",
        hosts: [
          { name: "PC-01", engine: "3.3.1", ip: "10.0.0.7", port: "51000" },
          { name: "pc-02", engine: "", ip: "", port: "" },
        ],
        rules: ["LT-*"],
        revision: 1,
        changedBy: "anna",
        changedAt: "2026-01-01T12:00:00.000Z",
      },
    ]);
    expect(await store.findChange("65a0000000000000000000c1")).toMatchObject({
      kind: "create",
      origin: "cli",
    });
    expect(userVersion(openRaw(path))).toBe(migrations.length);
    const fresh = tempPath();
    openStore(fresh);
    expect(schemaOf(path)).toEqual(schemaOf(fresh));
  });

  test("a database of a newer release is STORE_TOO_NEW, with its version and what to do", () => {
    const path = newDatabase();
    openRaw(path).exec("PRAGMA user_version = 7");
    expect(() => openSqliteStore(path)).toThrow(
      expect.objectContaining({
        code: "STORE_TOO_NEW",
        message: expect.stringMatching(
          new RegExp(`is at version 7, .* this one knows version ${migrations.length} and older\\. Update`),
        ),
        details: expect.objectContaining({ version: 7, newest: migrations.length }),
      }),
    );
  });

  test("the database of another program is refused and left as it is", () => {
    const path = tempPath();
    openRaw(path).exec("CREATE TABLE bookmarks (url TEXT)");
    const before = readFileSync(path);
    expect(() => openSqliteStore(path)).toThrow(
      expect.objectContaining({ code: "STORE_CORRUPT", message: expect.stringMatching(/another program/) }),
    );
    expect(readFileSync(path)).toEqual(before);
  });

  test("an empty file is filled", async () => {
    const path = tempPath();
    writeFileSync(path, "");
    const store = openStore(path);
    await store.write(creation(1, "gpu"));
    expect(await store.listPools()).toHaveLength(1);
  });
});

describe("a migration", () => {
  test("does the steps that are missing, in order, once", () => {
    const db = openRaw(newDatabase());
    const steps = [
      ...migrations,
      "ALTER TABLE pools ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey'",
      "UPDATE pools SET colour = 'red'; CREATE INDEX pools_by_colour ON pools (colour)",
    ];
    migrate(db, "sqlite:test", steps);
    migrate(db, "sqlite:test", steps);
    expect(userVersion(db)).toBe(steps.length);
    expect(db.prepare("SELECT colour FROM pools").all()).toEqual([{ colour: "red" }]);
  });

  test("that fails changes nothing", () => {
    const path = newDatabase();
    const before = schemaOf(path);
    const steps = [...migrations, "CREATE TABLE extra (a INTEGER)", "DROP TABLE nothing_of_this_name"];
    expect(() => migrate(openRaw(path), "sqlite:test", steps)).toThrow(/nothing_of_this_name/);
    expect(schemaOf(path)).toEqual(before);
    expect(userVersion(openRaw(path))).toBe(1);
  });
});

/** The path of a database of version 1 with a pool in it. */
function newDatabase(): string {
  const path = tempPath();
  openRaw(path).exec(version1);
  return path;
}

function userVersion(db: Database): unknown {
  return (db.prepare("PRAGMA user_version").all() as [{ user_version: number }])[0].user_version;
}

function schemaOf(path: string): unknown {
  const rows = openRaw(path).prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY name").raw().all();
  return (rows as (string | null)[][]).map(([type, name, sql]) => [type, name, sql?.replace(/\s+/g, "")]);
}
