import { type AddressInfo, createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SimulatedAfserver } from "../testing/simulated-afserver.js";
import { Afserver } from "./afserver.js";

let server: SimulatedAfserver;
let afserver: Afserver;

beforeEach(async () => {
  server = await SimulatedAfserver.start();
  for (const name of ["pc-1", "pc-10", "PC-2"]) server.farm.startRender({ name });
  afserver = new Afserver({ ...server.address, userName: "anna", hostName: "ws-1" });
});

afterEach(() => server.stop());

const block = { name: "b", flags: 1, frame_first: 1, frame_last: 3, command: "sleep 60" };

describe("reading", () => {
  it("gives renders, users, native pools and what the server is", async () => {
    server.farm.addPool("/fx", server.farm.root);
    await afserver.sendJob({ name: "j", blocks: [block], hosts_mask: "pc-1", hosts_mask_type: "regex" });
    server.turn();
    const renders = await afserver.renders();
    expect(renders.map(({ name, id, state }) => [name, id, [...state]])).toEqual([
      ["pc-1", 1, ["ONL", "RUN"]],
      ["pc-10", 2, ["ONL"]],
      ["PC-2", 3, ["ONL"]],
    ]);
    expect(renders[0]?.tasks).toEqual([
      expect.objectContaining({
        job_name: "j",
        job_id: 2,
        block_num: 0,
        task_num: 0,
        user_name: "anna",
        name: "frame 1",
      }),
    ]);
    expect(await afserver.renders({ ids: [3, 9] })).toEqual([
      expect.objectContaining({ name: "PC-2", engine: "3.4.1" }),
    ]);
    expect(await afserver.users()).toEqual([expect.objectContaining({ name: "anna", id: 1 })]);
    expect(await afserver.nativePools()).toEqual([
      expect.objectContaining({ name: "/", parent: "", pools_total: 1, renders_total: 3, renders_busy: 1 }),
      expect.objectContaining({ name: "/fx", parent: "/", renders_total: 0 }),
    ]);
    expect(await afserver.info()).toMatchObject({ version: "3.4.1", platform: "unix,linux" });
    const [progress] = await afserver.jobProgress({ id: 2 });
    expect(progress?.map((task) => [...task.state, task.hst])).toEqual([
      ["RUN", "pc-1"],
      ["RDY", undefined],
      ["RDY", undefined],
    ]);
  });

  it("gives jobs: all, by ids, by users, in full", async () => {
    await afserver.sendJob({ name: "a", blocks: [{ ...block, custom_data: "tag" }] });
    await afserver.sendJob({ name: "b", user_name: "bob", blocks: [block] });
    const names = async (query: Parameters<Afserver["jobs"]>[0]) =>
      (await afserver.jobs(query)).map((job) => job.name);
    expect(await names({})).toEqual(["afanasy", "a", "b"]);
    expect(await names({ ids: [3, 2, 99] })).toEqual(["b", "a"]);
    expect(await names({ users: ["bob"] })).toEqual(["b"]);
    expect(await names({ users: ["bob"], ids: [2] })).toEqual([]);
    expect((await afserver.jobs({ users: ["anna"], full: true }))[0]?.blocks[0]).toMatchObject({
      custom_data: "tag",
    });
    expect(await names({ ids: [] })).toEqual([]);
    expect(await names({ ids: [99] })).toEqual([]);
    expect((await afserver.jobs({ ids: [2] }))[0]?.blocks[0]).not.toHaveProperty("custom_data");
    expect((await afserver.jobs({ ids: [2], full: true }))[0]?.blocks[0]).toMatchObject({
      custom_data: "tag",
    });
  });

  it("mends listings that other people's jobs broke", async () => {
    server.farm.register({
      name: 'the "best" job',
      user_name: "DOM\\alice",
      host_name: "ws",
      blocks: [{ ...block, name: 'b "1"', hosts_mask: "pc\\-1|p" }],
    });
    server.farm.register({ name: "fine", user_name: "bob", blocks: [block] });
    server.turn();
    const jobs = await afserver.jobs();
    expect(jobs.map((job) => [job.name, job.user_name])).toEqual([
      ["afanasy", "afadmin"],
      ['the "best" job', "DOM\\alice"],
      ["fine", "bob"],
    ]);
    expect(jobs[1]?.blocks[0]).toMatchObject({ name: 'b "1"', hosts_mask: "pc\\-1|p" });
    const tasks = (await afserver.renders()).flatMap((render) => render.tasks ?? []);
    expect(tasks).toHaveLength(3);
    expect(tasks).toContainEqual(
      expect.objectContaining({ user_name: "DOM\\alice", job_name: 'the "best" job', block_name: 'b "1"' }),
    );
  });

  it("reads branches, errors of tasks, and what renders measured", async () => {
    const job = { user_name: "anna", branch: "/film/shot", blocks: [{ name: "a" }, { name: "b" }] };
    const { id = 0 } = server.farm.register(job) ?? {};
    const branches = await afserver.branches();
    expect(branches.map(({ name, parent }) => [name, parent])).toEqual([
      ["/", ""],
      ["/film", "/"],
      ["/film/shot", "/film"],
    ]);
    expect(await afserver.jobErrors({ id })).toEqual([
      { counts: new Map(), tasks: new Map() },
      { counts: new Map(), tasks: new Map() },
    ]);
    const [first] = await afserver.renderResources();
    expect(first?.host_resources).toMatchObject({ cpu_num: 8, mem_free_mb: 12_000 });
  });

  it("hands on what afserver refuses", async () => {
    await expect(afserver.request({ get: { type: "nonsense" } })).rejects.toMatchObject({
      code: "AFSERVER_REFUSED",
      details: { text: "Invalid get type = 'nonsense'" },
    });
    await expect(afserver.jobProgress({ id: 99 })).rejects.toMatchObject({ details: { text: "Invalid ID" } });
  });
});

describe("sending a job", () => {
  it("gives its serial, and reads it back", async () => {
    const sent = await afserver.sendJob({
      name: "j",
      blocks: [block],
      annotation: "pool: gpu",
      offline: true,
    });
    expect(sent).toMatchObject({ id: 2, serial: 1 });
    const job = await sent.readBack();
    expect(job).toMatchObject({ name: "j", user_name: "anna", host_name: "ws-1", annotation: "pool: gpu" });
    expect([...(job?.state ?? [])]).toEqual(["RDY", "OFF"]);
  });

  it("does not take another job under the same id for it", async () => {
    const sent = await afserver.sendJob({ name: "j", blocks: [block] });
    await server.during(afserver.operateJobs([sent], "delete"));
    expect(await sent.readBack()).toBeUndefined();
    expect(await afserver.sendJob({ name: "k", blocks: [block] })).toMatchObject({ id: 2, serial: 2 });
    expect(await sent.readBack()).toBeUndefined();
  });

  it.each([
    [{ name: "j", blocks: [] }, "has no blocks"],
    [{ name: "j", user_name: "", blocks: [block] }, "has no user_name"],
    [{ name: "é".repeat(121), blocks: [block] }, "a name of 242 bytes"],
    [{ name: "j", blocks: [{ name: "b" }] }, "neither tasks nor frames"],
    [{ name: "j", blocks: [{ name: "b", tasks: [] }] }, "neither tasks nor frames"],
    [
      { name: "j", blocks: [{ name: "b", flags: 1, frame_first: 2, frame_last: 1 }] },
      "neither tasks nor frames",
    ],
    [{ name: "j", blocks: [7 as never] }, "is no object"],
    [{ name: "j", annotation: "a\u0001", blocks: [block] }, "annotation of the job"],
    [{ name: "j", blocks: [{ ...block, custom_data: "\b" }] }, "custom_data of block 0"],
    [{ name: "j", blocks: [{ ...block, hosts_mask: "pc\\-1" }] }, "hosts_mask of block 0"],
    [{ name: "j", user_name: "DOM\\a", blocks: [block] }, "user_name of the job"],
    [{ name: "j", pools: { 'a"b': 1 }, blocks: [block] }, "pools of the job"],
  ])("refuses what would break afserver: %j", async (draft, message) => {
    await expect(afserver.sendJob(draft)).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: expect.stringContaining(message),
    });
    expect(server.traffic.connections).toBe(0);
  });

  it("says that afserver did not take it", async () => {
    const answer = '{"id":0,"serial":0,"error":"No such branch."}';
    const stub = createServer((socket) => {
      socket.on("data", () => socket.write(`AFANASY ${answer.length} JSON${answer}`));
    });
    await new Promise<void>((resolve) => stub.listen(0, "127.0.0.1", resolve));
    const { port } = stub.address() as AddressInfo;
    await expect(
      new Afserver({ host: "127.0.0.1", port }).sendJob({ name: "j", blocks: [block] }),
    ).rejects.toMatchObject({
      code: "AFSERVER_REFUSED",
      message: "afserver refused: No such branch.",
    });
    await new Promise((resolve) => stub.close(resolve));
  });
});

describe("actions", () => {
  it("change many jobs in one request, done in the next cycle, and are read back", async () => {
    const a = await afserver.sendJob({ name: "a", blocks: [block] });
    const b = await afserver.sendJob({ name: "b", blocks: [block] });
    const before = server.traffic.connections;
    const change = {
      hosts_mask: "pc-1",
      hosts_mask_type: "regex",
      priority: 7,
      pools: { "/": 10 },
      annotation: "x\\y",
    } as const;
    const done = await server.during(afserver.changeJobs([a, b], change));
    expect(server.traffic.connections).toBe(before + 1);
    expect(done).toMatchObject({ text: "Action processed.", partly: false });
    const jobs = await done.readBack();
    expect(jobs.map((job) => job.serial)).toEqual([1, 2]);
    for (const job of jobs) expect(job).toMatchObject(change);
    const cleared = await server.during(afserver.changeJobs([a], { hosts_mask: "", pools: {} }));
    const [job] = await cleared.readBack();
    expect(job).not.toHaveProperty("hosts_mask");
    expect(job).not.toHaveProperty("pools");
  });

  it("tell of a target that is gone, and fail when it was the only one", async () => {
    const a = await afserver.sendJob({ name: "a", blocks: [block] });
    const gone = { id: 77, serial: 77 };
    const done = await server.during(afserver.changeJobs([a, gone], { priority: 3 }));
    expect(done).toMatchObject({ text: "Action node ID not found: 77.", partly: true });
    expect(await done.readBack()).toMatchObject([{ serial: 1, priority: 3 }]);
    await expect(server.during(afserver.changeJobs([gone], { priority: 3 }))).rejects.toMatchObject({
      code: "AFSERVER_REFUSED",
      details: { text: "Action node ID not found: 77." },
    });
    expect(await afserver.changeJobs([], { priority: 3 })).toMatchObject({ text: "Nothing to do." });
  });

  it("change blocks", async () => {
    const job = await afserver.sendJob({ name: "a", blocks: [block, { ...block, name: "c" }] });
    const all = await server.during(afserver.changeBlocks([job], "all", { custom_data: '{"pool":"a\\"b"}' }));
    expect((await all.readBack())[0]?.blocks.map((one) => one.custom_data)).toEqual(
      Array(2).fill('{"pool":"a\\"b"}'),
    );
    const one = await server.during(afserver.changeBlocks([job], [1], { hosts_mask: "pc[-]1" }));
    expect((await one.readBack())[0]?.blocks.map((each) => each.hosts_mask)).toEqual([undefined, "pc[-]1"]);
    await expect(afserver.changeBlocks([job], "all", { need_properties: 'a"b' })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
    await expect(server.during(afserver.changeBlocks([job], [5], { capacity: 1 }))).rejects.toMatchObject({
      details: { text: "Invalid block number: 5" },
    });
  });

  it("restart tasks, and only those", async () => {
    const job = await afserver.sendJob({ name: "a", blocks: [block] });
    server.turn();
    expect(server.farm.hostsOf("a")).toEqual(["PC-2", "pc-1", "pc-10"]);
    await server.during(afserver.changeJobs([job], { hosts_mask_exclude: "PC-2", hosts_mask_type: "regex" }));
    const [tasks] = await afserver.jobProgress(job);
    const strays = tasks?.flatMap((task, index) => (task.hst === "PC-2" ? [index] : [])) ?? [];
    await server.during(afserver.restartTasks(job, 0, strays));
    server.turn(2);
    expect(server.farm.hostsOf("a")).toEqual(["pc-1", "pc-10"]);
    await expect(afserver.restartTasks(job, 0, [])).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });

  it("start, pause and stop jobs", async () => {
    const job = await afserver.sendJob({ name: "a", blocks: [block], offline: true });
    server.turn();
    expect(server.farm.hostsOf("a")).toEqual([]);
    await server.during(afserver.operateJobs([job], "start"));
    expect(server.farm.hostsOf("a")).toHaveLength(3);
    await server.during(afserver.operateJobs([job], "pause"));
    server.turn(3);
    expect(server.farm.hostsOf("a")).toHaveLength(3);
    const stopped = await server.during(afserver.operateJobs([job], "stop"));
    server.turn(2);
    expect([...((await stopped.readBack())[0]?.state ?? [])]).toEqual(["RDY", "OFF"]);
  });

  it("change renders, take their tasks away and move them", async () => {
    server.farm.addPool("/fx", server.farm.root);
    const job = await afserver.sendJob({ name: "a", blocks: [block] });
    server.turn();
    const [first, second] = await afserver.renders();
    if (!first || !second) throw new Error("There are three renders.");
    const changed = await server.during(afserver.changeRenders([first], { properties_host: "@gpu@" }));
    expect(await changed.readBack()).toEqual([
      expect.objectContaining({ name: "pc-1", properties_host: "@gpu@" }),
    ]);
    await expect(server.during(afserver.setNativePool([first], "/fx"))).rejects.toMatchObject({
      details: { text: "Can't change pool. Render 'pc-1' is busy." },
    });
    await server.during(afserver.operateJobs([job], "pause"));
    await server.during(afserver.ejectTasks([first, second]));
    server.turn(2);
    const moved = await server.during(afserver.setNativePool([first, second], "/fx"));
    expect((await moved.readBack()).map((render) => render.pool)).toEqual(["/fx", "/fx"]);
    await expect(afserver.changeRenders([first], { properties_host: 'a"' })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
  });
});

describe("options", () => {
  it.each([
    [{ port: 0 }, "cannot be 0: it is not an integer"],
    [{ host: "" }, "it is empty"],
    [{ host: "pc 1" }, "cannot stand in a host's name"],
    [{ userName: "DOM\\anna" }, "userName"],
    [{ hostName: "" }, "hostName"],
  ])("refuses %j", (options, message) => {
    expect(() => new Afserver(options)).toThrow(
      expect.objectContaining({ code: "INVALID_ARGUMENT", message: expect.stringContaining(message) }),
    );
  });

  it("has Afanasy's defaults", () => {
    expect(new Afserver().address).toEqual({ host: "127.0.0.1", port: 51000 });
    expect(new Afserver().identity.userName).not.toBe("");
  });
});
