import { MemoryStore, PoolService } from "@afpools/core";
import { createPoolServer } from "@afpools/server";
import { describe, expect, it, onTestFinished } from "vitest";
import type { JobPoolChange } from "../../access/access.js";
import { aJob, withAfserver } from "../../testing/afserver.js";
import { commandLine } from "../../testing/command-line.js";

async function farmWithPools() {
  const afpools = commandLine();
  const { simulated, afserver } = await withAfserver(afpools, ["pc-1", "pc-2", "pc-3", "ws-1"]);
  await afpools(["pool", "create", "gpu", "pc-1", "pc-2"]);
  await afpools(["pool", "create", "nuke", "pc-3"]);
  const jobs = async () => JSON.parse((await afpools(["job", "list", "--json"])).out);
  return { afpools, simulated, afserver, jobs };
}

const unkept = /^No Pool Server keeps jobs on these pools/;

describe("afpools submit", () => {
  it("sends a job that renders on the pool alone", async () => {
    const { afpools, simulated, jobs } = await farmWithPools();
    const { status, out, err } = await afpools(
      ["submit", "-", "--pool", "gpu"],
      JSON.stringify({ job: aJob("shot") }),
    );
    expect([status, out]).toEqual([0, 'Job 2 "shot" is sent and renders on gpu: 2 hosts, 2 online.\n']);
    expect(err).toMatch(unkept);
    simulated.turn(2);
    expect(simulated.farm.hostsOf("shot").sort()).toEqual(["pc-1", "pc-2"]);
    expect(await jobs()).toMatchObject([
      { id: 2, name: "shot", user: "anna", pool: "gpu", status: "following", hosts: 2, online: 2 },
    ]);
  });

  it("shows what it would send, and sends nothing", async () => {
    const { afpools, afserver } = await farmWithPools();
    const words = ["submit", "-", "--pool", "gpu", "--dry-run", "--restart-strays"];
    const { out } = await afpools(words, JSON.stringify(aJob("shot", { hosts_mask: "pc-2" })));
    expect(JSON.parse(out)).toMatchObject({
      hosts_mask: expect.stringMatching(/^pc-2\|#/),
      annotation: "pool: gpu (strays restart)",
    });
    expect((await afserver.jobs()).map(({ name }) => name)).not.toContain("shot");
  });

  it("sends a paused one with --paused, and tells the name that afserver gave it", async () => {
    const { afpools, afserver } = await farmWithPools();
    const words = ["submit", "-", "--pool", "nuke", "--paused"];
    await afpools(words, JSON.stringify(aJob("shot")));
    const { out } = await afpools(words, JSON.stringify(aJob("shot")));
    expect(out).toContain('"shot-1"');
    expect((await afserver.jobs()).at(-1)?.state.has("OFF")).toBe(true);
  });

  it.each([
    ["no JSON", "{", /^error: standard input cannot be read: it is not JSON/],
    ["no job", '{"name":"x"}', /^error: standard input cannot be submitted: it is not a job: blocks/],
    ["a wrapped job without a name", '{"job":{"blocks":[{"name":"b"}]}}', /it is not a job: name/],
    [
      "a mask that is a number",
      JSON.stringify(aJob("x", { hosts_mask: 7 })),
      /^error: hosts_mask of the job/,
    ],
  ])("refuses %s", async (_, input, message) => {
    const { afpools, afserver } = await farmWithPools();
    const before = await afserver.jobs();
    const { status, err } = await afpools(["submit", "-", "--pool", "gpu"], input);
    expect(status).toBe(2);
    expect(err.replaceAll("the whole: ", "")).toMatch(message);
    expect(await afserver.jobs()).toEqual(before);
  });

  it("refuses a pool without a host, and one that there is not", async () => {
    const { afpools } = await farmWithPools();
    await afpools(["pool", "create", "none"]);
    const submit = (pool: string) => afpools(["submit", "-", "--pool", pool], JSON.stringify(aJob("shot")));
    expect((await submit("none")).status).toBe(2);
    expect((await submit("gpx")).status).toBe(3);
  });
});

describe("afpools job pool", () => {
  it("puts a running job on a pool, on another one, and off again", async () => {
    const { afpools, afserver, jobs } = await farmWithPools();
    await afserver.sendJob(aJob("shot", { hosts_mask: "pc" }));
    expect((await afpools(["job", "pool", "shot", "gpu"])).out).toBe(
      'Job 2 "shot" renders on gpu: 2 hosts, 2 online.\n',
    );
    expect(await jobs()).toMatchObject([{ pool: "gpu", hosts: 2 }]);
    await afpools(["job", "pool", "2", "gpu + nuke"]);
    expect(await jobs()).toMatchObject([{ pool: "gpu + nuke", hosts: 3 }]);
    expect((await afpools(["job", "pool", "2", "--none"])).out).toBe(
      'Job 2 "shot" is off its pool; hosts mask: pc.\n',
    );
    expect(await jobs()).toEqual([]);
    expect((await afserver.jobs({ ids: [2] }))[0]).toMatchObject({
      hosts_mask: "pc",
      hosts_mask_type: "find",
    });
    expect((await afpools(["job", "pool", "2", "--none"])).out).toBe('Job 2 "shot" is on no pool.\n');
  });

  it("tells which mask that somebody wrote by hand makes way", async () => {
    const { afpools, afserver, jobs } = await farmWithPools();
    const sent = await afserver.sendJob(aJob("shot"));
    await afpools(["job", "pool", "shot", "gpu"]);
    await afserver.changeJobs([sent], { hosts_mask: "ws-1" });
    expect(await jobs()).toMatchObject([{ status: "by-hand", hosts: 1 }]);
    const { err } = await afpools(["job", "pool", "shot", "nuke"]);
    expect(err).toContain('wrote on it by hand makes way: "ws-1"');
    expect(await jobs()).toMatchObject([{ status: "following", hosts: 1 }]);
  });

  it("changes nothing on a dry run", async () => {
    const { afpools, afserver } = await farmWithPools();
    await afserver.sendJob(aJob("shot", { offline: true }));
    const before = await afserver.jobs({ ids: [2], full: true });
    const { out } = await afpools(["job", "pool", "2", "gpu", "--dry-run"]);
    expect(out).toBe('Job 2 "shot" would render on gpu: 2 hosts, 2 online.\n');
    expect(await afserver.jobs({ ids: [2], full: true })).toEqual(before);
  });

  it.each([
    [["job", "pool", "nobody", "gpu"], 3],
    [["job", "pool", "1"], 2],
    [["job", "pool", "1", "gpu", "--none"], 2],
  ])("refuses %j", async (words, status) => {
    const { afpools } = await farmWithPools();
    expect((await afpools(words)).status).toBe(status);
  });

  it("says what is missing where no afserver is configured", async () => {
    const afpools = commandLine();
    const { status, err } = await afpools(["job", "list"]);
    expect([status, err]).toEqual([2, expect.stringContaining("afpools config set afanasy.server")]);
  });
});

describe("afpools job history", () => {
  it("tells who assigned jobs to which pools, and what they were on before", async () => {
    const { afpools, afserver } = await farmWithPools();
    expect((await afpools(["job", "history"])).err).toBe("No job was assigned to a pool or released yet.\n");
    for (const name of ["shot", "comp"]) await afserver.sendJob(aJob(name));
    await afpools(["job", "pool", "shot", "gpu"]);
    await afpools(["job", "pool", "comp", "nuke"]);
    await afpools(["job", "pool", "2", "gpu + nuke"]);
    await afpools(["job", "pool", "shot", "--none"]);
    // These change nothing, or nothing that can be restored.
    await afpools(["job", "pool", "shot", "--none"]);
    await afpools(["job", "pool", "shot", "gpu", "--dry-run"]);
    const [comp] = await afserver.jobs({ ids: [3] });
    if (comp) await afserver.changeJobs([comp], { hosts_mask: "ws-1" });
    await afpools(["job", "pool", "comp", "gpu"]);
    const changes = async (...words: string[]) =>
      JSON.parse((await afpools(["job", "history", "--json", ...words])).out).map(
        ({ job, pool, before }: JobPoolChange) => [job.name, pool, before === undefined ? "?" : before],
      );
    const all = [
      ["comp", "gpu", "?"],
      ["shot", null, { expression: "gpu + nuke", enforcement: "mask" }],
      ["shot", "gpu + nuke", { expression: "gpu", enforcement: "mask" }],
      ["comp", "nuke", null],
      ["shot", "gpu", null],
    ];
    expect(await changes()).toEqual(all);
    expect(await changes("--limit", "2")).toEqual(all.slice(0, 2));
    expect(await changes("2", "--limit", "2")).toEqual(all.slice(1, 3));
    expect(await changes("comp")).toEqual([all[0], all[3]]);
    expect((await afpools(["job", "history", "comp"])).out).toMatch(
      /^TIME \(UTC\) +WHO +JOB +POOL +BEFORE\n\S+ \S+ +\S+ +3 comp +gpu +\?\n\S+ \S+ +\S+ +3 comp +nuke +-\n$/,
    );
    expect((await afpools(["job", "history", "--limit", "0"])).status).toBe(2);
  });
});

describe("afpools job list", () => {
  it("tells orphans, and jobs left with no host", async () => {
    const { afpools, jobs } = await farmWithPools();
    for (const pool of ["gpu", "nuke"]) {
      await afpools(["submit", "-", "--pool", pool], JSON.stringify(aJob(pool)));
    }
    await afpools(["pool", "delete", "gpu", "--yes"]);
    await afpools(["pool", "remove", "nuke", "pc-3"]);
    expect(await jobs()).toMatchObject([
      { pool: "gpu", status: "orphan", hosts: 2, why: '"gpu" is gone: the job keeps its last mask.' },
      { pool: "nuke", status: "empty", hosts: 1 },
    ]);
    const { out } = await afpools(["job", "list", "--all"]);
    expect(out).toMatch(/^ID +JOB +USER +STATE +POOL +HOSTS +ONLINE +STATUS\n +1 +afanasy .*-\n/);
    expect(out).toMatch(/orphan: "gpu" is gone/);
  });
});

describe("a job's name", () => {
  it("is never obeyed by the terminal, nor pushes anything out of sight; --json has all of it", async () => {
    const { afpools, afserver } = await farmWithPools();
    const name = `\u009b31m\u202e${"x".repeat(200)}`;
    await afserver.sendJob(aJob(name));
    const put = await afpools(["job", "pool", "2", "gpu"]);
    const list = await afpools(["job", "list"]);
    const missing = await afpools(["job", "pool", `${name}?`, "gpu"]);
    for (const text of [put.out, put.err, list.out, missing.err]) {
      expect(text).not.toMatch(/[\u009b\u202e]/);
    }
    expect(list.out).toMatch(/ 2 {2}\\u\{9b\}31m\\u\{202e\}x+… +.* gpu +2 +2 +following\n$/);
    expect(list.out.length).toBeLessThan(400);
    const json = await afpools(["job", "list", "--json"]);
    expect(json.out).not.toContain("\u202e");
    expect(JSON.parse(json.out)).toMatchObject([{ name }]);
  });
});

describe("afpools explain --job", () => {
  it("says for each host whether it may render the job, and why", async () => {
    const { afpools, afserver } = await farmWithPools();
    await afserver.sendJob(aJob("shot", { hosts_mask_exclude: "pc-2" }));
    await afpools(["job", "pool", "shot", "gpu"]);
    const { out } = await afpools(["explain", "--job", "shot", "--json"]);
    expect(JSON.parse(out)).toMatchObject([
      { name: "pc-1", text: expect.stringMatching(/^In pool "gpu" by name\./) },
      { name: "pc-2", answer: "never", check: "hosts-mask-exclude" },
      { name: "pc-3", answer: "never", text: "Not in the pool expression." },
      { name: "ws-1", answer: "never" },
    ]);
    const table = await afpools(["explain", "--job", "shot"]);
    expect(table.out).toMatch(/^HOST +RENDERS +ONLINE +WHY\npc-1 +(may|not now) +yes +In pool "gpu" by name/);
    expect((await afpools(["explain", "gpu", "--job", "shot"])).status).toBe(2);
  });
});

it("works through a server: its pools, its way to keep jobs", async () => {
  const store = new MemoryStore();
  await new PoolService(store).create({ name: "gpu", hosts: ["pc-1"] }, { name: "anna", origin: "test" });
  const server = createPoolServer({
    store,
    port: 0,
    jobs: { enforcement: "property", keepsProperties: true },
  });
  const { port } = await server.listen();
  onTestFinished(() => server.close());
  const { afpools, afserver } = await farmWithPools();
  const through = ["--server", `127.0.0.1:${port}`];
  await afpools(["submit", "-", "--pool", "gpu", ...through], JSON.stringify(aJob("shot")));
  const { out } = await afpools(["job", "list", "--json", ...through]);
  expect(JSON.parse(out)).toMatchObject([{ pool: "gpu", enforcement: "property", status: "following" }]);
  await afpools(["job", "pool", "shot", "gpu", "--enforcement", "mask", ...through]);
  expect((await afserver.jobs({ ids: [2] }))[0]?.hosts_mask).toMatch(/^pc-1\|#/);
});
