import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Afserver } from "../client/afserver.js";
import { encodeRequest } from "../wire/encode-request.js";
import { SimulatedAfserver } from "./simulated-afserver.js";

let server: SimulatedAfserver;
const block = { name: "b", tasks: [{ name: "t" }] };

beforeEach(async () => {
  server = await SimulatedAfserver.start();
});

afterEach(() => server.stop());

/** A connection that stays open, with what came so far. */
function open() {
  const socket = connect({ ...server.address, noDelay: true });
  let received = Buffer.alloc(0);
  let onData: (() => void) | undefined;
  const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  socket.on("error", () => undefined);
  socket.on("data", (chunk) => {
    received = Buffer.concat([received, chunk]);
    onData?.();
  });
  return {
    socket,
    closed,
    /** Waits until so many bytes are there. */
    receive: async (bytes: number) => {
      while (received.length < bytes) {
        await new Promise<void>((resolve) => {
          onData = resolve;
        });
      }
      return received;
    },
    received: () => received.toString(),
  };
}

/** Waits until the server has accepted so many connections. */
async function accepted(connections: number) {
  while (server.traffic.connections < connections) await new Promise((resolve) => setImmediate(resolve));
}

const renders = encodeRequest({ get: { type: "renders" } });
const emptyList = 'AFANASY 16 JSON{"renders":[\n\n]}';

describe("the wire is as a real afserver's", () => {
  it.each([
    [
      "a length too small",
      'AFANASY 31 JSON{"get":{"type":"renders","a":1}}',
      'AFANASY 76 JSON{"info":{"kind":"error","text":"Invalid value. (at character 31 of 31):\\n"}}',
    ],
    ["length 0", "AFANASY 0 JSON{}", "TInvalid message received."],
    ["a negative length", "AFANASY -5 JSON{}", "Invalid buffer size"],
    ["a length over the limit", "AFANASY 67108853 JSON{}", "TInvalid message received."],
    ["white space before the body", 'AFANASY 26 JSON \n{"get":{"type":"renders"}}', emptyList],
    ["the keyword in small letters", 'afanasy 26 json{"get":{"type":"renders"}}', emptyList],
  ])("%s", async (_, request, answer) => {
    const { socket, receive } = open();
    socket.write(request);
    expect((await receive(answer.length)).toString()).toBe(answer);
    socket.destroy();
  });

  it("answers garbage with twelve bytes", async () => {
    const { socket, receive } = open();
    socket.write("this is no message at all");
    expect((await receive(12)).toString("hex")).toBe("000000510000000100000001");
    socket.destroy();
  });

  it("drops a header that is not whole in the first read of twelve bytes", async () => {
    const { socket, closed, received } = open();
    socket.write(renders.subarray(0, 12));
    await closed;
    expect(received()).toBe("");
  });

  it("takes a body in pieces", async () => {
    const { socket, receive } = open();
    socket.write(renders.subarray(0, 20));
    await new Promise((resolve) => setImmediate(resolve));
    socket.write(renders.subarray(20));
    expect((await receive(emptyList.length)).toString()).toBe(emptyList);
    socket.destroy();
  });

  it("waits for the client to close, writing spaces, and hears no second request", async () => {
    const { socket, receive, closed, received } = open();
    socket.write(renders);
    await receive(emptyList.length);
    socket.write(renders);
    server.turn(3);
    await receive(emptyList.length + 3);
    expect(received()).toBe(`${emptyList}   `);
    server.turn(10);
    await closed;
  });

  it("closes who is silent after twelve seconds", async () => {
    const { closed, received } = open();
    await accepted(1);
    server.turn(13);
    await closed;
    expect(received()).toBe("");
  });

  it("is stalled by ten idle connections, until they are closed", async () => {
    const idle = Array.from({ length: 10 }, open);
    await accepted(10);
    const late = open();
    late.socket.write(renders);
    await accepted(11);
    server.turn(12);
    expect(server.traffic.bytesIn).toBe(0);
    expect(idle.map(({ socket }) => socket.readyState)).toEqual(Array(10).fill("open"));
    server.turn();
    expect((await late.receive(emptyList.length)).toString()).toBe(emptyList);
    late.socket.destroy();
  });

  it("does an action in the next cycle only", async () => {
    const job = server.farm.register({ name: "j", user_name: "a", blocks: [{ name: "b" }] });
    const afserver = new Afserver({ ...server.address, userName: "a", hostName: "h" });
    const change = afserver.changeJobs([{ id: 2, serial: 1 }], { priority: 5 });
    while (server.waitingActions === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(job?.priority).toBe(99);
    server.turn();
    expect(await change).toMatchObject({ text: "Action processed." });
    expect(job?.priority).toBe(5);
  });

  it.each([
    [{}, "Invalid action."],
    [
      { action: { type: "jobs", user_name: "u", host_name: "h" } },
      "JSON action should have nodes ids or mask to operate with.",
    ],
    [
      { action: { type: "jobs", ids: [1], host_name: "h" } },
      'Action should have a not empty "user_name" string.',
    ],
    [
      { action: { type: "jobs", ids: [1], user_name: "u" } },
      'Action should have a not empty "host_name" string.',
    ],
    [
      { action: { type: "jobs", ids: [9999], user_name: "u", host_name: "h", params: {} } },
      "Action node ID not found: 9999.",
    ],
    [
      { action: { type: "jobs", mask: "perm", user_name: "u", host_name: "h", params: {} } },
      "Jobs: No node matches 'perm' found.",
    ],
  ])("refuses %j", async (request, text) => {
    const afserver = new Afserver(server.address);
    await expect(server.during(afserver.request(request))).rejects.toMatchObject({ details: { text } });
  });

  it.each([
    { job: {} },
    { job: 7 },
    { job: { name: "j", user_name: "a", blocks: [] } },
    { job: { name: "j", user_name: "a", blocks: [{ name: "b" }] } },
    { job: { name: "j", blocks: [block] } },
    { action: { type: "jobs", ids: [-1], user_name: "a", host_name: "h", params: {} } },
  ])("does not survive %j", async (request) => {
    const afserver = new Afserver(server.address);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(afserver.request(request)).rejects.toMatchObject({ code: "SERVER_UNREACHABLE" });
    }
    await server.start();
    expect(await afserver.jobs()).toHaveLength(1);
  });

  it("takes custom data of a block, and what is said on hiding, for the whole job", async () => {
    const afserver = new Afserver({ ...server.address, userName: "a", hostName: "h" });
    const job = await afserver.sendJob({ name: "j", custom_data: "mine", hidden: true, blocks: [block] });
    expect(await job.readBack()).toMatchObject({ custom_data: "mine", hidden: true });
    await server.during(afserver.changeBlocks([job], [0], { custom_data: "tag" }));
    expect(await job.readBack()).toMatchObject({ custom_data: "tag", blocks: [{ custom_data: "tag" }] });
    expect(await job.readBack()).not.toHaveProperty("hidden");
    await server.during(afserver.changeJobs([job], { custom_data: "mine", hidden: true }));
    expect(await job.readBack()).toMatchObject({
      custom_data: "mine",
      hidden: true,
      blocks: [{ custom_data: "tag" }],
    });
    await server.during(afserver.changeBlocks([job], [0], { hosts_mask: "pc" }));
    expect(await job.readBack()).toMatchObject({ custom_data: "mine", blocks: [{ hosts_mask: "pc" }] });
  });

  it("does not escape control characters but line ends and tabs, and loses the job when it is started anew", async () => {
    server.farm.register({ name: "odd", user_name: "a", annotation: "a\u0001", blocks: [block] });
    server.farm.register({ name: "fine", user_name: "a", annotation: 'a\n\t"\\', blocks: [block] });
    const afserver = new Afserver(server.address);
    const names = async () => (await afserver.jobs()).map(({ name }) => name);
    expect(await names()).toEqual(["afanasy", "odd", "fine"]);
    await server.stop();
    await server.start();
    expect(await names()).toEqual(["afanasy", "fine"]);
  });

  it("says that it processed parameters that nobody knows, of the wrong type, and does nothing", async () => {
    const afserver = new Afserver({ ...server.address, userName: "a", hostName: "h" });
    const job = await afserver.sendJob({ name: "j", hosts_mask: "pc", blocks: [block] });
    const params = { nonsense: 1, hosts_mask: 7, priority: "high", hosts_mask_type: "glob" };
    const action = { type: "jobs", ids: [job.id], user_name: "a", host_name: "h", params };
    expect(await server.during(afserver.request({ action }))).toEqual({
      info: { kind: "log", text: "Action processed." },
    });
    expect(await job.readBack()).toMatchObject({ hosts_mask: "pc", priority: 99, hosts_mask_type: "find" });
  });
});

describe("renders come and go as real ones", () => {
  const stateOf = (name: string) => server.farm.render(name)?.state.join(" ");

  it("a clean end is known at once, its tasks wait again, and it comes back under its id", () => {
    const render = server.farm.startRender({ name: "pc-1" });
    server.farm.register({ name: "j", user_name: "a", blocks: [{ name: "b", tasks: [{ name: "t" }] }] });
    server.turn();
    expect(stateOf("pc-1")).toBe("ONL RUN");
    server.farm.stopRender("pc-1");
    expect(stateOf("pc-1")).toBe("OFF");
    expect(server.farm.hostsOf("j")).toEqual([]);
    server.farm.startRender({ name: "pc-1", engine: "3.4.2" });
    server.turn();
    expect(server.farm.render("pc-1")).toMatchObject({ id: render.id, online: true, engine: "3.4.2" });
    expect(server.farm.hostsOf("j")).toEqual(["pc-1"]);
  });

  it("a killed one is taken for gone after sixteen seconds", () => {
    server.farm.startRender({ name: "pc-1" });
    server.turn();
    server.farm.killRender("pc-1");
    server.turn(16);
    expect(stateOf("pc-1")).toBe("ONL");
    server.turn();
    expect(stateOf("pc-1")).toBe("OFF");
  });

  it("a restart of the server loses no running task, and every job with broken JSON", async () => {
    server.farm.startRender({ name: "pc-1" });
    const block = { name: "b", flags: 1, frame_last: 0, command: "sleep 60" };
    server.farm.register({ name: "fine", user_name: "a", priority: 200, blocks: [block] });
    server.farm.register({ name: "broken", user_name: "a", blocks: [{ ...block, hosts_mask: "node\\.a" }] });
    server.turn();
    await server.stop();
    await server.start();
    expect(stateOf("pc-1")).toBe("OFF RUN");
    const afserver = new Afserver(server.address);
    const jobs = await afserver.jobs();
    expect(jobs.map((job) => [job.name, [...job.state].join(" ")])).toEqual([
      ["afanasy", ""],
      ["fine", "WRC"],
    ]);
    server.turn(2);
    expect(stateOf("pc-1")).toBe("ONL RUN");
    expect(server.farm.hostsOf("fine")).toEqual(["pc-1"]);
  });

  it("a task whose render does not come back after a restart waits again", async () => {
    server.farm.startRender({ name: "pc-1" });
    server.farm.register({
      name: "j",
      user_name: "a",
      blocks: [{ name: "b", tasks: [{ name: "t", command: "sleep 600" }] }],
    });
    server.turn();
    await server.stop();
    server.farm.killRender("pc-1");
    await server.start();
    server.turn(15);
    expect(server.farm.hostsOf("j")).toEqual(["pc-1"]);
    server.turn();
    expect(server.farm.hostsOf("j")).toEqual([]);
  });
});

describe("jobs run as real ones", () => {
  it("by priority, then age; a task a render; to their end", () => {
    for (const name of ["pc-1", "pc-2"]) server.farm.startRender({ name });
    const blocks = [{ name: "b", flags: 1, frame_first: 1, frame_last: 2, command: "sleep 3" }];
    server.farm.register({ name: "old", user_name: "a", blocks });
    const urgent = server.farm.register({ name: "urgent", user_name: "a", priority: 200, blocks });
    server.turn();
    expect(server.farm.hostsOf("urgent")).toEqual(["pc-1", "pc-2"]);
    server.turn(3);
    expect(urgent?.write(false)).toContain('"state":" DON"');
    expect(server.farm.hostsOf("old")).toEqual(["pc-1", "pc-2"]);
  });

  it("names are made unique, ids are given again, serials never", async () => {
    const afserver = new Afserver({ ...server.address, userName: "a", hostName: "h" });
    const first = await afserver.sendJob({ name: "j", blocks: [block] });
    const second = await afserver.sendJob({ name: "j", blocks: [block] });
    expect((await second.readBack())?.name).toBe("j-1");
    await server.during(afserver.operateJobs([first], "delete"));
    expect(await afserver.sendJob({ name: "k", blocks: [block] })).toMatchObject({
      id: first.id,
      serial: 3,
    });
  });

  it("no more than a hundred tasks start in a cycle", () => {
    for (let number = 1; number <= 150; number++) server.farm.startRender({ name: `pc-${number}` });
    server.farm.register({
      name: "j",
      user_name: "a",
      blocks: [{ name: "b", flags: 1, frame_last: 199, command: "sleep 60" }],
    });
    server.turn();
    expect(server.farm.hostsOf("j")).toHaveLength(100);
    server.turn();
    expect(server.farm.hostsOf("j")).toHaveLength(150);
  });
});

describe("native pools are made as on a real server", () => {
  const act = (afserver: Afserver, ids: number[], operation: object) =>
    server.during(
      afserver.request({ action: { type: "pools", ids, user_name: "u", host_name: "h", operation } }),
    );

  it("with a path, other characters replaced, and refused deletion while in use", async () => {
    const afserver = new Afserver(server.address);
    server.farm.startRender({ name: "pc-1" });
    expect(await act(afserver, [1], { type: "add_pool", name: "fx" })).toEqual({
      info: { kind: "log", text: "Pool '/fx' added to pool '/'" },
    });
    await act(afserver, [1], { type: "add_pool", name: "my pool-1/x" });
    expect((await afserver.nativePools()).map((pool) => pool.name)).toEqual(["/", "/fx", "/my_pool_1_x"]);
    const [render] = await afserver.renders();
    if (!render) throw new Error("There is a render.");
    await server.during(afserver.setNativePool([render], "/fx"));
    await expect(act(afserver, [2], { type: "delete" })).rejects.toMatchObject({
      details: { text: "Pool '/fx' has child renders." },
    });
    await act(afserver, [3], { type: "delete" });
    expect((await afserver.nativePools()).map((pool) => pool.name)).toEqual(["/", "/fx"]);
  });
});

it("the same calls have the same outcome", async () => {
  const run = async () => {
    const { demoFarm } = await import("./demo-farm.js");
    const other = await SimulatedAfserver.start();
    demoFarm(other.farm, { hosts: 30, jobs: 10 });
    other.turn(30);
    await other.stop();
    return (
      [...other.farm.jobs.values()].map((job) => job.write(true)).join() +
      [...other.farm.renders.values()].map((render) => render.write()).join()
    );
  };
  expect(await run()).toBe(await run());
});

it("goes by itself in real time", async () => {
  const live = await SimulatedAfserver.start({ cycleMs: 1 });
  const start = live.farm.now;
  const afserver = new Afserver({ ...live.address, userName: "a", hostName: "h" });
  const job = await afserver.sendJob({ name: "j", blocks: [block] });
  await afserver.changeJobs([job], { priority: 5 });
  expect(live.farm.now).toBeGreaterThan(start);
  await live.stop();
});
