import { readFileSync, writeFileSync } from "node:fs";
import { PoolService } from "@afpools/core";
import { creation } from "@afpools/core/testing";
import type { Database } from "libsql";
import { describe, expect, test } from "vitest";
import { inspectSqliteFile, openSqliteStore } from "./index.js";
import { migrate, migrations } from "./schema.js";
import { openRaw, openStore, tempPath } from "./testing/temp-database.js";

/** A database as a process left it that knew no version later than this one. */
const databaseOf = (version: number) =>
  readFileSync(new URL(`./testing/versions/version-${version}.sql`, import.meta.url), "utf8");
const versions = migrations.map((_, index) => index + 1);

describe("opening", () => {
  test.each(versions)("a database of version %i shows what is in it, at today's version", async (version) => {
    const path = tempPath();
    openRaw(path).exec(databaseOf(version));
    expect(userVersion(openRaw(path))).toBe(version);
    const store = openStore(path);
    const { pools, history, users, credentials } = await store.contents.read();
    expect(pools).toEqual([
      {
        id: "65a000000000000000000001",
        name: "GPU",
        description: "it's cards 🎬",
        hosts: [
          { name: "PC-01", engine: "3.3.1", ip: "10.0.0.7", port: "51000" },
          { name: "pc-02", engine: "", ip: "", port: "" },
        ],
        rules: ["LT-*"],
        revision: 2,
        changedBy: "anna",
        changedAt: "2026-01-01T12:00:02.000Z",
      },
      expect.objectContaining({ id: "65a000000000000000000002", name: "nuke", hosts: [], changedBy: "ben" }),
    ]);
    expect(pools[1]?.restartStrays).toBe(version >= 11 ? true : undefined);
    expect(history.map(({ id, kind, origin }) => [id, kind, origin])).toEqual([
      ["65a0000000000000000000c1", "create", "cli"],
      ["65a0000000000000000000c2", "update", "cli"],
    ]);
    // What came with later versions is empty in a database that had not come to them.
    expect((await store.leases.read("reconciler")).beat).toBe(version >= 2 ? 7 : 0);
    expect(users.map(({ name, role }) => [name, role])).toEqual(version >= 3 ? [["Anna", "admin"]] : []);
    expect(credentials.map(({ label }) => label)).toEqual(version >= 3 ? ["ci"] : []);

    expect((await store.audit.list({ limit: 9 })).map(({ target }) => target)).toEqual(
      version >= 5 ? ["65a0000000000000000000b1"] : [],
    );
    expect((await store.accounts.findPlace("anna", "10.0.0.7"))?.user).toBe(
      version >= 5 ? "Anna" : undefined,
    );
    expect((await store.answers.find("a"))?.answer).toBe(version >= 5 ? "the answer" : undefined);
    expect((await store.facts?.list())?.map(({ name }) => name)).toEqual(version >= 8 ? ["PC-01"] : []);
    expect((await store.usage?.list({ resolution: "hour", limit: 9 }))?.map(({ farm }) => farm.busy)).toEqual(
      version >= 10 ? [60] : [],
    );

    await new PoolService(store).update("gpu", { addHosts: ["pc-03"] }, { name: "ben", origin: "test" });
    expect(userVersion(openRaw(path))).toBe(migrations.length);
    const fresh = tempPath();
    openStore(fresh);
    expect(schemaOf(path)).toEqual(schemaOf(fresh));
  });

  test("a database from before version 4 keeps its tokens, and no session that may have come from one", async () => {
    const path = tempPath();
    const db = openRaw(path);
    db.exec(databaseOf(3));
    const old = { user: "Anna", userId: "65a0000000000000000000a1", expiresAt: "2027-01-01T00:00:00.000Z" };
    for (const kind of ["session", "link", "token"]) {
      db.prepare("INSERT INTO credentials VALUES (?, ?, 1, ?)").run(
        kind,
        old.userId,
        JSON.stringify({ id: kind, kind, ...old, revision: 1 }),
      );
    }
    const [, token, ...others] = await openStore(path).accounts.listCredentials();
    expect(others).toEqual([]);
    expect(token).toEqual({
      id: "token",
      kind: "token",
      ...old,
      notAfter: old.expiresAt,
      madeWith: [],
      signedInBy: null,
      usedFrom: null,
      agent: null,
      closedAt: null,
      revision: 1,
    });
  });

  test("an audit record is not changed", async () => {
    const path = tempPath();
    openRaw(path).exec(databaseOf(5));
    openStore(path);
    expect(() => openRaw(path).exec("UPDATE audit SET outcome = 'refused'")).toThrow(
      /audit records are not changed/,
    );
  });

  test("a database of a newer release is STORE_TOO_NEW, with its version and what to do, and left as it is", () => {
    const path = newDatabase();
    openRaw(path).exec("PRAGMA user_version = 99");
    const before = readFileSync(path);
    const refusal = expect.objectContaining({
      code: "STORE_TOO_NEW",
      message: expect.stringMatching(
        new RegExp(`is at version 99, .* this one knows version ${migrations.length} and older\\. Update`),
      ),
      details: expect.objectContaining({ version: 99, newest: migrations.length }),
    });
    expect(() => openSqliteStore(path)).toThrow(refusal);
    expect(() => inspectSqliteFile(path)).toThrow(refusal);
    expect(readFileSync(path)).toEqual(before);
  });

  test("a database that a newer release takes over while it is open is not written", async () => {
    const path = tempPath();
    const store = openStore(path);
    await store.write(creation(1, "gpu"));
    const before = await store.contents.read();
    openRaw(path).exec("PRAGMA user_version = 99");
    const empty = { pools: [], history: [], users: [], credentials: [] };
    await expect(store.write(creation(2, "nuke"))).rejects.toMatchObject({ code: "STORE_TOO_NEW" });
    await expect(store.contents.fill(empty)).rejects.toMatchObject({ code: "STORE_TOO_NEW" });
    expect(await store.contents.read()).toEqual(before);
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
    expect(db.prepare("SELECT DISTINCT colour FROM pools").all()).toEqual([{ colour: "red" }]);
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

/** The path of a database of version 1 with pools in it. */
function newDatabase(): string {
  const path = tempPath();
  openRaw(path).exec(databaseOf(1));
  return path;
}

function userVersion(db: Database): unknown {
  return (db.prepare("PRAGMA user_version").all() as [{ user_version: number }])[0].user_version;
}

function schemaOf(path: string): unknown {
  const rows = openRaw(path).prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY name").raw().all();
  return (rows as (string | null)[][]).map(([type, name, sql]) => [type, name, sql?.replace(/\s+/g, "")]);
}
