import { type AfanasyHost, applyPool } from "@afpools/afanasy";
import { Farm, MemoryStore, PoolService } from "@afpools/core";
import { staticFarm } from "@afpools/core/testing";
import { commandNames } from "@afpools/protocol";
import { describe, expect, it } from "vitest";
import { aPool, startServer, twoPools } from "../testing/test-server.js";

const farm = staticFarm(
  new Farm([
    { name: "PC-01", online: true },
    { name: "pc-02", online: false },
    { name: "pc-03", online: true },
    { name: "lt-1", online: true },
  ]),
);

const busyHost: AfanasyHost = {
  name: "pc-01",
  id: 1,
  online: true,
  tasks: [{ job_id: 2, block_num: 0, task_num: 0 }],
  held: "nimby",
  nativePool: "/fx",
};

describe("commands of version 2", () => {
  it("HELLO says what the server is and can", async () => {
    const { client } = await startServer({ farm });
    expect(await client().hello()).toEqual({
      server: "afpools",
      serverVersion: expect.stringMatching(/^\d+\.\d+\.\d+/),
      versions: [1, 2],
      commands: commandNames,
      snapshot: { pools: 2, age: 0, away: null },
      farm: { known: true, hosts: 4, online: 3 },
      legacy: { clients: 0, cut: 0, bytes: 0 },
      writes: false,
    });
  });

  it("HELLO says when no farm is known", async () => {
    const { client } = await startServer();
    expect((await client().hello()).farm).toEqual({ known: false, hosts: 0, online: 0 });
  });

  it("GET POOLS lists pools with their members", async () => {
    const { client } = await startServer({ farm });
    expect(await client().pools()).toEqual({
      age: 0,
      pools: [
        { ...head(0), hosts: ["PC-01", "pc-03"], online: 2 },
        { ...head(1), hosts: ["pc-02"], online: 0 },
      ],
    });
  });

  it("GET POOL finds by id and by name without regard to case, and says why each member is in", async () => {
    const store = new MemoryStore([aPool("GPU", ["pc-01"], { rules: ["lt-*"], number: 7 })]);
    const { client } = await startServer({ farm, store });
    const { pool } = await client().pool("gpu");
    expect(pool.members).toEqual([
      { name: "PC-01", online: true, by: "name" },
      { name: "lt-1", online: true, by: "rule", rule: "lt-*" },
    ]);
    expect(pool.named).toEqual(["pc-01"]);
    expect((await client().pool(pool.id)).pool).toEqual(pool);
    await expect(client().pool("gpx")).rejects.toMatchObject({ code: "POOL_NOT_FOUND" });
  });

  it("GET POOL names hosts that are kept out, too", async () => {
    const store = new MemoryStore([
      aPool("gpu", ["pc-01", "lt-1"], { rules: ["never lt-1"] }),
      aPool("hold:fan", ["pc-01"], { number: 2 }),
    ]);
    const { client } = await startServer({ farm, store });
    const { pool } = await client().pool("gpu");
    expect([pool.named, pool.members]).toEqual([["pc-01", "lt-1"], []]);
  });

  it("GET POOL takes the id before the name, when a pool is named as another's id", async () => {
    const trap = aPool("000000000000000000000001", [], { number: 9 });
    const { client } = await startServer({ store: new MemoryStore([trap, ...twoPools]) });
    expect((await client().pool(trap.name)).pool.name).toBe("gpu");
  });

  it("GET HOSTS lists the farm's hosts and the pools' in natural order", async () => {
    const store = new MemoryStore([aPool("b", ["pc-10", "PC-03"]), aPool("a", ["pc-03"], { number: 2 })]);
    const { client } = await startServer({ farm, store });
    expect(await client().hosts()).toEqual({
      age: 0,
      farm: true,
      hosts: [
        { name: "lt-1", online: true, pools: [] },
        { name: "PC-01", online: true, pools: [] },
        { name: "pc-02", online: false, pools: [] },
        { name: "pc-03", online: true, pools: ["b", "a"] },
        { name: "pc-10", online: null, pools: ["b"] },
      ],
    });
  });

  it("GET HOSTS tells what hosts are and do, where that is asked for", async () => {
    const facts = { ram: 64e9, users: ["anna"] };
    const known = { ...busyHost, facts };
    const farm = new Farm([known]);
    const { client } = await startServer({ farm: staticFarm(farm), hosts: () => [known] });
    const { hosts } = await client().hosts({ facts: true });
    expect(hosts[0]).toMatchObject({ name: "pc-01", tasks: 1, held: "nimby", nativePool: "/fx", facts });
    expect((await client().hosts()).hosts[0]).toEqual({ name: "pc-01", online: true, pools: ["gpu"] });
  });

  it("GET HOSTS knows nobody's state without a farm", async () => {
    const { client } = await startServer();
    expect((await client().hosts()).hosts[0]).toEqual({ name: "pc-01", online: null, pools: ["gpu"] });
  });

  it("GET FARM tells what hosts do, as far as that is known", async () => {
    const known = await startServer({ farm, hosts: () => [busyHost] });
    expect((await known.client().farm()).hosts).toEqual([
      { name: "pc-01", online: true, tasks: 1, held: "nimby", nativePool: "/fx" },
    ]);
    const listed = await startServer({ farm });
    expect((await listed.client().farm()).hosts[0]).toEqual({
      name: "lt-1",
      online: true,
      tasks: null,
      held: null,
      nativePool: null,
    });
    const unknown = await startServer();
    await expect(unknown.client().farm()).rejects.toMatchObject({ code: "FARM_UNKNOWN" });
  });

  it("GET MASK plans the masks for a pool expression", async () => {
    const { client } = await startServer({ farm });
    const { plan } = await client().mask({ expression: "gpu + nuke" });
    expect(plan).toMatchObject({
      dialect: "3.4",
      form: "include",
      exact: true,
      hosts: ["PC-01", "pc-02", "pc-03"],
    });
    const mask = new RegExp(`^(?:${plan.fields.hosts_mask})$`);
    expect(["PC-01", "pc-02", "pc-03", "lt-1", "pc-031"].map((name) => mask.test(name))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it("GET MASK takes the server's dialect for auto, and the request's else", async () => {
    const { client } = await startServer({ farm, dialect: () => "3.3" });
    expect((await client().mask({ expression: "gpu" })).plan.dialect).toBe("3.3");
    expect((await client().mask({ expression: "gpu", dialect: "auto" })).plan.dialect).toBe("3.3");
    expect((await client().mask({ expression: "gpu", dialect: "3.4" })).plan.dialect).toBe("3.4");
  });

  it("GET MASK points at what is wrong in an expression", async () => {
    const { client } = await startServer({ farm });
    await expect(client().mask({ expression: "gpu +" })).rejects.toMatchObject({
      code: "INVALID_EXPRESSION",
    });
    await expect(client().mask({ expression: "gpu + gpx" })).rejects.toMatchObject({
      code: "POOL_NOT_FOUND",
    });
  });

  const job = { user_name: "anna", hosts_mask: "pc", blocks: [{ hosts_mask: "03$" }, { custom_data: "x" }] };

  it("PLAN JOB tells what to change on a job, as applyPool does it", async () => {
    const { client } = await startServer({ farm });
    const planned = await client().planJob({ expression: "gpu", job, restartStrays: true });
    expect(planned.plan).toMatchObject({ enforcement: "mask", form: "include", hosts: ["pc-03"] });
    const { job: applied } = applyPool(
      { ...job, name: "shot", blocks: job.blocks.map((block) => ({ name: "b", ...block })) },
      "gpu",
      { pools: twoPools, farm: farm.current() },
      { restartStrays: true },
    );
    const blocks = job.blocks.map((block, at) => ({
      name: "b",
      ...block,
      ...planned.blocks.find(({ number }) => number === at)?.change,
    }));
    expect({ ...job, name: "shot", ...planned.job, blocks }).toEqual(applied);
    expect(planned.job.annotation).toBe("pool: gpu (strays restart)");
  });

  it("PLAN JOB goes by the user's type of masks where the job says none", async () => {
    const types = { anna: "regex" } as Record<string, "regex">;
    const jobs = {
      enforcement: "mask",
      keepsProperties: false,
      userMaskType: (user = "") => types[user],
    } as const;
    const { client } = await startServer({ farm, jobs });
    const hostsFor = async (user_name: string) => {
      const args = { expression: "gpu", job: { ...job, hosts_mask: ".*-01", user_name } };
      return (await client().planJob(args)).plan.hosts;
    };
    expect(await hostsFor("anna")).toEqual(["PC-01"]);
    await expect(hostsFor("bert")).rejects.toMatchObject({ code: "MASK_EMPTY" });
  });

  it("PLAN JOB takes the server's enforcement, and properties only of a server that keeps them", async () => {
    const keeping = await startServer({ farm, jobs: { enforcement: "property", keepsProperties: true } });
    const planned = await keeping.client().planJob({ expression: "gpu", job });
    expect(planned.plan.enforcement).toBe("property");
    expect(planned.job).toEqual({
      need_properties: expect.any(String),
      annotation: "pool: gpu",
      description: expect.stringMatching(/^afpools:1\?on=gpu/),
    });
    const { client } = await startServer({ farm });
    await expect(client().planJob({ expression: "gpu", job, enforcement: "property" })).rejects.toMatchObject(
      { code: "INVALID_ARGUMENT", details: { field: "args.enforcement" } },
    );
  });

  it("PLAN JOB confines a job to one of Afanasy's own pools", async () => {
    const jobs = {
      enforcement: "mask",
      keepsProperties: false,
      nativePools: () => ["/", "/fx", "/fx2"],
    } as const;
    const own = staticFarm(
      new Farm([
        { name: "pc-01", online: true, nativePool: "/fx" },
        { name: "pc-02", online: true, nativePool: "/" },
      ]),
    );
    const { client } = await startServer({ farm: own, jobs });
    const planned = await client().planJob({ expression: "native:/fx", job: { blocks: [{}] } });
    expect(planned.plan).toMatchObject({ enforcement: "native", hosts: ["pc-01"] });
    expect(planned.job.pools).toEqual({ "/fx": 100, "/fx2": -100 });
  });

  it("GET HISTORY gives the newest changes first", async () => {
    const store = new MemoryStore();
    const pools = new PoolService(store);
    const anna = { name: "anna", origin: "test" };
    await pools.create({ name: "gpu" }, anna);
    await pools.update("gpu", { addHosts: ["pc-01"] }, anna);
    const { client } = await startServer({ store });
    expect((await client().history()).changes.map(({ kind }) => kind)).toEqual(["update", "create"]);
    expect((await client().history({ pool: "gpu", limit: 1 })).changes).toHaveLength(1);
    await expect(client().history({ limit: 0 })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });

  it("follows the store: what was encoded once is encoded anew when pools change", async () => {
    const store = new MemoryStore(twoPools);
    const { client } = await startServer({ store });
    const asked = client({ keep: true });
    await Promise.all([asked.pools(), asked.hosts(), asked.legacyPools()]);
    await new PoolService(store).delete("nuke", { name: "anna", origin: "test" });
    expect((await asked.pools()).pools.map(({ name }) => name)).toEqual(["gpu"]);
    expect((await asked.hosts()).hosts.map(({ name }) => name)).toEqual(["pc-01", "pc-03"]);
    expect(await asked.legacyPools()).toHaveLength(1);
  });
});

describe("a kept connection", () => {
  it("answers pipelined requests in their order, the slow ones too", async () => {
    const { connect } = await startServer();
    const commands = ["HELLO", "GET HISTORY", "GET POOLS", "GET HISTORY", "GET NODES", "GET HOSTS"];
    const client = await connect();
    client.ask(...commands.map((command, index) => ({ id: `r${index}`, command, keep: true })));
    const responses = await client.responses(commands.length);
    expect(responses.map((response) => [response.kind, "id" in response && response.id])).toEqual([
      ["result", "r0"],
      ["result", "r1"],
      ["result", "r2"],
      ["result", "r3"],
      ["error", "r4"],
      ["result", "r5"],
    ]);
    client.ask({ id: 7, command: "HELLO" });
    expect(await client.response(7)).toMatchObject({ kind: "result", id: 7 });
    await client.closed();
    expect(client.error).toBeUndefined();
  });

  it("goes on after a request that is refused", async () => {
    const { connect } = await startServer();
    const client = await connect();
    client.ask({ id: 1, command: "GET POOL", args: {}, keep: true }, { id: 2, command: "HELLO", keep: true });
    expect(await client.responses(2)).toMatchObject([
      { kind: "error", id: 1, error: { code: "INVALID_ARGUMENT" } },
      { kind: "result", id: 2 },
    ]);
  });

  it("answers what was asked before bytes that are no request, then says what is wrong and closes", async () => {
    const { connect } = await startServer();
    const client = await connect();
    client.ask({ id: 1, command: "HELLO", keep: true }, { id: 2, command: "GET HISTORY", keep: true });
    client.send("nonsense\n").ask({ id: 3, command: "HELLO" });
    await client.closed();
    expect(await client.responses(3)).toMatchObject([
      { kind: "result", id: 1 },
      { kind: "result", id: 2 },
      { kind: "error", id: null, error: { code: "MALFORMED_MESSAGE" } },
    ]);
    expect(client.error).toBeUndefined();
  });

  it("answers everything to a client that sends all and shuts its sending side down", async () => {
    const { connect } = await startServer();
    const client = await connect({ allowHalfOpen: true });
    client.ask({ id: 1, command: "GET HISTORY", keep: true }, { id: 2, command: "HELLO", keep: true }).end();
    await client.closed();
    expect(await client.responses(2)).toMatchObject([{ id: 1 }, { id: 2 }]);
  });

  it("says that a request is not whole when its client sends no more", async () => {
    const { connect } = await startServer();
    const client = (await connect()).send('{"version": 2, "id"').end();
    await client.closed();
    expect(await client.response()).toMatchObject({ kind: "error", error: { code: "MALFORMED_MESSAGE" } });
  });

  it("closes in silence when its client sends nothing and shuts its sending side down", async () => {
    const { connect, assertAnswers } = await startServer();
    expect((await (await connect()).end().closed()).length).toBe(0);
    await assertAnswers();
  });
});

function head(index: number) {
  const { hosts: _, ...rest } = twoPools[index] ?? aPool("none", []);
  return rest;
}
