import { randomUUID } from "node:crypto";
import { MongoClient } from "mongodb";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startMongo, type TestMongo } from "../../../../tools/mongodb-for-tests.js";
import { startApi, type TestApiOptions } from "../testing/test-api.js";

let mongo: TestMongo;

beforeAll(async () => {
  mongo = await startMongo();
});
afterAll(() => mongo.stop());

const stores: Record<string, () => TestApiOptions> = {
  SQLite: () => ({}),
  FerretDB: () => {
    const store = `${mongo.url}/afpools_api_${randomUUID().slice(0, 8)}`;
    onTestFinished(async () => {
      const driver = new MongoClient(store);
      await driver.db().dropDatabase();
      await driver.close();
    });
    return { store };
  },
};

describe.each(Object.entries(stores))("pools by HTTP on %s", (_, options) => {
  it("are made, seen at once by everybody, changed, undone and deleted", { timeout: 60_000 }, async () => {
    const api = await startApi(options());
    const [editor, nobody] = [api.as("editor"), api.as()];
    const made = await editor.createPool({
      body: { name: "gpu", description: "fast", hosts: ["pc-1", "PC-1", "pc-2"], rules: ["lt-*"] },
    });
    expect(made).toMatchObject({
      pool: { name: "gpu", hosts: ["pc-1", "pc-2"], rules: ["lt-*"], revision: 1, changedBy: "editor" },
      change: { kind: "create", by: "editor", origin: "api 127.0.0.1" },
      already: ["PC-1"],
      jobs: null,
    });
    expect(await nobody.listPools()).toEqual({ age: 0, pools: [made.pool], next: null });
    expect(await nobody.getPool({ pool: "GPU" })).toMatchObject({
      pool: made.pool,
      members: [
        { name: "pc-1", online: null, by: "name" },
        { name: "pc-2", online: null, by: "name" },
      ],
    });

    const edited = await editor.updatePool({
      pool: "gpu",
      body: { name: "cards", addHosts: ["pc-3"], removeHosts: ["pc-1", "pc-9"] },
    });
    expect(edited).toMatchObject({ pool: { name: "cards", hosts: ["pc-2", "pc-3"] }, absent: ["pc-9"] });
    expect((await nobody.listPools()).pools).toEqual([edited.pool]);

    const undone = await editor.undoChange({ change: edited.change?.id ?? "" });
    expect(undone.pool).toMatchObject({ name: "gpu", hosts: ["pc-2", "pc-1"], revision: 3 });
    const deleted = await editor.deletePool({ pool: made.pool?.id ?? "" });
    expect(deleted).toMatchObject({ pool: null, change: { kind: "delete", poolName: "gpu" } });
    expect((await nobody.listPools()).pools).toEqual([]);
    await expect(nobody.getPool({ pool: "gpu" })).rejects.toMatchObject({ code: "POOL_NOT_FOUND" });
    expect((await editor.undoChange({ change: deleted.change?.id ?? "" })).pool).toMatchObject({
      name: "gpu",
    });
  });

  it("are kept from lost updates by ETag and If-Match", async () => {
    const api = await startApi(options());
    const headers = { authorization: `Bearer ${api.token("editor")}` };
    const created = await api.request("POST", "/pools", { headers, body: { name: "gpu" } });
    expect(created.headers.get("etag")).toBe('"1"');
    expect((await api.request("GET", "/pools/gpu")).headers.get("etag")).toBe('"1"');

    const edit = (ifMatch: string, body: object) =>
      api.request("PATCH", "/pools/gpu", { headers: { ...headers, "if-match": ifMatch }, body });
    const first = await edit('"1"', { addHosts: ["pc-1"] });
    expect([first.status, first.headers.get("etag")]).toEqual([200, '"2"']);
    const second = await edit('"1"', { addHosts: ["pc-2"] });
    expect(second.status).toBe(412);
    expect(await second.json()).toMatchObject({
      code: "CONFLICT",
      details: { expectedRevision: 1, actualRevision: 2, changedBy: "editor" },
    });
    expect((await edit("*", { addHosts: ["pc-2"] })).status).toBe(200);
    expect((await edit("7", {})).status).toBe(400);
    const client = api.as("editor");
    await expect(client.deletePool({ pool: "gpu" }, { ifRevision: 2 })).rejects.toMatchObject({
      code: "CONFLICT",
      details: { expectedRevision: 2, actualRevision: 3 },
    });
    expect((await client.deletePool({ pool: "gpu" }, { ifRevision: 3 })).pool).toBeNull();
  });

  it("keep a history that is read page by page", async () => {
    const api = await startApi(options());
    const editor = api.as("editor");
    for (const name of ["a", "b", "c"]) await editor.createPool({ body: { name } });
    await editor.updatePool({ pool: "a", body: { description: "x" } });
    const first = await editor.listHistory({ limit: 3 });
    expect(first.changes.map(({ poolName }) => poolName)).toEqual(["a", "c", "b"]);
    expect(first.more).toBe(true);
    const rest = await editor.listHistory({ limit: 3, before: first.changes.at(-1)?.id ?? "" });
    expect(rest).toMatchObject({ changes: [{ poolName: "a", kind: "create" }], more: false });
    expect((await editor.listHistory({ pool: "A" })).changes).toHaveLength(2);
    await expect(editor.listHistory({ before: "none" })).rejects.toMatchObject({ code: "CHANGE_NOT_FOUND" });
  });
});

it("holds that are over are listed only where all are asked for", async () => {
  const api = await startApi();
  const editor = api.as("editor");
  await editor.createPool({ body: { name: "old", rules: ["pc-1 until 2020-01-01T08:00Z"] } });
  await editor.updatePool({ pool: "old", body: { name: "hold:old" } });
  await editor.createPool({ body: { name: "hold:pc-2", rules: ["pc-2"] } });
  const names = ({ pools }: { pools: readonly { name: string }[] }) => pools.map(({ name }) => name);
  expect(names(await editor.listPools())).toEqual(["hold:pc-2"]);
  expect(names(await editor.listPools({ all: true }))).toEqual(["hold:old", "hold:pc-2"]);
  expect(names(await editor.listPools())).toEqual(["hold:pc-2"]);
});

describe("a write", () => {
  it("that is tried tells what it would do, and does nothing", async () => {
    const api = await startApi();
    const editor = api.as("editor");
    await editor.createPool({ body: { name: "gpu" } });
    const tried = await editor.updatePool({ pool: "gpu", dryRun: true, body: { addHosts: ["pc-1"] } });
    expect(tried).toMatchObject({ pool: { hosts: ["pc-1"], revision: 2 }, jobs: null });
    expect((await editor.createPool({ dryRun: true, body: { name: "new" } })).pool?.name).toBe("new");
    expect((await editor.deletePool({ pool: "gpu", dryRun: true })).pool).toBeNull();
    const [change] = (await editor.listHistory()).changes;
    expect((await editor.undoChange({ change: change?.id ?? "", dryRun: true })).pool).toBeNull();
    await expect(editor.createPool({ dryRun: true, body: { name: "GPU" } })).rejects.toMatchObject({
      code: "NAME_TAKEN",
    });
    expect((await editor.listPools()).pools).toMatchObject([{ name: "gpu", revision: 1, hosts: [] }]);
  });

  it.each([
    [{ name: "gpu", hosts: ["a b"] }, "INVALID_HOST_NAME"],
    [{ name: "gpu", rules: ["["] }, "INVALID_HOST_PATTERN"],
    [{ name: " " }, "INVALID_POOL_NAME"],
    [{ name: "gpu", hosts: [7] }, "INVALID_ARGUMENT"],
    [{ name: "gpu", colour: "red" }, "INVALID_ARGUMENT"],
    [{}, "INVALID_ARGUMENT"],
    [[], "INVALID_ARGUMENT"],
    [null, "INVALID_ARGUMENT"],
  ])("that is wrong changes nothing: %j", async (body, code) => {
    const api = await startApi();
    const headers = { authorization: `Bearer ${api.token("editor")}` };
    const response = await api.request("POST", "/pools", { headers, body: body ?? "null" });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([400, code]);
    expect((await api.as().listPools()).pools).toEqual([]);
  });
});
