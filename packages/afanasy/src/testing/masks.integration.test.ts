import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SimulatedAfserver } from "./simulated-afserver.js";

// What a real afserver 3.4.1 with these five renders did, experiment by experiment (afanasy.md, section 4).

const all = ["PC-2", "lt-pc-01", "node.a", "pc-1", "pc-10"];
const find = { hosts_mask_type: "find" };
const regex = { hosts_mask_type: "regex" };
const exclude = (hosts_mask_exclude: unknown) => ({ hosts_mask_exclude });
const include = (hosts_mask: unknown) => ({ hosts_mask });

/** Sends a job as in the experiments, and tells on which hosts it runs after two seconds. */
async function hostsOf(job: object, block: object = {}, prepare?: (server: SimulatedAfserver) => void) {
  const server = await SimulatedAfserver.start();
  for (const name of ["pc-1", "pc-10", "PC-2", "lt-pc-01", "node.a"]) server.farm.startRender({ name });
  prepare?.(server);
  const taken = server.farm.register({
    name: "experiment",
    user_name: "alice",
    max_running_tasks_per_host: 1,
    ...job,
    blocks: [{ name: "b", flags: 1, frame_first: 1, frame_last: 10, command: "sleep 60", ...block }],
  });
  server.turn(2);
  await server.stop();
  return server.farm.hostsOf(taken?.name ?? "not taken");
}

describe("masks decide as a real afserver did", () => {
  it.each([
    ["none", {}, all],
    ["a: exclude, default type", exclude("pc-1|pc-10"), ["PC-2", "lt-pc-01", "node.a"]],
    ["b: exclude, regex", { ...regex, ...exclude("pc-1|pc-10") }, ["PC-2", "lt-pc-01", "node.a"]],
    [
      "b: exclude, regex in a group",
      { ...regex, ...exclude("(pc-1|pc-10)") },
      ["PC-2", "lt-pc-01", "node.a"],
    ],
    ["c: find is a prefix", { ...find, ...exclude("pc-1") }, ["PC-2", "lt-pc-01", "node.a"]],
    ["c: regex is the whole name", { ...regex, ...exclude("pc-1") }, ["PC-2", "lt-pc-01", "node.a", "pc-10"]],
    ["c: find is no part", { ...find, ...exclude("c-1") }, all],
    ["c: find is no end", { ...find, ...exclude("pc-01") }, all],
    ["d: case, find", { ...find, ...exclude("pc-2") }, all],
    ["d: case, regex", { ...regex, ...exclude("pc-2") }, all],
    ["d: case as it is", { ...regex, ...exclude("PC-2") }, ["lt-pc-01", "node.a", "pc-1", "pc-10"]],
    ["d: case by class", { ...regex, ...exclude("[Pp][Cc]-2") }, ["lt-pc-01", "node.a", "pc-1", "pc-10"]],
    ["d: inline flags are invalid, exclude fails open", { ...regex, ...exclude("(?i)PC-1") }, all],
    ["e: lookahead", { ...regex, ...exclude("^(?!(pc-1|lt-pc-01)$).*") }, ["lt-pc-01", "pc-1"]],
    ["e: lookahead as find", { ...find, ...exclude("^(?!(pc-1|lt-pc-01)$).*") }, all],
    [
      "e': include lookahead",
      { ...regex, ...include("(?!(?:pc-1|lt-pc-01)$).*") },
      ["PC-2", "node.a", "pc-10"],
    ],
    ["f: include, find", { ...find, ...include("pc-1") }, ["pc-1", "pc-10"]],
    ["f: include, regex", { ...regex, ...include("pc-1") }, ["pc-1"]],
    ["f: alternatives", { ...regex, ...include("pc-1|lt-pc-01") }, ["lt-pc-01", "pc-1"]],
    ["f: both", { ...regex, ...include("pc.*"), ...exclude("pc-10") }, ["pc-1"]],
    ["f: find by space", { ...find, ...include("pc-1 lt") }, ["lt-pc-01", "pc-1", "pc-10"]],
    ["f: find by semicolon", { ...find, ...include("pc-10;node") }, ["node.a", "pc-10"]],
    ["f: separators only, include", { ...find, ...include("|;, :") }, all],
    ["f: separators only, exclude", { ...find, ...exclude("|;, :") }, all],
    ["f: everything, include as find", { ...find, ...include(".*") }, []],
    ["f: everything, exclude as regex", { ...regex, ...exclude(".*") }, []],
    ["escaped at job level", { ...regex, ...exclude("pc\\-1|node\\.a") }, ["PC-2", "lt-pc-01", "pc-10"]],
    ["class at job level", { ...regex, ...exclude("pc-1|node[.]a") }, ["PC-2", "lt-pc-01", "pc-10"]],
    [
      "a type in capitals is none",
      { hosts_mask_type: "REGEX", ...exclude("pc-1") },
      ["PC-2", "lt-pc-01", "node.a"],
    ],
    ["a mask that is a number", include(1), all],
    ["a mask that is a list", exclude(["pc-1"]), all],
  ])("%s", async (_, masks, hosts) => {
    expect(await hostsOf(masks)).toEqual(hosts);
  });

  it.each(["(pc-1", "[z-a]", "(?<!x)pc-1", "*", "pc-1\\", "pc-1{1,2"])(
    "g: the invalid expression %s excludes nobody and includes nobody",
    async (mask) => {
      expect(await hostsOf({ ...regex, ...exclude(mask) })).toEqual(all);
      expect(await hostsOf({ ...regex, ...include(mask) })).toEqual([]);
    },
  );

  it("h: 5,000 names are read, 8,000 are too many: exclude fails open, include closed", async () => {
    const names = (count: number) =>
      [
        "pc-1",
        ...Array.from({ length: count - 1 }, (_, index) => `ws-fx-${String(index).padStart(5, "0")}`),
      ].join("|");
    expect(await hostsOf({ ...regex, ...exclude(names(5000)) })).toEqual([
      "PC-2",
      "lt-pc-01",
      "node.a",
      "pc-10",
    ]);
    expect(await hostsOf({ ...regex, ...exclude(names(8000)) })).toEqual(all);
    expect(await hostsOf({ ...regex, ...include(names(8000)) })).toEqual([]);
  });

  it("a block's masks are of the job's type, whatever the block says", async () => {
    expect(await hostsOf(regex, exclude("pc-1"))).toEqual(["PC-2", "lt-pc-01", "node.a", "pc-10"]);
    expect(await hostsOf({}, { ...exclude("pc-1"), ...regex })).toEqual(["PC-2", "lt-pc-01", "node.a"]);
    expect(await hostsOf({ ...regex, ...include("pc.*") }, exclude("pc-1"))).toEqual(["pc-10"]);
  });

  it("a job without a type takes its user's", async () => {
    const withType = (server: SimulatedAfserver) => {
      server.farm.register({ name: "first", user_name: "alice", offline: true, blocks: [{ name: "b" }] });
      server.farm.user("alice")?.work.setMaskType("regex");
    };
    expect(await hostsOf(exclude("pc-1"), {}, withType)).toEqual(["PC-2", "lt-pc-01", "node.a", "pc-10"]);
    expect(await hostsOf({ ...find, ...exclude("pc-1") }, {}, withType)).toEqual([
      "PC-2",
      "lt-pc-01",
      "node.a",
    ]);
  });

  it("a user's masks count for nothing in the root branch", async () => {
    const withMask = (server: SimulatedAfserver) => {
      server.farm.register({ name: "first", user_name: "alice", offline: true, blocks: [{ name: "b" }] });
      server.farm.user("alice")?.work.read(exclude("pc-10"));
    };
    expect(await hostsOf({}, {}, withMask)).toEqual(all);
  });
});

describe("properties and native pools decide as a real afserver did", () => {
  const properties = ({ farm }: SimulatedAfserver) => {
    farm.root.ownProperties = "[default]";
    for (const [name, own] of [
      ["pc-1", "[fx][light]"],
      ["pc-10", "[fx]"],
      ["PC-2", "[light][fx2]"],
    ] as const) {
      const render = farm.render(name);
      if (render) render.ownProperties = own;
    }
  };

  it.each([
    ["[fx]", ["pc-1", "pc-10"]],
    ["fx", ["PC-2", "pc-1", "pc-10"]],
    ["[light]", ["PC-2", "pc-1"]],
    ["[fx]|[light]", ["PC-2", "pc-1", "pc-10"]],
    ["[nope]", []],
    ["[default]", ["lt-pc-01", "node.a"]],
  ])("need_properties %s", async (need_properties, hosts) => {
    expect(await hostsOf({ ...regex, need_properties }, {}, properties)).toEqual(hosts);
    expect(await hostsOf({}, { need_properties }, properties)).toEqual(hosts);
  });

  const pools = ({ farm }: SimulatedAfserver) => {
    const fx = farm.addPool("/fx", farm.root);
    for (const name of ["pc-1", "node.a"]) {
      const render = farm.render(name);
      if (render) render.pool = fx;
    }
  };

  it.each([
    [{ "/fx": 100 }, ["node.a", "pc-1"]],
    [{ "/f": 100 }, ["node.a", "pc-1"]],
    [{ f: 100 }, ["node.a", "pc-1"]],
    [{ fx: 100 }, ["node.a", "pc-1"]],
    [{ "/fx": -100 }, ["PC-2", "lt-pc-01", "pc-10"]],
    [{ "/nope": 100 }, []],
    [{ "/nope": 50 }, all],
    [["/fx"], all],
  ])("pools %j", async (jobPools, hosts) => {
    expect(await hostsOf({ pools: jobPools }, {}, pools)).toEqual(hosts);
  });

  it("preferred renders come first", async () => {
    const one = { pools: { "/fx": 50 }, max_running_tasks: 2 };
    expect(await hostsOf(one, {}, pools)).toEqual(["node.a", "pc-1"]);
    expect(await hostsOf({ pools: { "/fx": -50 }, max_running_tasks: 3 }, {}, pools)).toEqual([
      "PC-2",
      "lt-pc-01",
      "pc-10",
    ]);
  });

  it("need_os is part of what the render says", async () => {
    expect(await hostsOf({ need_os: "linux" })).toEqual(all);
    expect(await hostsOf({ need_os: "win" })).toEqual([]);
  });
});

describe("masks of a job that runs", () => {
  let server: SimulatedAfserver;

  beforeAll(async () => {
    server = await SimulatedAfserver.start();
    for (const name of ["pc-1", "pc-10"]) server.farm.startRender({ name });
  });

  afterAll(() => server.stop());

  it("an expression that cannot be read leaves the one before in force, and is listed", () => {
    const job = server.farm.register({
      name: "g",
      user_name: "alice",
      ...regex,
      ...exclude("pc-1"),
      blocks: [{ name: "b", flags: 1, frame_first: 1, frame_last: 10, command: "sleep 60" }],
    });
    job?.read(exclude("(pc-1"));
    expect(job?.write(false)).toContain('"hosts_mask_exclude":"(pc-1"');
    server.turn(2);
    expect(server.farm.hostsOf("g")).toEqual(["pc-10"]);
  });

  it("do not stop a task; they count for the next", () => {
    server.farm.startRender({ name: "pc-11" });
    const job = server.farm.register({
      name: "k",
      user_name: "alice",
      priority: 200,
      ...regex,
      blocks: [{ name: "b", flags: 1, frame_first: 1, frame_last: 10, command: "sleep 5" }],
    });
    server.turn();
    const before = server.farm.hostsOf("k");
    expect(before).toContain("pc-11");
    job?.read(exclude("pc-11"));
    server.turn();
    expect(server.farm.hostsOf("k")).toEqual(before);
    server.turn(6);
    expect(server.farm.hostsOf("k")).not.toContain("pc-11");
  });
});
