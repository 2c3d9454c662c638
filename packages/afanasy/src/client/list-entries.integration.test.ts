import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { Block, Job } from "../model/job.js";
import { knownReleases } from "../releases/release-table.js";
import { SimulatedAfserver } from "../testing/simulated-afserver.js";
import { Afserver } from "./afserver.js";

const servers: SimulatedAfserver[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function start(release = "3.4.1") {
  const server = await SimulatedAfserver.start({ release });
  servers.push(server);
  server.farm.startRender({ name: "pc-1" });
  return {
    server,
    farm: server.farm,
    afserver: new Afserver({ ...server.address, userName: "u", hostName: "h" }),
  };
}

const block = { name: "b", service: "generic", flags: 1, frame_first: 1, frame_last: 2, command: "sleep 5" };
const whole = { name: "j", user_name: "alice", host_name: "ws", blocks: [block] };

describe("a listing with texts that afserver did not escape", () => {
  it.each<[string, object]>([
    ["a line end", { depend_mask: "a\nb" }],
    ["a quote at the end of an inner line", { depend_mask: 'a\nb"\nc' }],
    ["an inner line that ends as a member does", { depend_mask: 'x\ny",\nz' }],
    ["a backslash that is an escape in JSON", { hosts_mask: "\\bpc\\\\1" }],
    ["what looks like a member of another type", { depend_mask: 'x",\n"p_percentage":"oops', name: '"' }],
    ["what looks like a member that comes earlier", { hosts_mask: 'x",\n"capacity":7' }],
    ["what looks like the end of the block", { hosts_mask: 'x"\n}]\n}' }],
    ["brackets", { hosts_mask: 'pc"]},' }],
    ["a backslash", { hosts_mask: "node\\.a" }],
    ["a backslash and a quote", { hosts_mask: 'a\\"' }],
    ["in the block's name", { name: 'a\nb"\nc' }],
    [
      "in several",
      { name: 'b "1"', service: "s\\", hosts_mask: '"', depend_mask: "\\", need_properties: '"\n"' },
    ],
    ["control characters", { depend_mask: "\u0001\b", command: "a\u0002" }],
    ["names of tickets", { tickets: { 'a"b': 1, "c\nd": 2, 'e":3,\n"f': 4 } }],
  ])("is read as it was: %s", async (_, ofBlock) => {
    const { farm, afserver } = await start();
    farm.register(whole);
    farm.register({ ...whole, name: "odd", blocks: [block, { ...block, ...ofBlock }, block] });
    farm.register({ ...whole, name: "last" });
    const jobs = await afserver.jobs();
    expect(jobs.unreadable).toEqual([]);
    expect(jobs.map(({ name, id }) => [name, id])).toEqual([
      ["afanasy", 1],
      ["j", 2],
      ["odd", 3],
      ["last", 4],
    ]);
    const { tickets, service, command, ...listed } = ofBlock as Record<string, unknown>;
    expect(jobs[2]?.blocks[1]).toMatchObject(listed);
    const [alone] = await afserver.jobs({ ids: [3], full: true });
    expect(alone?.blocks[1]).toMatchObject({ ...listed, ...(command !== undefined && { command }) });
  });

  it.each<[string, object]>([
    ["of a domain", { user_name: "DOM\\alice" }],
    ["with quotes", { user_name: 'a"q' }],
    ["with lines", { user_name: 'a\nb"\nc' }],
  ])("is read as it was: users %s, with the renders that run their tasks", async (_, user) => {
    const { server, afserver } = await start();
    server.farm.register({ ...whole, ...user, name: 'the "best" job', host_name: 'h"\\' });
    server.turn();
    expect((await afserver.jobs())[1]).toMatchObject({ ...user, host_name: 'h"\\', name: 'the "best" job' });
    const [render] = await afserver.renders();
    expect(render?.tasks).toEqual([expect.objectContaining({ ...user, job_name: 'the "best" job' })]);
    expect((await afserver.users()).map(({ name }) => name)).toEqual([Object.values(user)[0]]);
  });

  it("is read as it was, whatever the texts, the release, and how much is asked for", async () => {
    const parts = fc.constantFrom(
      '"',
      "\\",
      "\n",
      '",\n',
      '"\n}',
      "},\n{",
      '":',
      "a",
      "\u0001",
      ',"',
      "]",
      "é",
      "\\n",
    );
    const odd = fc.array(parts, { maxLength: 6 }).map((some) => some.join(""));
    const texts = fc.oneof(fc.constant("plain"), odd);
    const blocks = fc.array(
      fc.record({
        name: texts,
        depend_mask: texts,
        tasks_depend_mask: texts,
        need_properties: texts,
        custom_data: texts,
        parser: texts,
        task: texts,
      }),
      { minLength: 1, maxLength: 3 },
    );
    const jobs = fc.array(
      fc.record({ user_name: texts, host_name: texts, annotation: texts, blocks, pool: texts }),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    await fc.assert(
      fc.asyncProperty(jobs, fc.constantFrom(...knownReleases), async (drafts, release) => {
        const { farm, afserver, server } = await start(release);
        const sent = drafts.map(({ blocks: ofJob, pool, ...draft }, index) => ({
          ...draft,
          user_name: draft.user_name || "u",
          name: `j${index}`,
          pools: { [pool || "/"]: 50 },
          blocks: ofJob.map(({ task, ...each }) => ({
            ...each,
            tasks: [
              { name: task, command: 'c"\\' },
              { name: "t", command: "c" },
            ],
          })),
        }));
        for (const draft of sent) farm.register(draft);
        for (const full of [false, true]) {
          const listed = await afserver.jobs({ full });
          expect(listed.unreadable).toEqual([]);
          expect(listed.slice(1).map((job) => said(job, full))).toEqual(sent.map((job) => said(job, full)));
        }
        await server.stop();
      }),
      { seed: 3, numRuns: 150 },
    );
  });

  /** What both a draft and a job say. Empty texts are not listed. */
  function said(
    job: Pick<Job, "name" | "user_name" | "host_name" | "annotation" | "pools"> & {
      blocks: readonly Partial<Block>[];
    },
    full: boolean,
  ) {
    const { name, user_name, host_name = "", annotation = "", pools } = job;
    const blocks = job.blocks.map((each) => [
      each.name,
      each.depend_mask ?? "",
      each.need_properties ?? "",
      ...(full ? [each.custom_data ?? "", each.tasks?.map((task) => task.name)] : []),
    ]);
    return { name, user_name, host_name, annotation, pools, blocks };
  }
});

describe("a listing with entries that cannot be read", () => {
  /** Within a text: what ends the job, and begins another. */
  const forged = (id: number) =>
    `x",\n"block_num":0\n}]\n},\n{\n"name":"forged",\n"id":${id},\n"priority":1,\n"serial":77,\n"blocks":[\n{\n"name":"b`;

  it("names them, and gives the others", async () => {
    const { farm, afserver } = await start();
    farm.register(whole);
    farm.register({
      ...whole,
      name: "bad",
      blocks: [{ ...block, depend_mask: 'x\\"', hosts_mask: '"\n}]\n}' }],
    });
    farm.register({ ...whole, name: "fine" });
    const job = farm.jobs.get(3);
    // Something that no release writes, within a job.
    if (job) job.write = () => '{\n"name":"bad",\n"id":3,\n"priority":!!\n}';
    const jobs = await afserver.jobs();
    expect(jobs.map(({ name }) => name)).toEqual(["afanasy", "j", "fine"]);
    expect(jobs.unreadable).toEqual([
      { type: "jobs", id: 3, name: "bad", reason: expect.stringContaining("JSON") },
    ]);
    expect((await afserver.jobs({ ids: [2, 3, 4] })).map(({ id }) => id)).toEqual([2, 4]);
    const alone = await afserver.jobs({ ids: [3] });
    expect([alone.length, alone.unreadable]).toEqual([0, jobs.unreadable]);
    expect((await afserver.jobs({ ids: [4] })).unreadable).toEqual([]);
  });

  it("names what lacks a member that it needs", async () => {
    const { farm, afserver } = await start();
    farm.register(whole);
    const job = farm.jobs.get(2);
    if (job) job.write = () => '{\n"name":"bare",\n"id":2,\n"priority":1\n}';
    const jobs = await afserver.jobs();
    expect(jobs.map(({ name }) => name)).toEqual(["afanasy"]);
    expect(jobs.unreadable).toMatchObject([
      { id: 2, name: "bare", reason: expect.stringContaining("missing") },
    ]);
  });

  it.each([2, 4])("does not take for a job what somebody wrote into one, under the id %i", async (id) => {
    const { farm, afserver } = await start();
    farm.register(whole);
    farm.register({
      ...whole,
      name: "bad",
      user_name: "DOM\\u",
      blocks: [{ ...block, depend_mask: forged(id) }],
    });
    farm.register({ ...whole, name: "fine" });
    const jobs = await afserver.jobs();
    expect([...jobs.map(({ name }) => name), ...jobs.unreadable.map(({ name }) => name)].sort()).toEqual([
      "afanasy",
      "bad",
      "fine",
      "j",
    ]);
    expect(jobs.find((job) => job.id === 2)).toMatchObject({ name: "j", serial: 1 });
    expect(jobs.find((job) => job.id === 4)).toMatchObject({ name: "fine", serial: 3 });
  });

  it("reads again no more than two hundred, and takes time in proportion to the length", async () => {
    const { farm, afserver, server } = await start();
    for (let number = 0; number < 260; number++) {
      const job = farm.register({ ...whole, name: `j${number}` });
      if (job) job.write = () => `{\n"name":"${job.name}",\n"id":${job.id},\n"priority":!!\n}`;
    }
    const before = server.traffic.connections;
    const jobs = await afserver.jobs();
    expect([jobs.length, jobs.unreadable.length]).toEqual([1, 260]);
    // One for the listing, one to find out the release.
    expect(server.traffic.connections - before).toBe(202);
  });
});

describe("a listing that is too large", () => {
  it("is read in parts, with the ids of all users' jobs; what is too large by itself is named", async () => {
    const { farm, afserver, server } = await start();
    const long = "c".repeat(300_000);
    for (let number = 0; number < 300; number++) {
      farm.register({
        ...whole,
        user_name: `u${number % 3}`,
        name: `j${number}`,
        blocks: [{ ...block, command: long }],
      });
    }
    const giant = farm.register({ ...whole, name: "giant" });
    const write = giant?.write.bind(giant);
    if (giant && write)
      giant.write = (full) => (full ? write(full).replace("}", `${" ".repeat(68_000_000)}}`) : write(full));
    expect((await afserver.jobs()).length).toBe(302);
    const before = server.traffic.connections;
    const jobs = await afserver.jobs({ full: true });
    expect(jobs.length).toBe(300);
    expect(jobs.every((job) => job.blocks[0]?.command === long)).toBe(true);
    expect(jobs.unreadable).toMatchObject([{ id: 302, reason: expect.stringContaining("64 MiB") }]);
    expect(server.traffic.connections - before).toBeLessThan(30);
    const some = await afserver.jobs({ full: true, ids: [5, 302, 7] });
    expect([some.map(({ id }) => id), some.unreadable.map(({ id }) => id)]).toEqual([[5, 7], [302]]);
  }, 60_000);
});

describe("reading back", () => {
  it("says that a job cannot be read, not that it is gone", async () => {
    const { farm, afserver, server } = await start();
    const job = await afserver.sendJob({ name: "j", blocks: [block] });
    const changed = await server.during(afserver.changeJobs([job], { priority: 3 }));
    const listed = farm.jobs.get(job.id);
    if (listed) listed.write = () => `{\n"name":"j",\n"id":${job.id},\n"priority":!!\n}`;
    await expect(changed.readBack()).rejects.toMatchObject({
      code: "UNEXPECTED_ANSWER",
      details: { id: job.id },
    });
  });
});
