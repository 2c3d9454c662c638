import { MemoryStore } from "@afpools/core";
import { describe, expect, it } from "vitest";
import { startServer } from "../testing/test-server.js";

const author = "anna";

describe("writes over the pool protocol", () => {
  it("are refused unless they are allowed, and say how to allow them", async () => {
    const { client } = await startServer();
    const asked = client();
    for (const write of [
      asked.createPool({ author, name: "new" }),
      asked.updatePool({ author, pool: "gpu", edit: { addHosts: ["pc-09"] } }),
      asked.deletePool({ author, pool: "gpu" }),
      asked.undoChange({ author, change: "000000000000000000000001" }),
    ]) {
      await expect(write).rejects.toMatchObject({
        code: "FORBIDDEN",
        message: expect.stringContaining("server.writes"),
      });
    }
    expect((await asked.pools()).pools.map(({ name }) => name)).toEqual(["gpu", "nuke"]);
  });

  it("from this machine are done where they are allowed, seen by the next read and told by the history", async () => {
    const { client } = await startServer({ store: new MemoryStore(), writes: "loopback" });
    const asked = client();
    expect((await asked.hello()).writes).toBe(true);

    const created = await asked.createPool({ author, name: "gpu", hosts: ["pc-01"], rules: ["lt-*"] });
    expect(created.pool).toMatchObject({ name: "gpu", revision: 1, changedBy: "anna" });
    expect((await asked.pools()).pools).toMatchObject([{ name: "gpu", hosts: ["pc-01"] }]);

    const edit = { addHosts: ["pc-02", "pc-01"], name: "gpus" };
    const updated = await asked.updatePool({ author, pool: "gpu", ifRevision: 1, edit });
    expect(updated).toMatchObject({ pool: { name: "gpus", revision: 2 }, already: ["pc-01"] });
    expect((await asked.pool("gpus")).pool.members.map(({ name }) => name)).toEqual(["pc-01", "pc-02"]);

    await asked.deletePool({ author, pool: "gpus" });
    expect((await asked.legacyPools()).length).toBe(0);

    const { changes } = await asked.history();
    expect(changes.map(({ kind, by, origin }) => [kind, by, origin])).toEqual([
      ["delete", "anna", "protocol 127.0.0.1"],
      ["update", "anna", "protocol 127.0.0.1"],
      ["create", "anna", "protocol 127.0.0.1"],
    ]);
    const undone = await asked.undoChange({ author: "ben", change: changes[0]?.id ?? "" });
    expect(undone.pool).toMatchObject({ name: "gpus", changedBy: "ben" });
    expect((await asked.pools()).pools).toHaveLength(1);
  });

  it("are seen by a request that was pipelined behind them", async () => {
    const { connect } = await startServer({ store: new MemoryStore(), writes: "loopback" });
    const client = await connect();
    const asked = Array.from({ length: 20 }, (_, number) => [
      { id: `w${number}`, command: "CREATE POOL", args: { author, name: `p${number}` }, keep: true },
      { id: `r${number}`, command: "GET POOLS", keep: true },
    ]);
    client.ask(...asked.flat());
    const seen = (await client.responses(40)).filter((_, index) => index % 2 === 1);
    expect(
      seen.map((response) => "body" in response && (response.body as { pools: [] }).pools.length),
    ).toEqual(asked.map((_, index) => index + 1));
  });

  it("tell a conflict with both revisions, and what cannot be", async () => {
    const { client } = await startServer({ writes: "loopback" });
    const asked = client();
    await expect(
      asked.updatePool({ author, pool: "gpu", ifRevision: 7, edit: { description: "x" } }),
    ).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(asked.createPool({ author, name: "GPU" })).rejects.toMatchObject({ code: "NAME_TAKEN" });
    await expect(asked.createPool({ author, name: "x", hosts: ["two words"] })).rejects.toMatchObject({
      code: "INVALID_HOST_NAME",
    });
  });
});
