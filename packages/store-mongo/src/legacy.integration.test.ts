import { type Pool, PoolService } from "@afpools/core";
import { describe, expect, it } from "vitest";
import { legacyClient as client, legacyManager as manager } from "../../../tools/legacy-statements.js";
import { testDatabases } from "./testing/databases.js";
import { Told } from "./testing/told.js";

const databases = testDatabases();
const anna = { name: "anna", origin: "test" };

const hostNames = (pool: Pool | undefined) => pool?.hosts.map((host) => host.name);

describe("a database of the 2019 manager", () => {
  it("is read as its pools at revision 0, in its order", async () => {
    const database = databases.create();
    const legacy = manager(database.legacy);
    await legacy.prepare();
    await legacy.create("Zebra");
    await legacy.create("ant");
    for (const host of ["LT-PC-01", "lt-pc-01", "pc-02"]) await legacy.add("Zebra", host);
    const pools = await database.open().listPools();
    expect(pools.map(({ name, revision }) => [name, revision])).toEqual([
      ["Zebra", 0],
      ["ant", 0],
    ]);
    expect(hostNames(pools[0])).toEqual(["LT-PC-01", "pc-02"]);
    expect(pools[0]).toMatchObject({ description: "", rules: [], changedBy: "", changedAt: "" });
  });

  it("is written without touching what the edit does not name", async () => {
    const database = databases.create();
    const odd = { hostname: "pc-01", engine: "", ip: "10.0.0.1", port: 51000, note: { by: "hand" } };
    await database.legacy.insertOne({
      name: "gpu",
      clients: [odd, client("pc-02"), client("PC-02"), null, "stray", { hostname: "pc-03" }],
      owner: { studio: 7 },
      _v: 2.5,
    });
    const service = new PoolService(database.open());
    await service.update("gpu", { addHosts: ["pc-09"] }, anna);
    await service.update("gpu", { removeHosts: ["pc-02"] }, anna);
    await service.update(
      "gpu",
      { removeHosts: ["pc-09"], addHosts: ["pc-10"], name: "GPU", addRules: ["lt-*"] },
      anna,
    );
    expect(await database.legacy.findOne({}, { projection: { _id: 0 } })).toEqual({
      name: "GPU",
      clients: [odd, null, "stray", { hostname: "pc-03" }, client("pc-10")],
      owner: { studio: 7 },
      _v: 2.5,
      rules: ["lt-*"],
      revision: 3,
      changedBy: "anna",
      changedAt: expect.any(String),
    });
  });

  it("gets pools and hosts in the shape that the manager reads", async () => {
    const database = databases.create();
    const service = new PoolService(database.open());
    await service.create({ name: "gpu", hosts: ["pc-01"] }, anna);
    await service.update("gpu", { addHosts: ["pc-02"] }, anna);
    const document = await database.legacy.findOne({ name: "gpu" });
    expect(Object.keys(document ?? {}).slice(0, 3)).toEqual(["_id", "name", "clients"]);
    expect(document?.clients).toEqual([client("pc-01"), client("pc-02")]);
    await expect(manager(database.legacy).create("gpu")).rejects.toMatchObject({ code: 11_000 });
  });

  it("has pools without a list, or with something else, which get one with their first host", async () => {
    const database = databases.create();
    await database.legacy.insertMany([
      { name: "none" },
      { name: "text", clients: "pc-01" },
      { name: "null", clients: null },
    ]);
    const service = new PoolService(database.open());
    for (const name of ["none", "text", "null"]) {
      const { pool } = await service.update(name, { addHosts: ["pc-01"] }, anna);
      expect(await service.get(name)).toEqual(pool);
    }
    expect(await database.legacy.distinct("clients")).toEqual([client("pc-01")]);
  });
});

describe("the 2019 manager beside a store", () => {
  it("is seen by a watch within 2 s, statement by statement", async () => {
    const database = databases.create();
    const legacy = manager(database.legacy);
    await legacy.prepare();
    await legacy.create("other");
    const told = new Told(database.open());
    const [other] = await told.pools((pools) => pools.length === 1);
    await legacy.create("gpu");
    await told.pools((pools) => pools.length === 2);
    await legacy.add("gpu", "pc-01");
    await told.pools((pools) => pools[1]?.hosts.length === 1);
    await legacy.remove("gpu", "pc-01");
    await told.pools((pools) => pools[1]?.hosts.length === 0);
    await legacy.rename("gpu", "GPU");
    await told.pools((pools) => pools[1]?.name === "GPU");
    await legacy.delete("GPU");
    const pools = await told.pools((pools) => pools.length === 1);
    expect(pools[0]).toBe(other);
  });

  it("loses no host while the store writes the same pool", async () => {
    const database = databases.create();
    const legacy = manager(database.legacy);
    await legacy.create("gpu");
    const service = new PoolService(database.open());
    await service.update("gpu", { addHosts: ["start"] }, anna);
    const theirs = Array.from({ length: 40 }, (_, index) => `theirs-${index}`);
    const edits = Array.from({ length: 20 }, (_, index) => ({
      addHosts: [`ours-${index}`],
      removeHosts: [index === 0 ? "start" : `ours-${index - 1}`],
    }));
    await Promise.all([
      ...theirs.map((host) => legacy.add("gpu", host)),
      ...edits.map((edit) => service.update("gpu", edit, anna)),
    ]);
    expect(hostNames(await service.get("gpu"))?.sort()).toEqual([...theirs, "ours-19"].sort());
  });

  it("keeps the name that it gave first", async () => {
    const database = databases.create();
    const legacy = manager(database.legacy);
    await legacy.prepare();
    await legacy.create("gpu");
    const service = new PoolService(database.open());
    await expect(service.create({ name: "GPU" }, anna)).rejects.toMatchObject({ code: "NAME_TAKEN" });
    await service.create({ name: "nuke" }, anna);
    await expect(service.update("nuke", { name: "gPu" }, anna)).rejects.toMatchObject({ code: "NAME_TAKEN" });
  });

  it("deletes a pool under an edit, which is then refused", async () => {
    const database = databases.create();
    const store = database.open();
    const { pool } = await new PoolService(store).create({ name: "gpu" }, anna);
    await manager(database.legacy).delete("gpu");
    const edit = new PoolService(store).update(pool?.id ?? "", { addHosts: ["pc-01"] }, anna);
    await expect(edit).rejects.toMatchObject({ code: "POOL_NOT_FOUND" });
  });
});
