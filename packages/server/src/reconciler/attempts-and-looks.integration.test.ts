import { isUnfinished } from "@afpools/afanasy/internal";
import { describe, expect, it } from "vitest";
import { FarmRig, type RigServer } from "../testing/farm-rig.js";

const anna = { name: "anna", origin: "test" };
const job = (name: string, more: object = {}) => ({
  name,
  user_name: "alice",
  blocks: [{ name: "render", flags: 1, frame_first: 1, frame_last: 50, command: "sleep 60" }],
  ...more,
});

/** In vain it would be tried again after a minute, which are 240 steps. */
const soon = 100;

async function start(hosts: readonly string[] = ["pc-1", "pc-2"]) {
  const rig = await FarmRig.start();
  for (const name of ["pc-1", "pc-2", "pc-3"]) rig.farm.startRender({ name });
  const { pool } = await rig.service.create({ name: "gpu", hosts }, anna);
  return { rig, pool };
}

async function follow(rig: FarmRig): Promise<RigServer> {
  const server = rig.startServer();
  await rig.until(() => server.reconciler.status.following.state === "active", "jobs are followed");
  await rig.pass(20);
  return server;
}

/** How many steps it takes until this is so. */
async function stepsUntil(rig: FarmRig, isSo: () => boolean): Promise<number> {
  let steps = 0;
  for (; !isSo() && steps < 2 * soon; steps += 1) await rig.pass(1);
  return steps;
}

/** Lets a job take no masks any more; counts how often that is tried. */
function makeStubborn(rig: FarmRig, name: string): () => number {
  const stubborn = rig.job(name);
  const read = stubborn.read.bind(stubborn);
  let tries = 0;
  stubborn.read = (params) => {
    if (!("hosts_mask" in params)) return read(params);
    tries += 1;
    return false;
  };
  return () => tries;
}

describe("what was right in between", () => {
  it("is written to a job at once, however often the same is wrong again", async () => {
    const { rig } = await start();
    rig.submit(job("shot"), "gpu");
    const before = rig.job("shot").work.include.text;
    await follow(rig);
    await rig.service.update("gpu", { addHosts: ["pc-3"] }, anna);
    const isRight = () => rig.maskOf("shot") === "pc-[1-3]";
    let steps = await stepsUntil(rig, isRight);
    for (let count = 0; count < 8; count += 1) {
      await rig.pass(8);
      // As a submission that was prepared before the pool's edit, or an afserver that was restored.
      rig.job("shot").read({ hosts_mask: before });
      rig.farm.tell("jobs", "change", rig.job("shot").id, rig.job("shot").user.id);
      steps = await stepsUntil(rig, isRight);
    }
    expect(steps).toBeLessThan(soon);
  });

  it("moves a task at once, however often the same one is outside the pool again", async () => {
    const { rig } = await start(["pc-1"]);
    // It has one task alone, which is the one that is outside each time.
    const [block] = job("").blocks;
    rig.submit(job("shot", { blocks: [{ ...block, frame_last: 1 }] }), "gpu", { restartStrays: true });
    await follow(rig);
    let [here, there] = ["pc-1", "pc-2"];
    let steps = 0;
    for (let count = 0; count < 8; count += 1) {
      await rig.until(() => rig.farm.hostsOf("shot").join() === here, "the task runs there");
      await rig.pass(8);
      await rig.service.update("gpu", { removeHosts: [here], addHosts: [there] }, anna);
      steps = await stepsUntil(rig, () => rig.farm.hostsOf("shot").join() === there);
      [here, there] = [there, here];
    }
    expect(steps).toBeLessThan(soon);
  });
});

it("a job that is finished right before the write gets nothing more", async () => {
  const { rig } = await start();
  rig.submit(job("shot"), "gpu");
  const server = await follow(rig);
  const { afserver } = server.afserver;
  const look = afserver.jobs.bind(afserver);
  let looks = 0;
  afserver.jobs = async (query, options) => {
    const jobs = await look(query, options);
    if (!query?.ids) return jobs;
    looks += 1;
    for (const found of jobs) (found.state as Set<string>).add("DON");
    expect(jobs.some(isUnfinished)).toBe(false);
    return jobs;
  };
  await rig.service.update("gpu", { addHosts: ["pc-3"] }, anna);
  await rig.until(() => looks > 0, "it looks at the job");
  await rig.pass(4, true);
  expect([rig.simulated.waitingActions, rig.maskOf("shot")]).toEqual([0, "pc-[12]"]);
});

it("what was written to a job is known before any event tells", async () => {
  const { rig } = await start();
  rig.submit(job("shot"), "gpu");
  const server = await follow(rig);
  const { afserver, pooledJobs } = server.afserver;
  // afserver tells nothing until this is over.
  const request = afserver.request.bind(afserver);
  let goOn: () => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  afserver.request = async (body, options) => {
    if (JSON.stringify(body).includes('"monitors"')) await over;
    return request(body, options);
  };
  await rig.service.update("gpu", { addHosts: ["pc-3"] }, anna);
  await rig.until(() => rig.maskOf("shot") === "pc-[1-3]", "the job follows");
  await rig.until(() => server.reconciler.status.jobsCorrected === 1, "it is done");
  expect(pooledJobs.current.map(({ fields }) => fields.hosts_mask)).toEqual([
    rig.job("shot").work.include.text,
  ]);
  goOn();
});

it("a tag's move that has no effect is tried again after growing pauses only", async () => {
  const { rig, pool } = await start();
  const tag = { version: 1, expression: "gpu", pools: { gpu: pool?.id }, enforcement: "mask", own: {} };
  const [block] = job("").blocks;
  const custom_data = JSON.stringify({ afpools: { job: tag } });
  rig.farm.register(job("old", { annotation: "pool: gpu", blocks: [{ ...block, custom_data }] }));
  const stubborn = rig.job("old");
  const read = stubborn.read.bind(stubborn);
  let tries = 0;
  stubborn.read = (params) => {
    if (!("description" in params)) return read(params);
    tries += 1;
    return false;
  };
  rig.startServer();
  for (let second = 0; second < 60; second += 1) {
    // Something else happens all the time.
    rig.farm.startRender({ name: `new-${second}` });
    await rig.pass(4);
  }
  expect(tries).toBeGreaterThan(2);
  expect(tries).toBeLessThan(8);
});

it("the sooner of two moments is when it looks again", async () => {
  const { rig } = await start();
  await rig.service.create({ name: "nuke", hosts: ["pc-3"] }, anna);
  rig.submit(job("old"), "gpu");
  rig.submit(job("new"), "nuke");
  await follow(rig);
  const triesOfOld = makeStubborn(rig, "old");
  await rig.service.update("gpu", { addHosts: ["pc-3"] }, anna);
  // By then the pause before the next attempt is half a minute.
  await rig.until(() => triesOfOld() === 5, "it was tried in vain");
  await rig.pass(8);
  const triesOfNew = makeStubborn(rig, "new");
  await rig.service.update("nuke", { addHosts: ["pc-1"] }, anna);
  await rig.until(() => triesOfNew() === 1, "the other job is tried");
  await rig.pass(40);
  expect([triesOfOld(), triesOfNew()]).toEqual([5, 3]);
});
