import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { creation } from "@afpools/core/testing";
import { describe, expect, test, vi } from "vitest";
import { defaultSqlitePath, openSqliteStore } from "./index.js";
import { openDatabase } from "./open-database.js";
import { openStore, tempFolder, tempPath } from "./testing/temp-database.js";

describe("a file that cannot be used", () => {
  test("under another file", () => {
    const file = tempPath();
    writeFileSync(file, "");
    expect(() => openSqliteStore(join(file, "sub", "pools.db"))).toThrow(
      expect.objectContaining({
        code: "STORE_UNAVAILABLE",
        message: expect.stringContaining(join(file, "sub", "pools.db")),
      }),
    );
    expect(() => openSqliteStore(join(file, "pools.db"))).toThrow(
      expect.objectContaining({ code: "STORE_UNAVAILABLE" }),
    );
  });

  test("that is a folder", () => {
    const folder = tempFolder();
    expect(() => openSqliteStore(folder)).toThrow(
      expect.objectContaining({
        code: "STORE_UNAVAILABLE",
        message: expect.stringMatching(/there is a folder of this name/),
      }),
    );
  });

  test("whose log cannot be made", () => {
    const path = tempPath();
    mkdirSync(`${path}-wal`);
    expect(() => openSqliteStore(path)).toThrow(
      expect.objectContaining({
        code: "STORE_UNAVAILABLE",
        message: expect.stringMatching(/\(SQLITE_\w+\)/),
      }),
    );
  });

  test("with a name longer than the file system takes", () => {
    expect(() => openSqliteStore(join(tempFolder(), "x".repeat(300)))).toThrow(
      expect.objectContaining({ code: "STORE_UNAVAILABLE" }),
    );
  });

  test.each([
    ["text", "This is no database, only a text that is longer than a header. ".repeat(20)],
    ["a short text", "pools"],
  ])("that is %s", (_, content) => {
    const path = tempPath();
    writeFileSync(path, content);
    expect(() => openSqliteStore(path)).toThrow(
      expect.objectContaining({
        code: "STORE_CORRUPT",
        message: expect.stringMatching(/not a pool database/),
      }),
    );
  });

  test("whose tables were overwritten", async () => {
    const path = tempPath();
    const store = openStore(path);
    await store.write(creation(1, "gpu"));
    await store.close();
    const { size } = statSync(path);
    writeFileSync(path, Buffer.alloc(size - 100, 0x5a), { flag: "r+", flush: true });
    expect(() => openSqliteStore(path)).toThrow(expect.objectContaining({ code: "STORE_CORRUPT" }));
  });
});

test("a new file and its folder are private to the user, and durable", () => {
  const path = join(tempFolder(), "new", "pools.db");
  const db = openDatabase(path, `sqlite:${path}`);
  const pragma = (name: string) => db.prepare(`PRAGMA ${name}`).raw().get();
  expect(pragma("journal_mode")).toEqual(["wal"]);
  expect(pragma("synchronous")).toEqual([2]);
  expect(pragma("fullfsync")).toEqual([1]);
  expect(pragma("foreign_keys")).toEqual([1]);
  db.exec("INSERT INTO history (id, pool_id, change) VALUES ('1', '1', '{}')");
  // Windows has no such bits: a new file there has the rights of its folder, the user's own.
  if (process.platform !== "win32") {
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(file).mode & 0o777).toBe(0o600);
  }
  db.close();
});

test("the default is in the user's data folder", () => {
  expect(defaultSqlitePath().startsWith(homedir()) || process.env.XDG_DATA_HOME).toBeTruthy();
  expect(defaultSqlitePath()).toMatch(/afpools.*[\\/]pools\.db$/);
  if (process.platform !== "linux") return;
  vi.stubEnv("XDG_DATA_HOME", "/data");
  expect(defaultSqlitePath()).toBe("/data/afpools/pools.db");
  vi.unstubAllEnvs();
});
