import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type PoolChange, poolHost, type StoreEvent, storeParts } from "@afpools/core";
import { creation, sharedStoreCases, storeCases } from "@afpools/core/testing";
import { describe, expect, test, vi } from "vitest";
import { openRaw, openStore, tempFolder, tempPath } from "./testing/temp-database.js";

describe("the store contract", () => {
  test.each([...storeCases(storeParts), ...sharedStoreCases(storeParts)])("$name", async ({ run }) => {
    const path = tempPath();
    await run(async () => openStore(path));
  });

  test("has cases", () => {
    expect(storeCases().length).toBeGreaterThan(10);
    expect(storeCases(storeParts).length).toBeGreaterThan(2 * storeCases().length);
    expect(sharedStoreCases().length).toBeGreaterThan(2);
    expect(sharedStoreCases(storeParts).length).toBeGreaterThan(2 * sharedStoreCases().length);
  });
});

test("a pool is found in the history without reading changes", async () => {
  const store = openStore(tempPath());
  const hosts = Array.from({ length: 100 }, (_, host) => `render-${host}`);
  for (let number = 1; number <= 40; number += 1)
    await store.write(creation(number, `pool ${number}`, hosts));
  const id = (await store.findPool("pool 7"))?.id;
  const parse = vi.spyOn(JSON, "parse");
  expect(await store.findPoolInHistory("unknown")).toBeUndefined();
  expect(await store.findPoolInHistory("POOL 7")).toBe(id);
  expect(parse).not.toHaveBeenCalled();
  parse.mockRestore();
});

describe("a file", () => {
  // Windows allows neither "?" nor ":" in a name.
  const special = process.platform === "win32" ? [] : ["what?", "file:x", "a?mode=memory"];
  test.each([...special, "a b", "no#1", "50%20", "grün 🎬", "it's", "&mode=memory"])(
    "may be called %j",
    async (name) => {
      const path = join(tempFolder(), name, `${name}.db`);
      const store = openStore(path);
      await store.write(creation(1, "gpu", ["pc-01"]));
      await store.close();
      expect(statSync(path).size).toBeGreaterThan(0);
      expect((await openStore(path).findPool("gpu"))?.hosts).toEqual([poolHost("pc-01")]);
    },
  );

  test("holds everything by itself once its store is closed", async () => {
    const path = tempPath();
    const store = openStore(path);
    await store.write(creation(1, "gpu"));
    await store.close();
    expect(statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
  });

  test("that was moved away is STORE_UNAVAILABLE to reads, writes and watches, until it is back", async () => {
    const path = tempPath();
    const store = openStore(path);
    await store.write(creation(1, "gpu"));
    const events: StoreEvent["kind"][] = [];
    const watch = store.watch((event) => events.push(event.kind));
    await watch.refresh();

    if (process.platform === "win32") {
      expect(() => renameSync(path, `${path}.away`)).toThrow();
      return;
    }
    renameSync(path, `${path}.away`);
    await expect(store.listPools()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await expect(store.write(creation(2, "nuke"))).rejects.toThrow(/deleted or moved away while it was open/);
    await expect(watch.refresh()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(events.at(-1)).toBe("away");

    writeFileSync(path, "");
    await expect(store.listPools()).rejects.toThrow(/replaced while it was open/);
    rmSync(path);
    renameSync(`${path}.away`, path);
    await watch.refresh();
    expect(events.at(-1)).toBe("pools");
    await store.write(creation(2, "nuke"));
    expect(await store.listPools()).toHaveLength(2);
  });

  test("that a newer release has migrated meanwhile is written no more", async () => {
    const path = tempPath();
    const store = openStore(path);
    openRaw(path).exec("PRAGMA user_version = 99");
    await expect(store.write(creation(1, "gpu"))).rejects.toMatchObject({ code: "STORE_TOO_NEW" });
    expect(await store.listPools()).toEqual([]);
  });

  test("that is found damaged while it is read is STORE_CORRUPT", async () => {
    const path = tempPath();
    const store = openStore(path);
    await store.write(creation(1, "gpu"));
    openRaw(path).exec(
      "DROP INDEX history_by_name; PRAGMA ignore_check_constraints = ON; UPDATE history SET change = '{'",
    );
    await expect(store.history({ limit: 1 })).rejects.toMatchObject({ code: "STORE_CORRUPT" });
  });
});

describe("a lock that another connection holds", () => {
  test("is waited for without stopping the process, and reading goes on", async () => {
    const path = tempPath();
    const store = openStore(path);
    const other = openRaw(path);
    other.exec("BEGIN IMMEDIATE");
    let written = false;
    const write = store.write(creation(1, "gpu")).then(() => {
      written = true;
    });
    expect(await store.listPools()).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(written).toBe(false);
    other.exec("COMMIT");
    await write;
    expect(await store.listPools()).toHaveLength(1);
  });

  test("that is never given back is STORE_UNAVAILABLE, and nothing is written", async () => {
    const path = tempPath();
    const store = openStore(path);
    const other = openRaw(path);
    other.exec("BEGIN IMMEDIATE");
    await expect(store.write(creation(1, "gpu"))).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
      message: expect.stringMatching(/pools\.db cannot be used: another program has kept it locked for 5 s/),
    });
    other.exec("ROLLBACK");
    expect(await store.listPools()).toEqual([]);
    expect(await store.history({ limit: 1 })).toEqual([]);
  });

  test("does not keep a store from closing: what waits is refused", async () => {
    const path = tempPath();
    const store = openStore(path);
    const other = openRaw(path);
    other.exec("BEGIN IMMEDIATE");
    const write = store.write(creation(1, "gpu"));
    const refused = expect(write).rejects.toThrow(/it was closed/);
    await store.close();
    other.exec("ROLLBACK");
    await refused;
    expect(await openStore(path).listPools()).toEqual([]);
  });
});

describe("a write that fails half-way", () => {
  test("leaves nothing, and the next one works", async () => {
    const path = tempPath();
    const store = openStore(path);
    await store.write(creation(1, "gpu"));
    // The history takes a change's id once, so this fails after the pool's rows were written.
    const again: PoolChange = { ...creation(2, "nuke", ["pc-01"]), id: creation(1, "gpu").id };
    await expect(store.write(again)).rejects.toThrow(/UNIQUE/);
    expect((await store.listPools()).map((pool) => pool.name)).toEqual(["gpu"]);
    await store.write(creation(3, "nuke", ["pc-01"]));
    expect(await store.diagnose()).toEqual([]);
  });
});

test("a watch that is idle tells nothing, and a closed one neither", async () => {
  const store = openStore(tempPath());
  const listener = vi.fn();
  const watch = store.watch(listener);
  await watch.refresh();
  await watch.refresh();
  expect(listener).toHaveBeenCalledTimes(1);
  await watch.close();
  await store.write(creation(1, "gpu"));
  await watch.refresh();
  expect(listener).toHaveBeenCalledTimes(1);
});

test("lets the process do other things between calls, however many follow each other", async () => {
  const store = openStore(tempPath());
  const hosts = Array.from({ length: 5_000 }, (_, host) => `render-${host}`);
  for (let number = 0; number < 20; number += 1) await store.write(creation(number, `pool ${number}`, hosts));
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns += 1;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  for (let time = 0; time < 20; time += 1) await store.listPools();
  isDone = true;
  expect(turns).toBeGreaterThan(5);
});
