import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { Afserver } from "../client/afserver.js";
import { knownReleases } from "../releases/release-table.js";
import { type TextOwner, textFields } from "../releases/text-fields.js";
import { SimulatedAfserver } from "./simulated-afserver.js";

// What real afservers of these releases did, built from their tags.

type KnownRelease = (typeof knownReleases)[number];

const block = { name: "b", service: "generic", flags: 1, frame_first: 1, frame_last: 3, command: "sleep 60" };

async function start(release: KnownRelease) {
  const server = await SimulatedAfserver.start({ release });
  onTestFinished(() => server.stop());
  const afserver = new Afserver({ ...server.address, userName: "u", hostName: "h" });
  const send = async (job: object = {}, ofBlock: object = {}) => {
    const draft = { name: "j", user_name: "alice", host_name: "ws", offline: true, ...job };
    const answer = await afserver.request({ job: { ...draft, blocks: [{ ...block, ...ofBlock }] } });
    return answer as { id: number; serial: number };
  };
  const act = async (what: object, ids = [2], type = "jobs") => {
    const request = { action: { type, ids, user_name: "u", host_name: "h", ...what } };
    return (await server.during(afserver.request(request)).catch((error) => error.details)) as unknown;
  };
  const change = (params: object, more: object = {}) => act({ params, ...more });
  const job = async (id = 2) => {
    const answer = (await afserver.request({ get: { type: "jobs", ids: [id], mode: "full" } })) as {
      jobs: Record<string, unknown>[];
    };
    return answer.jobs[0] ?? {};
  };
  const restart = async () => {
    await server.stop();
    await server.start();
  };
  return { server, afserver, send, act, change, job, restart };
}

const said = (text: string) => ({ info: { kind: "log", text } });
const refused = (text: string) => ({ text });
const processed = said("Action processed.");

const before3_4: KnownRelease[] = ["2.3.1", "3.0.0", "3.2.0", "3.2.1", "3.2.2", "3.3.1"];

describe("names of renders", () => {
  it.each<[KnownRelease, string[]]>([
    ["2.3.1", ["pc-2", "node.a"]],
    ["3.0.0", ["pc-2", "node"]],
    ["3.2.2", ["pc-2", "node"]],
    ["3.3.1", ["PC-2", "node.a"]],
    ["3.4.1", ["PC-2", "node.a"]],
  ])("%s", async (release, names) => {
    const { server, afserver } = await start(release);
    for (const name of ["PC-2", "node.a"]) server.farm.startRender({ name });
    expect((await afserver.renders()).map(({ name }) => name)).toEqual(names);
    server.farm.stopRender("PC-2");
    expect((await afserver.renders())[0]?.state).toEqual(new Set(["OFF"]));
  });
});

describe("what a host is", () => {
  it("before 3.0 is in the render's host, and cannot be changed", async () => {
    const { server, act, afserver } = await start("2.3.1");
    server.farm.startRender({ name: "pc-1", properties: "[fx]" });
    expect(await act({ params: { properties_host: "@a@", annotation: "x" } }, [1], "renders")).toEqual(
      processed,
    );
    const answer = (await afserver.request({ get: { type: "renders" } })) as { renders: object[] };
    expect(answer.renders[0]).toMatchObject({
      annotation: "x",
      host: { properties: "[fx]", capacity: 1100 },
    });
    for (const name of ["properties_host", "pool", "os"]) expect(answer.renders[0]).not.toHaveProperty(name);
  });

  it.each<[KnownRelease, boolean]>([
    ["3.2.2", false],
    ["3.3.1", true],
  ])("resources on %s: the GPU %s", async (release, hasGpu) => {
    const { server, afserver } = await start(release);
    server.farm.startRender({ name: "pc-1", resources: { gpu_mem_total_mb: 8000 } });
    const answer = (await afserver.request({ get: { type: "renders", mode: "resources" } })) as {
      renders: { host_resources: object }[];
    };
    expect(answer.renders[0]?.host_resources).toMatchObject({ cpu_num: 8, mem_free_mb: 12_000 });
    expect("gpu_mem_total_mb" in (answer.renders[0]?.host_resources ?? {})).toBe(hasGpu);
  });
});

describe("native pools", () => {
  it("are not there before 3.0", async () => {
    const { afserver } = await start("2.3.1");
    await expect(afserver.request({ get: { type: "pools" } })).rejects.toMatchObject({
      details: { text: "Invalid get type = 'pools'" },
    });
    expect(await afserver.nativePools()).toEqual([]);
  });

  it.each<[KnownRelease, object | undefined]>([
    ["2.3.1", { "/fx": 50 }],
    ["3.0.0", undefined],
    ["3.2.1", undefined],
    ["3.3.1", undefined],
    ["3.4.1", { "/fx": 50 }],
  ])("of a job are, after another change of it on %s, %j", async (release, pools) => {
    const { send, change, job } = await start(release);
    await send({ pools: { "/fx": 50 } });
    await change({ priority: 10 });
    expect((await job()).pools).toEqual(pools);
    await change({ pools: { "/fx": 60 } });
    await change({ hosts_mask: "pc.*" }, { block_ids: [0] });
    expect((await job()).pools).toEqual({ "/fx": 60 });
  });

  it.each(knownReleases)("are kept on %s by a change through the client", async (release) => {
    const { send, job, afserver, server } = await start(release);
    const jobs = [
      await send({ pools: { "/fx": 50 } }),
      await send({ name: "k" }),
      await send({ name: "l", pools: { "/fx": 50 } }),
    ];
    const changed = await server.during(afserver.changeJobs(jobs, { hosts_mask: "pc-1", priority: 5 }));
    expect(changed.partly).toBe(false);
    expect(
      await Promise.all([2, 3, 4].map(async (id) => [(await job(id)).pools, (await job(id)).priority])),
    ).toEqual([
      [{ "/fx": 50 }, 5],
      [undefined, 5],
      [{ "/fx": 50 }, 5],
    ]);
    expect((await changed.readBack()).map(({ id }) => id)).toEqual([2, 3, 4]);
    await server.during(afserver.changeJobs(jobs, { pools: {} }));
    expect((await job()).pools).toBeUndefined();
  });
});

describe("answers", () => {
  it.each<[KnownRelease, unknown]>([
    ["2.3.1", processed],
    ["3.0.0", said("Subscribed on 'jobs'")],
    ["3.2.0", said("Subscribed on 'jobs'")],
    // `{"object":Subscribed on 'jobs'}`, which the client reads as words.
    ["3.2.1", said("Subscribed on 'jobs'")],
    ["3.2.2", said("Subscribed on 'jobs'")],
    ["3.4.1", said("Subscribed on 'jobs'")],
  ])("to a subscription on %s", async (release, answer) => {
    const { server, act } = await start(release);
    const { id } = server.farm.addMonitor({ userName: "u", hostName: "h", engine: "e" });
    const operation = { type: "watch", class: "jobs", status: "subscribe" };
    expect(await act({ operation }, [id], "monitors")).toEqual(answer);
    expect(server.farm.monitors.get(id)?.classes).toEqual(new Set(["jobs"]));
  });

  it.each<[KnownRelease, unknown[]]>([
    [
      "2.3.1",
      [
        said("Action processed."),
        refused("Action node(s) not found."),
        said("Action processed."),
        refused("Invalid action."),
      ],
    ],
    [
      "3.3.1",
      [
        said("Action processed."),
        refused("Action node(s) not found."),
        said("Action processed."),
        refused("Invalid action."),
      ],
    ],
    [
      "3.4.1",
      [
        refused("Action node ID not found: 999."),
        refused("Action node ID not found: 999."),
        refused("Invalid block number: 9"),
        refused("JSON action should have nodes ids or mask to operate with."),
      ],
    ],
  ])("to actions on what is not there, on %s", async (release, answers) => {
    const { send, act, change } = await start(release);
    await send();
    expect([
      await act({ params: { priority: 1 } }, [2, 999]),
      await act({ params: { priority: 1 } }, [999]),
      await change({ capacity: 5 }, { block_ids: [9] }),
      await act({ params: { priority: 1 } }, []),
    ]).toEqual(answers);
  });

  it.each(knownReleases)("to a user that there is not are refusals to the client on %s", async (release) => {
    const { send, afserver, server } = await start(release);
    const job = await send();
    await expect(server.during(afserver.changeJobs([job], { user_name: "nobody" }))).rejects.toMatchObject({
      code: "AFSERVER_REFUSED",
    });
    await expect(server.during(afserver.operateJobs([job], "nonsense" as never))).rejects.toMatchObject({
      code: "AFSERVER_REFUSED",
    });
  });

  it.each(knownReleases)(
    "to a branch that there is not, and to a job that makes one, on %s",
    async (release) => {
      const { send, afserver, server, job } = await start(release);
      const sent = await send({ branch: "film\\shot 1" });
      await expect(
        server.during(afserver.changeJobs([sent], { branch: "/none", priority: 3 })),
      ).rejects.toMatchObject({
        details: { text: expect.stringMatching(/^New job branch not found: '?\/none'?$/) },
      });
      expect(await job()).toMatchObject({ branch: "/film/shot_1", priority: 3 });
      const { branches } = (await afserver.request({ get: { type: "branches" } })) as { branches: object[] };
      expect(branches).toMatchObject([
        { name: "/", parent: "", solve_jobs: true },
        { name: "/film", parent: "/" },
        { name: "/film/shot_1", parent: "/film" },
      ]);
      await server.during(afserver.changeJobs([sent], { branch: "/film" }));
      expect((await job()).branch).toBe("/film");
    },
  );

  it.each(knownReleases)("to blocks by their numbers, without tasks, on %s", async (release) => {
    const { send, afserver } = await start(release);
    await send({}, { flags: 0, tasks: [{ name: "t", command: "c" }], custom_data: "cd" });
    const get = { type: "jobs", ids: [2], block_ids: [0], mode: ["properties"] };
    const answer = (await afserver.request({ get })) as { blocks: object[] };
    expect(answer.blocks).toEqual([expect.objectContaining({ block_num: 0, custom_data: "cd" })]);
    expect(answer.blocks[0]).not.toHaveProperty("tasks");
  });

  it.each(knownReleases)("to serials and to a user's order of jobs on %s", async (release) => {
    const { send, afserver } = await start(release);
    const { serial } = await send();
    const ask = async (get: object) => await afserver.request({ get: { type: "jobs", ...get } });
    expect(await ask({ serials: [serial, 99] })).toMatchObject({ jobs: [{ id: 2, serial }] });
    expect(await ask({ serials: [99] })).toEqual({ jobs: [] });
    expect(await afserver.request({ get: { type: "users", ids: [1], mode: "jobs_order" } })).toEqual({
      events: { jobs_order: { uids: [1], jids: [[2]] } },
    });
  });
});

describe("masks", () => {
  const runsOn = async (release: KnownRelease, job: object, ofBlock: object = {}) => {
    const { server } = await start(release);
    for (const name of ["pc-1", "pc-10", "ws-1"]) server.farm.startRender({ name });
    const draft = { name: "j", user_name: "a", max_running_tasks_per_host: 1, ...job };
    server.farm.register({ ...draft, blocks: [{ ...block, ...ofBlock }] });
    server.turn();
    return server.farm.hostsOf("j");
  };
  const all = ["pc-1", "pc-10", "ws-1"];

  it.each<[string, object, string[], string[]]>([
    ["a type is not known", { hosts_mask: "pc-1", hosts_mask_type: "find" }, ["pc-1"], ["pc-1", "pc-10"]],
    ["case is ignored", { hosts_mask: "PC-1.*", hosts_mask_type: "regex" }, ["pc-1", "pc-10"], []],
    ["an unreadable include", { hosts_mask: "(pc-1", hosts_mask_type: "regex" }, all, []],
    ["an unreadable exclude", { hosts_mask_exclude: "(pc-1", hosts_mask_type: "regex" }, all, all],
    ["needs, case ignored for the system", { need_os: "^UNIX.*64$" }, all, []],
    ["needs as words", { need_os: "windows|linux" }, all, all],
  ])("%s before 3.4", async (_, job, older, newer) => {
    for (const release of before3_4) expect([release, await runsOn(release, job)]).toEqual([release, older]);
    expect(await runsOn("3.4.1", job)).toEqual(newer);
  });

  it.each(before3_4)(
    "a text that cannot be read leaves the old one on %s, which is listed",
    async (release) => {
      const { send, change, job } = await start(release);
      await send({ hosts_mask: "pc-1" }, { hosts_mask: "ws" });
      await change({ hosts_mask: "(pc-1" });
      await change({ hosts_mask: "[" }, { block_ids: [0] });
      expect(await job()).toMatchObject({ hosts_mask: "pc-1", blocks: [{ hosts_mask: "ws" }] });
      expect(await job()).not.toHaveProperty("hosts_mask_type");
      await change({ hosts_mask: "" });
      expect(await job()).not.toHaveProperty("hosts_mask");
    },
  );

  it("a text that cannot be read is listed since 3.4, while the old one decides until afserver restarts", async () => {
    const { server, send, change, job, restart } = await start("3.4.1");
    const render = server.farm.startRender({ name: "pc-1" });
    await send({ hosts_mask: "pc-1", hosts_mask_type: "regex" });
    await change({ hosts_mask: "(pc-1" });
    expect((await job()).hosts_mask).toBe("(pc-1");
    expect(server.farm.jobs.get(2)?.work.admits(render)).toBe(true);
    await restart();
    expect((await job()).hosts_mask).toBe("(pc-1");
    expect(server.farm.jobs.get(2)?.work.admits(render)).toBe(false);
  });

  it("those of an appended block are prefixes until the job's type is sent again; it is not stored yet", async () => {
    const { server, send, act, change, job, restart } = await start("3.4.1");
    server.farm.startRender({ name: "pc-10" });
    await send({ hosts_mask_type: "regex", offline: false }, { hosts_mask: "nowhere" });
    const operation = { type: "append_blocks", blocks: [{ ...block, name: "more", hosts_mask: "pc-1" }] };
    expect(await act({ operation })).toEqual({ object: { block_ids: [1] } });
    server.turn();
    expect(server.farm.hostsOf("j")).toEqual(["pc-10"]);
    await restart();
    expect((await job()).blocks).toHaveLength(1);

    await act({ operation });
    await change({ hosts_mask_type: "regex" });
    server.turn(20);
    expect(server.farm.hostsOf("j")).toEqual([]);
    await restart();
    expect((await job()).blocks).toHaveLength(2);
  });

  it("the numbers of appended blocks are answered since 3.2.1", async () => {
    const { send, act, job } = await start("3.2.0");
    await send();
    expect(await act({ operation: { type: "append_blocks", blocks: [block] } })).toEqual(processed);
    expect((await job()).blocks).toHaveLength(2);
  });

  it("blocks cannot be appended before 3.0", async () => {
    const { send, act } = await start("2.3.1");
    await send();
    expect(await act({ operation: { type: "append_blocks", blocks: [block] } })).toEqual(
      refused("Unknown operation 'append_blocks\""),
    );
  });
});

describe.each(knownReleases)("an action on %s", (release) => {
  it("on blocks leaks into the job, and any with parameters shows a hidden job", async () => {
    const { send, change, act, job } = await start(release);
    await send({ hidden: true, annotation: "a", custom_data: "cd" });
    await change({ hosts_mask: "pc" }, { block_ids: [0] });
    expect(await job()).not.toHaveProperty("hidden");
    await change({ custom_data: "B", annotation: "C", priority: 7, hidden: true }, { block_ids: [-1] });
    expect(await job()).toMatchObject({ custom_data: "B", annotation: "C", priority: 7, hidden: true });
    expect(await job()).toMatchObject({ blocks: [{ custom_data: "B", hosts_mask: "pc" }] });
    await act({ operation: { type: "start" }, params: { annotation: "D", description: "no" } });
    expect(await job()).toMatchObject({ annotation: "D", state: " RDY" });
    expect(await job()).not.toHaveProperty("description");
  });

  it("with others is done in the next cycle, while reads go on", async () => {
    const { server, send, afserver } = await start(release);
    const jobs: { id: number; serial: number }[] = [];
    for (let count = 0; count < 300; count++) jobs.push(await send({ name: `j${count}` }));
    const changes = jobs.map((job, index) => afserver.changeJobs([job], { priority: 1 + (index % 200) }));
    while (server.waitingActions < jobs.length) {
      await afserver.jobs({ ids: [2] });
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await afserver.jobs({ ids: [2, 3] })).map(({ priority }) => priority)).toEqual([99, 99]);
    const begin = server.farm.now;
    server.turn();
    await Promise.all(changes);
    expect(server.farm.now).toBe(begin + 1);
    expect((await afserver.jobs({ ids: [2, 3] })).map(({ priority }) => priority)).toEqual([1, 2]);
  });
});

describe("what afserver does not survive", () => {
  const whole = { name: "j", user_name: "a", host_name: "h", blocks: [block] };
  const bad = [
    {},
    7,
    null,
    { ...whole, blocks: [] },
    { ...whole, blocks: undefined },
    { ...whole, user_name: undefined },
    { ...whole, blocks: [{ name: "b" }] },
    { ...whole, blocks: [{ name: "b", tasks: [] }] },
  ];

  it.each(before3_4)("invalid jobs are refused on %s", async (release) => {
    const { afserver } = await start(release);
    for (const job of bad) {
      expect(await afserver.request({ job })).toEqual({ id: 0, serial: 0, error: "Invalid job." });
    }
  });

  it.each<[KnownRelease, object]>([
    ...bad.map((job): [KnownRelease, object] => ["3.4.1", { job }]),
    ["3.4.1", { job: { ...whole, blocks: [{ name: "b", tasks: [1] }] } }],
    ...knownReleases.flatMap((release): [KnownRelease, object][] => [
      [release, { job: { ...whole, blocks: [1] } }],
      [release, { action: { type: "renders", ids: [-1], user_name: "u", host_name: "h", params: {} } }],
    ]),
  ])("%s: %j", async (release, request) => {
    const { afserver } = await start(release);
    await expect(afserver.request(request)).rejects.toMatchObject({ code: "SERVER_UNREACHABLE" });
  });

  it("the client sends none of it", async () => {
    const { afserver, server } = await start("3.4.1");
    const connections = server.traffic.connections;
    for (const job of bad) {
      await expect(afserver.sendJob(job as never)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    }
    await expect(afserver.operateJobs([{ id: -1, serial: 1 }], "pause")).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
    });
    let deep: unknown = 1;
    for (let level = 0; level < 100; level++) deep = [deep];
    await expect(afserver.sendJob({ ...whole, deep })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    expect(server.traffic.connections).toBe(connections);
  });
});

describe("texts, stored and listed", () => {
  const owners = (Object.keys(textFields) as TextOwner[]).filter((owner) => owner !== "render");
  const places = owners.flatMap((owner) =>
    Object.keys(textFields[owner]).map((member) => ({ owner, member })),
  );
  const parts = fc.constantFrom(
    '"',
    "\\",
    "\n",
    "\t",
    "\b",
    "\u0001",
    "é",
    "😀",
    "a",
    "b]},",
    '","x":"',
    "/",
  );
  const texts = fc.array(parts, { minLength: 1, maxLength: 5 }).map((some) => some.join(""));

  /** A job with this text in one place, and what is read back from there. */
  function withText({ owner, member }: (typeof places)[number], text: string) {
    const field = textFields[owner][member];
    const value =
      field?.holds === "text"
        ? text
        : field?.holds === "texts"
          ? [text]
          : { [text]: field?.holds === "names" ? 5 : "t" };
    const job: Record<string, unknown> = { name: "j", offline: true };
    const ofBlock: Record<string, unknown> = { ...block };
    if (owner === "job") job[member] = value;
    else if (owner === "block") ofBlock[member] = value;
    else Object.assign(ofBlock, { flags: 0, tasks: [{ name: "t", command: "c", [member]: value }] });
    return { draft: { ...job, blocks: [ofBlock] }, value };
  }

  it.each(knownReleases)(
    "%s: what the client takes is listed and kept as it was; what it refuses breaks listings, is lost or becomes something else",
    async (release) => {
      const { afserver, server, restart } = await start(release);
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...places), texts, async (place, text) => {
          const { draft, value } = withText(place, text);
          const taken = await sentId(afserver.sendJob(draft as never));
          const unchecked = { user_name: "u", host_name: "h", ...draft };
          const id =
            taken ?? (await sentId(afserver.request({ job: unchecked }) as Promise<{ id: number }>)) ?? 0;
          const job = server.farm.jobs.get(id);
          const listed = read(() => valueAt(place, job?.write(true) ?? ""));
          await restart();
          const isStored = server.farm.jobs.get(id) === job;
          const isSame = JSON.stringify(listed) === JSON.stringify(value);
          if (taken === undefined) expect(isSame && isStored).toBe(false);
          else expect([place, isStored, isSame || isOther(place, release)]).toEqual([place, true, true]);
          if (isStored && job) server.farm.deleteJob(job);
        }),
        { seed: 31, numRuns: 200 },
      );
    },
  );

  it.each(knownReleases)("%s: texts of renders", async (release) => {
    const { afserver, server } = await start(release);
    const render = server.farm.startRender({ name: "pc-1" });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(textFields.render)), texts, async (member, text) => {
        const change = server.during(afserver.changeRenders([render], { [member]: text }));
        const taken = await change.then(
          () => true,
          () => false,
        );
        if (!taken) render.readTexts({ [member]: text });
        const listed = read(() => Reflect.get(JSON.parse(render.write()), member));
        const isKept = release !== "2.3.1" || member !== "properties_host";
        expect(listed === text).toBe(taken && isKept);
        render.readTexts({ [member]: "" });
      }),
      { seed: 32, numRuns: 100 },
    );
  });

  async function sentId(sending: Promise<{ id: number }>): Promise<number | undefined> {
    try {
      return (await sending).id;
    } catch (error) {
      expect(error).toMatchObject({ code: "INVALID_ARGUMENT" });
      return undefined;
    }
  }

  /** What is listed under another name, or not at all by this release. */
  function isOther({ member }: (typeof places)[number], release: KnownRelease): boolean {
    if (["command_pre", "command_post", "srv_info"].includes(member)) return true;
    // Before 3.4 a mask is kept only if it can be read; before 3.0 there are no tickets.
    return (
      (member.startsWith("hosts_mask") && release !== "3.4.1") ||
      (member === "tickets" && release === "2.3.1")
    );
  }

  function valueAt({ owner, member }: (typeof places)[number], written: string): unknown {
    const job = JSON.parse(written) as { blocks: [{ tasks?: object[] }] };
    const [ofBlock] = job.blocks;
    const holder = owner === "job" ? job : owner === "block" ? ofBlock : ofBlock.tasks?.[0];
    return Reflect.get(holder ?? {}, member);
  }

  function read(work: () => unknown): unknown {
    try {
      return work();
    } catch {
      return undefined;
    }
  }
});
