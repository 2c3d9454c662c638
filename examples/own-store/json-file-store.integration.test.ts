import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PoolService, type PoolStore } from "@afpools/core";
import { storeCases } from "@afpools/core/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { JsonFilePools } from "./json-file-pools.js";
import { JsonFileStore, jsonFileParts } from "./json-file-store.js";

/** Gives stores on a file of the test's own. */
function emptyFile<S extends PoolStore>(kind: { open(path: string): Promise<S> }): () => Promise<S> {
  const folder = mkdtempSync(join(tmpdir(), "afpools-json-"));
  const opened: PoolStore[] = [];
  onTestFinished(async () => {
    await Promise.all(opened.map((store) => store.close()));
    rmSync(folder, { recursive: true });
  });
  return async () => {
    const store = await kind.open(join(folder, "pools.json"));
    opened.push(store);
    return store;
  };
}

describe("JsonFilePools, a store of pools alone", () => {
  for (const { name, run } of storeCases(["writeBatch"])) it(name, () => run(emptyFile(JsonFilePools)));
});

describe("JsonFileStore", () => {
  for (const { name, run } of storeCases(jsonFileParts)) it(name, () => run(emptyFile(JsonFileStore)));

  it("has everything again when it is opened anew", async () => {
    const open = emptyFile(JsonFileStore);
    const store = await open();
    const { pool } = await new PoolService(store).create(
      { name: "gpu", hosts: ["pc-01"] },
      { name: "anna", origin: "test" },
    );
    await store.close();
    expect(await (await open()).listPools()).toEqual([pool]);
  });
});
