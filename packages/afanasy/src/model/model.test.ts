import { finish } from "@afpools/core/internal";
import { describe, expect, it } from "vitest";
import { readBranch } from "./branch.js";
import { readListing } from "./entry.js";
import { readErrorHosts } from "./error-hosts.js";
import { readRenderResources } from "./host-resources.js";
import { readJob } from "./job.js";
import { readNativePool } from "./native-pool.js";
import { readRender } from "./render.js";
import { maskDialect, readServerInfo } from "./server-info.js";
import { readJobProgress } from "./task-progress.js";
import { readTickets } from "./tickets.js";
import { readUser } from "./user.js";

describe("readRender", () => {
  it("reads what a real afserver said of a busy render", () => {
    expect(
      readRender({
        name: "pc-1",
        id: 1,
        priority: 99,
        user_name: "farm",
        time_register: 1795463112,
        os: "unix linux 64 debian 12",
        address: { family: 4, ip: "127.0.0.1", port: 0 },
        netifs: [],
        engine: "3.4.1",
        pool: "/",
        st: 9,
        state: " ONL RUN",
        running_services: { generic: 1 },
        tasks: [
          {
            name: "frame 1",
            service: "generic",
            user_name: "alice",
            job_name: "survey-1",
            job_id: 2,
            block_num: 0,
            task_num: 0,
          },
          "not a task",
        ],
      }),
    ).toEqual({
      name: "pc-1",
      id: 1,
      priority: 99,
      user_name: "farm",
      time_register: 1795463112,
      os: "unix linux 64 debian 12",
      address: { ip: "127.0.0.1" },
      netifs: [],
      engine: "3.4.1",
      pool: "/",
      state: new Set(["ONL", "RUN"]),
      running_services: { generic: 1 },
      tasks: [
        {
          name: "frame 1",
          service: "generic",
          user_name: "alice",
          job_name: "survey-1",
          job_id: 2,
          block_num: 0,
          task_num: 0,
        },
      ],
    });
  });

  it("leaves out what a release lacks or says otherwise", () => {
    expect(readRender({ name: "pc-1", id: 1, state: " OFF", pool: 7, engine: null, new_member: [] })).toEqual(
      {
        name: "pc-1",
        id: 1,
        state: new Set(["OFF"]),
      },
    );
  });

  it.each([
    [{ id: 1, state: " OFF" }],
    [{ name: "pc-1", state: "" }],
    [{ name: "pc-1", id: 1 }],
    [null],
    ["pc-1"],
  ])("takes %j for no render", (input) => expect(readRender(input)).toBeUndefined());
});

describe("readJob", () => {
  it("reads masks, native pools and blocks", () => {
    const job = readJob({
      name: "survey-1",
      id: 2,
      serial: 1,
      priority: 99,
      hosts_mask: "pc-",
      hosts_mask_type: "find",
      pools: { "/": 10 },
      need_properties: "@gpu@",
      st: 3,
      state: " RDY RUN",
      annotation: "pool: gpu",
      blocks: [
        {
          name: "b",
          block_num: 0,
          st: 3,
          state: " RDY RUN",
          custom_data: "{}",
          tasks: [{ name: "t", command: "x" }],
        },
      ],
    });
    expect(job).toEqual({
      name: "survey-1",
      id: 2,
      serial: 1,
      priority: 99,
      hosts_mask: "pc-",
      hosts_mask_type: "find",
      pools: { "/": 10 },
      need_properties: "@gpu@",
      state: new Set(["RDY", "RUN"]),
      annotation: "pool: gpu",
      blocks: [
        {
          name: "b",
          block_num: 0,
          state: new Set(["RDY", "RUN"]),
          custom_data: "{}",
          tasks: [{ name: "t" }],
        },
      ],
    });
  });

  it("knows a job without a state or blocks, and none without a serial", () => {
    expect(readJob({ name: "afanasy", id: 1, serial: 0, hosts_mask_type: "glob" })).toEqual({
      name: "afanasy",
      id: 1,
      serial: 0,
      state: new Set(),
      blocks: [],
    });
    expect(readJob({ name: "old", id: 1 })).toBeUndefined();
  });
});

describe("readListing", () => {
  it("leaves out entries that are none", () => {
    expect(
      finish(readListing({ pools: [{ name: "/", id: 1, parent: "" }, {}] }, "pools", readNativePool)),
    ).toEqual([{ name: "/", id: 1, parent: "" }]);
    expect(finish(readListing({ users: [] }, "users", readUser))).toEqual([]);
  });

  it.each([[{}], [{ users: null }], [[]], [null]])("refuses %j", (answer) =>
    expect(() => finish(readListing(answer, "users", readUser))).toThrow(
      expect.objectContaining({ code: "UNEXPECTED_ANSWER" }),
    ),
  );
});

describe("readListing, of more than anybody has", () => {
  it("refuses 300,000 entries before it reads one", () => {
    const answer = { users: Array(300_000).fill({ name: "u", id: 1 }) };
    expect(() => readListing(answer, "users", () => expect.fail("It was read.")).next()).toThrow(
      expect.objectContaining({
        code: "UNEXPECTED_ANSWER",
        details: expect.objectContaining({ limit: 250_000 }),
      }),
    );
  });

  it("leaves out a job of 10,001 blocks", () => {
    const blocks = (count: number) => Array(count).fill({ name: "b", block_num: 0 });
    const job = (count: number) => ({ name: "j", id: 1, serial: 1, state: "", blocks: blocks(count) });
    expect(readJob(job(10_000))?.blocks).toHaveLength(10_000);
    expect(readJob(job(10_001))).toBeUndefined();
  });

  it("reads few entries in one step", () => {
    let read = 0;
    const steps = readListing({ users: Array(1_000).fill({}) }, "users", () => {
      read += 1;
    });
    for (let step = 1; !steps.next().done; step += 1) expect(read).toBeLessThanOrEqual(50 * step);
    expect(read).toBe(1_000);
  });
});

describe("readJobProgress", () => {
  it("is by block and task", () => {
    const answer: unknown = JSON.parse(
      '{"job_progress":{"id":2,"progress":[[{"state":" RUN","st":4611686018427387906,"str":1,"hst":"pc-1"},0]]}}',
    );
    expect(finish(readJobProgress(answer))).toEqual([
      [{ state: new Set(["RUN"]), str: 1, hst: "pc-1" }, { state: new Set() }],
    ]);
    expect(() => finish(readJobProgress({}))).toThrow(expect.objectContaining({ code: "UNEXPECTED_ANSWER" }));
  });
});

describe("readServerInfo", () => {
  it("is in the last part of the configuration", () => {
    const answer = {
      cgru_config: [
        { cgru_config: { af_serverport: 51000 } },
        { cgru_environment: { version: "3.4.1", hostname: "farm", location: "" } },
      ],
    };
    expect(readServerInfo(answer)).toEqual({ version: "3.4.1", hostname: "farm" });
    expect(readServerInfo({ cgru_config: [] })).toEqual({});
    expect(() => readServerInfo([])).toThrow(expect.objectContaining({ code: "UNEXPECTED_ANSWER" }));
  });

  it.each([
    ["3.4.1", "3.4"],
    ["4.0", "3.4"],
    ["3.3.1", "3.3"],
    ["2.9", "3.3"],
    ["unknown", undefined],
    [undefined, undefined],
  ])("version %s reads masks as %s", (version, dialect) => {
    expect(maskDialect(version === undefined ? {} : { version })).toBe(dialect);
  });
});

describe("readBranch, readTickets, readRenderResources", () => {
  it("read what a real afserver says", () => {
    expect(
      readBranch({
        name: "/film",
        id: 2,
        priority: 99,
        hosts_mask: "pc",
        need_memory: 1024,
        paused: true,
        parent: "/",
        active_jobs: [],
      }),
    ).toEqual({
      name: "/film",
      id: 2,
      priority: 99,
      hosts_mask: "pc",
      need_memory: 1024,
      paused: true,
      parent: "/",
    });
    expect(readTickets({ nuke: [2, 1, 1], maya: [-1, 1, 1], fx: [5, 0, 0, 2] })).toEqual({
      nuke: { count: 2, usage: 1, hosts: 1 },
      maya: { count: -1, usage: 1, hosts: 1 },
      fx: { count: 5, usage: 0, hosts: 0, maxHosts: 2 },
    });
    expect(readTickets({ nuke: ["2"] })).toBeUndefined();
    expect(readTickets({ nuke: [] })).toBeUndefined();
    expect(readRenderResources({ id: 1, host_resources: { cpu_num: 8, mem_free_mb: 12.5 } })).toEqual({
      id: 1,
      host_resources: { cpu_num: 8 },
    });
    expect(readRenderResources({ id: 1 })).toEqual({ id: 1 });
  });
});

describe("readErrorHosts", () => {
  it("reads the lines that afserver writes for people", () => {
    const list = [
      "Block['a'] error hosts:",
      "pc-1: 3 at Fri 27 Nov 10:12.33 - ! AVOIDING !",
      "pc: 2 : 1 at Fri 27 Nov 10:12.33",
      "Task[4] error hosts: ",
      "pc-1: 2 at Fri 27 Nov 10:12.33",
      "Block['b'] error hosts:",
    ];
    expect(readErrorHosts({ message: { name: "shot", type: "error_hosts", list } })).toEqual([
      {
        counts: new Map([
          ["pc-1", 3],
          ["pc: 2 ", 1],
        ]),
        tasks: new Map([[4, new Map([["pc-1", 2]])]]),
      },
      { counts: new Map(), tasks: new Map() },
    ]);
    expect(() => readErrorHosts({ info: {} })).toThrow(
      expect.objectContaining({ code: "UNEXPECTED_ANSWER" }),
    );
  });
});
