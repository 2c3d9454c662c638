import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { creation } from "@afpools/core/testing";
import { describe, expect, test } from "vitest";
import { inspectSqliteFile, openSqliteStore } from "./index.js";
import { openRaw, openStore, tempPath } from "./testing/temp-database.js";

describe("inspectSqliteFile", () => {
  test("counts the pools of a database, also while it is open, and changes nothing", async () => {
    const path = tempPath();
    const store = openStore(path);
    await store.write(creation(1, "gpu"));
    expect(inspectSqliteFile(path)).toEqual({ kind: "pools", pools: 1 });
    await store.close();
    const before = readFileSync(path);
    expect(inspectSqliteFile(path)).toEqual({ kind: "pools", pools: 1 });
    expect(readFileSync(path)).toEqual(before);
  });

  test("makes no file and no folder where there is none", () => {
    const path = join(dirname(tempPath()), "a", "b", "pools.db");
    expect(inspectSqliteFile(path)).toEqual({ kind: "new" });
    expect(existsSync(dirname(path))).toBe(false);
  });

  test("leaves an empty file as it is", () => {
    const path = tempPath();
    writeFileSync(path, "");
    expect(inspectSqliteFile(path)).toEqual({ kind: "new" });
    expect(readFileSync(path)).toHaveLength(0);
  });

  test("refuses what opening refuses, and leaves it as it is", async () => {
    const other = tempPath();
    openRaw(other).exec("CREATE TABLE bookmarks (url TEXT)");
    const text = tempPath();
    writeFileSync(text, "no database, but long enough to be looked at as one ".repeat(20));
    const newer = tempPath();
    await openSqliteStore(newer).close();
    openRaw(newer).exec("PRAGMA user_version = 99");
    const folder = tempPath();
    mkdirSync(folder);
    const codes = [other, text, newer, folder].map((path) => {
      const before = readdirSync(dirname(path));
      expect(() => inspectSqliteFile(path)).toThrow();
      expect(readdirSync(dirname(path))).toEqual(before);
      try {
        return inspectSqliteFile(path).kind;
      } catch (error) {
        return (error as { code: string }).code;
      }
    });
    expect(codes).toEqual(["STORE_CORRUPT", "STORE_CORRUPT", "STORE_TOO_NEW", "STORE_UNAVAILABLE"]);
  });

  test("says that a file cannot be made below another one", () => {
    const path = tempPath();
    writeFileSync(path, "x");
    expect(() => inspectSqliteFile(join(path, "pools.db"))).toThrow(
      expect.objectContaining({ code: "STORE_UNAVAILABLE" }),
    );
  });
});
