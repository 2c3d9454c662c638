import { Afserver } from "@afpools/afanasy";
import { describe, expect, it, vi } from "vitest";
import { startApi, type TestApiOptions } from "../testing/test-api.js";

const renders = ["pc-1", "pc-2", "pc-3", "ws-1"];

/** A job of ten tasks that take a minute each, in afserver's JSON. */
const aJob = (name: string, members: object = {}) => ({
  name,
  user_name: "anna",
  ...members,
  blocks: [
    {
      name: "render",
      service: "generic",
      tasks: Array.from({ length: 10 }, (_, index) => ({ name: `t${index}`, command: "sleep 100000" })),
    },
  ],
});

async function farmWithPools(options: TestApiOptions = {}) {
  const api = await startApi({ renders, ...options });
  const editor = api.as("editor");
  await editor.createPool({ body: { name: "gpu", hosts: ["pc-1", "pc-2"] } });
  await editor.createPool({ body: { name: "nuke", hosts: ["pc-3", "gone-1"] } });
  if (!api.simulated) throw new Error("There is an afserver.");
  const afserver = new Afserver(api.simulated.address);
  await vi.waitFor(async () => expect((await editor.getStatus()).status.farm.hosts).toBe(4), 20_000);
  const submit = async (name: string, members: object = {}) => {
    const { id, serial } = await afserver.sendJob(aJob(name, members));
    return { id, serial };
  };
  return { api, editor, afserver, submit, simulated: api.simulated };
}

describe("the farm by HTTP", () => {
  it("tells the hosts of the farm and of the pools, and what they render", async () => {
    const { editor, submit, simulated } = await farmWithPools();
    await editor.createPool({ body: { name: "all pc", rules: ["pc-*"] } });
    await submit("shot", { hosts_mask: "pc-1" });
    await vi.waitFor(async () => {
      const { hosts } = await editor.listHosts();
      expect(hosts.find(({ name }) => name === "pc-1")).toMatchObject({ tasks: 1, jobs: ["shot"] });
    }, 20_000);
    simulated.farm.stopRender("ws-1");
    await vi.waitFor(async () => {
      const { age, farm, hosts } = await editor.listHosts();
      expect([age, farm]).toEqual([0, true]);
      expect(hosts).toMatchObject([
        { name: "gone-1", online: null, pools: ["nuke"], tasks: null, nativePool: null },
        { name: "pc-1", online: true, pools: ["gpu", "all pc"], held: null, nativePool: "/" },
        { name: "pc-2", pools: ["gpu", "all pc"], tasks: 0 },
        { name: "pc-3", pools: ["nuke", "all pc"] },
        { name: "ws-1", online: false, pools: [] },
      ]);
    }, 20_000);
    expect((await editor.getPool({ pool: "all pc" })).members).toContainEqual({
      name: "pc-2",
      online: true,
      by: "rule",
      rule: "pc-*",
    });
    expect(await editor.listNativePools()).toEqual({
      pools: [{ path: "/", expression: "native:/", hosts: renders, online: 3 }],
    });
  });

  it("tells what a server without afserver does not know", async () => {
    const api = await startApi();
    expect(await api.as().listHosts()).toEqual({ age: 0, farm: false, hosts: [], next: null });
    await expect(api.as().listNativePools()).rejects.toMatchObject({ code: "FARM_UNKNOWN" });
    await expect(api.as().listJobs()).rejects.toMatchObject({ code: "FARM_UNKNOWN" });
    expect((await api.as().getStatus()).status).toMatchObject({
      afserver: { state: "none", address: null },
      farm: { known: false },
      reconciler: null,
      jobs: { keepsProperties: false },
    });
  });

  it("is planned on: masks, explanations, jobs", async () => {
    const { editor } = await farmWithPools();
    const { plan } = await editor.planMask({ body: { expression: "gpu + nuke - host:pc-1" } });
    expect(plan).toMatchObject({ hosts: ["gone-1", "pc-2", "pc-3"], online: 2, dialect: "3.4", exact: true });
    const explained = await editor.explainHosts({ body: { expression: "gpu - host:pc-1" } });
    expect(explained.plan?.hosts).toEqual(["pc-2"]);
    expect(explained.hosts.map(({ name, admitted, reason }) => [name, admitted, reason.kind])).toEqual([
      ["pc-1", false, "removed"],
      ["pc-2", true, "member"],
      ["pc-3", false, "not-in-expression"],
      ["ws-1", false, "not-in-expression"],
    ]);
    expect((await editor.explainHosts({ body: { expression: "gpu - gpu" } })).plan).toBeNull();
    const planned = await editor.planJob({
      body: { expression: "gpu", job: { hosts_mask: "pc", blocks: [{}] } },
    });
    expect(planned).toMatchObject({
      change: {
        job: {
          annotation: "pool: gpu",
          description: expect.stringMatching(/^afpools:1\?on=gpu/),
          hosts_mask_type: "regex",
        },
        blocks: [],
      },
      plan: { hosts: ["pc-1", "pc-2"], enforcement: "mask", form: "include" },
    });
    await expect(editor.planMask({ body: { expression: "gpu + & nuke" } })).rejects.toMatchObject({
      code: "INVALID_EXPRESSION",
    });
    await expect(editor.planMask({ body: { expression: "gpx" } })).rejects.toMatchObject({
      code: "POOL_NOT_FOUND",
    });
    await expect(editor.planMask({ body: { expression: "gpu - gpu" } })).rejects.toMatchObject({
      code: "MASK_EMPTY",
    });
  });
});

describe("jobs by HTTP", () => {
  it("are listed by who submitted them, where they have to be on a pool and are on none", async () => {
    const settings = { "jobs.mustBeOnPool": "user:anna" };
    const { editor, submit } = await farmWithPools({ settings });
    const job = await submit("shot", { host_name: "ws-9" });
    await submit("other", { user_name: "ben", host_name: "ws-9" });
    await vi.waitFor(async () => {
      expect((await editor.listUnpooled()).submitters).toEqual([
        { user: "anna", host: "ws-9", jobs: 1, latest: { id: job.id, serial: job.serial, name: "shot" } },
      ]);
    }, 20_000);
    await editor.putJobOnPool({ id: job.id, body: { serial: job.serial, expression: "gpu" } });
    await vi.waitFor(async () => expect((await editor.listUnpooled()).submitters).toEqual([]), 20_000);
  });

  it("are put on a pool, on another one, and off again", async () => {
    const { editor, submit, afserver } = await farmWithPools();
    const job = await submit("shot", { hosts_mask: "pc" });
    expect(await editor.listJobs()).toEqual({ age: 0, jobs: [], next: null });
    const tried = await editor.putJobOnPool({
      id: job.id,
      dryRun: true,
      body: { serial: job.serial, expression: "gpu" },
    });
    expect(tried).toMatchObject({
      job: { name: "shot" },
      plan: { hosts: ["pc-1", "pc-2"] },
      droppedMask: null,
    });
    expect((await afserver.jobs({ ids: [job.id] }))[0]?.hosts_mask).toBe("pc");

    await editor.putJobOnPool({ id: job.id, body: { serial: job.serial, expression: "gpu" } });
    expect((await editor.listJobs()).jobs).toMatchObject([
      { ...job, name: "shot", user: "anna", pool: "gpu", status: "following", hosts: 2, online: 2 },
    ]);
    await editor.putJobOnPool({ id: job.id, body: { serial: job.serial, expression: "gpu + nuke" } });
    expect((await editor.listJobs()).jobs).toMatchObject([{ pool: "gpu + nuke", hosts: 3 }]);
    const { hosts, groups } = await editor.explainJob({ id: job.id, serial: job.serial });
    expect(hosts.map(({ name, answer }) => [name, answer === "never"])).toEqual([
      ["pc-1", false],
      ["pc-2", false],
      ["pc-3", false],
      ["ws-1", true],
    ]);
    expect(groups).toContainEqual({ answer: "never", text: "Not in the pool expression.", hosts: ["ws-1"] });

    await vi.waitFor(async () => {
      expect(await editor.explainHost({ host: "WS-1" })).toMatchObject({
        host: "ws-1",
        jobs: [
          { job: { id: 1 }, pool: null },
          { job: { name: "shot" }, pool: "gpu + nuke", answer: "never", check: "hosts-mask", of: "job" },
        ],
      });
    }, 20_000);
    await expect(editor.explainHost({ host: "nobody" })).rejects.toMatchObject({ code: "HOST_NOT_FOUND" });

    const off = await editor.takeJobFromPool({ id: job.id, serial: job.serial });
    expect(off.change?.job).toMatchObject({ hosts_mask: "pc", hosts_mask_type: "find" });
    expect((await editor.listJobs()).jobs).toEqual([]);
    expect((await editor.takeJobFromPool({ id: job.id, serial: job.serial })).change).toBeNull();
  });

  it("are all listed on request, finished ones and those on no pool", async () => {
    const { editor, submit } = await farmWithPools();
    const [free, pooled] = [await submit("free"), await submit("pooled")];
    await editor.putJobOnPool({ id: pooled.id, body: { serial: pooled.serial, expression: "nuke" } });
    await vi.waitFor(async () => {
      const { jobs } = await editor.listJobs({ all: true });
      expect(jobs).toMatchObject([
        { id: 1, name: "afanasy", pool: null },
        { ...free, pool: null, status: null, hosts: 4 },
        { ...pooled, pool: "nuke", status: "following", hosts: 1 },
      ]);
    }, 20_000);
  });

  it("that are others by now, or gone, are left alone", async () => {
    const { editor, submit } = await farmWithPools();
    const job = await submit("shot");
    const notFound = { code: "JOB_NOT_FOUND" };
    const wrong = { serial: job.serial + 1, expression: "gpu" };
    await expect(editor.putJobOnPool({ id: job.id, body: wrong })).rejects.toMatchObject(notFound);
    await expect(editor.takeJobFromPool({ id: job.id, serial: job.serial + 1 })).rejects.toMatchObject(
      notFound,
    );
    await expect(editor.explainJob({ id: 99 })).rejects.toMatchObject(notFound);
    const property = { ...wrong, serial: job.serial, enforcement: "property" as const };
    expect(await editor.putJobOnPool({ id: job.id, dryRun: true, body: property })).toMatchObject({
      plan: { enforcement: "property" },
    });
  });

  it("tell which hand-written mask makes way", async () => {
    const { editor, submit, afserver } = await farmWithPools({ settings: { "jobs.follow": "off" } });
    const job = await submit("shot");
    await editor.putJobOnPool({ id: job.id, body: { serial: job.serial, expression: "gpu" } });
    await afserver.changeJobs([job], { hosts_mask: "ws-1" });
    const put = await editor.putJobOnPool({ id: job.id, body: { serial: job.serial, expression: "gpu" } });
    expect(put.droppedMask).toBe("ws-1");
    await expect(
      editor.putJobOnPool({
        id: job.id,
        body: { serial: job.serial, expression: "gpu", enforcement: "property" },
      }),
    ).rejects.toMatchObject({ code: "INVALID_ARGUMENT", details: { field: "enforcement" } });
  });

  it("that an edit of pools would touch are told before it is done", async () => {
    const { editor, submit } = await farmWithPools();
    const job = await submit("shot");
    await editor.putJobOnPool({ id: job.id, body: { serial: job.serial, expression: "gpu" } });
    const edit = { addHosts: ["pc-3"], removeHosts: ["pc-1"] };
    const touched = (more: object) => [{ ...job, name: "shot", user: "anna", pool: "gpu", ...more }];
    const tried = await editor.updatePool({ pool: "gpu", dryRun: true, body: edit });
    expect(tried.jobs).toEqual(touched({ gained: ["pc-3"], lost: ["pc-1"], status: "following" }));
    expect((await editor.deletePool({ pool: "gpu", dryRun: true })).jobs).toEqual(
      touched({ gained: [], lost: [], status: "orphan" }),
    );
    expect((await editor.deletePool({ pool: "nuke", dryRun: true })).jobs).toEqual([]);
    await editor.updatePool({ pool: "gpu", body: edit });
    await vi.waitFor(async () => {
      expect(await editor.explainJob({ id: job.id })).toMatchObject({
        groups: expect.arrayContaining([
          { answer: "never", text: "Not in the pool expression.", hosts: ["pc-1", "ws-1"] },
        ]),
      });
    }, 20_000);
  });

  it("are followed where one of them cannot be read, which the status and the log name", async () => {
    const { api, editor, submit, simulated } = await farmWithPools();
    const bad = await submit("bad");
    const job = simulated.farm.jobs.get(bad.id);
    if (job) job.write = () => `{\n"name":"bad",\n"id":${bad.id},\n"priority":!!\n}`;
    simulated.farm.tell("jobs", "change", bad.id, job?.user.id);
    const named = {
      type: "jobs",
      id: bad.id,
      name: "bad",
      reason: expect.stringContaining("could not be repaired"),
    };
    const message = "skipped an unreadable entry of afserver";
    expect((await api.log.line((line) => line.message === message)).values).toEqual(named);
    expect((await editor.getStatus()).status.afserver).toMatchObject({
      state: "current",
      release: "3.4.1",
      unreadable: [named],
    });
    const fine = await submit("fine");
    await editor.putJobOnPool({ id: fine.id, body: { serial: fine.serial, expression: "gpu" } });
    await vi.waitFor(async () => {
      const jobs = (await editor.listJobs()).jobs.map(({ name, pool }) => [name, pool]);
      expect(jobs).toContainEqual(["fine", "gpu"]);
    }, 20_000);
  });

  it("tell what they were on before, and their history tells it later, by whom, and whether they are there", async () => {
    const { api, editor, submit, simulated } = await farmWithPools();
    const { id, serial } = await submit("shot");
    const put = (body: object) => editor.putJobOnPool({ id, body: { serial, expression: "gpu", ...body } });
    expect((await put({})).before).toBeNull();
    expect((await put({ expression: "nuke", form: "exclude", restartStrays: true })).before).toEqual({
      expression: "gpu",
      enforcement: "mask",
    });
    await editor.updatePool({ pool: "nuke", body: { name: "comp" } });
    const placement = { expression: "comp", enforcement: "mask", form: "exclude", restartStrays: true };
    await vi.waitFor(async () => {
      expect((await editor.takeJobFromPool({ id, serial, dryRun: true })).before).toEqual(placement);
    }, 10_000);
    expect((await editor.takeJobFromPool({ id, serial })).before).toEqual(placement);
    // On no pool: nothing is done.
    expect((await editor.takeJobFromPool({ id, serial })).change).toBeNull();
    const history = async (query: { limit?: number; before?: string } = {}) => {
      const { changes, next } = await api.as("viewer").listJobChanges(query);
      return {
        next,
        told: changes.map(({ pool, before, by, unfinished }) => [pool, before, by, unfinished]),
      };
    };
    const all = [
      [null, placement, "editor", true],
      ["nuke", { expression: "gpu", enforcement: "mask" }, "editor", true],
      ["gpu", null, "editor", true],
    ];
    await vi.waitFor(async () => expect(await history()).toEqual({ next: null, told: all }), 10_000);
    const first = await history({ limit: 2 });
    expect(first.told).toEqual(all.slice(0, 2));
    expect(await history({ limit: 2, before: first.next ?? "" })).toEqual({ next: null, told: all.slice(2) });
    const job = simulated.farm.job("shot");
    if (job) simulated.farm.deleteJob(job);
    await vi.waitFor(async () => expect((await history()).told[0]?.[3]).toBe(false), 10_000);
  });

  it("are told as seen last while afserver is away; nothing is written then", {
    timeout: 40_000,
  }, async () => {
    const { api, editor, submit, simulated } = await farmWithPools();
    const job = await submit("shot");
    await editor.putJobOnPool({ id: job.id, body: { serial: job.serial, expression: "gpu" } });
    await simulated.stop();
    await api.log.line(({ message }) => message === "afserver is unavailable");
    expect((await editor.listJobs()).jobs).toMatchObject([{ name: "shot", pool: "gpu" }]);
    expect((await editor.getStatus()).status.afserver).toMatchObject({
      state: "away",
      address: `127.0.0.1:${simulated.address.port}`,
      reason: expect.stringContaining("afserver"),
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    await expect(
      editor.putJobOnPool({ id: job.id, body: { serial: job.serial, expression: "nuke" } }),
    ).rejects.toMatchObject({ kind: "unavailable" });
  });
});
