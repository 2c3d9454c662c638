import { Afserver } from "@afpools/afanasy";
import { describe, expect, it } from "vitest";
import { FarmRig, type RigOptions } from "../testing/farm-rig.js";

const anna = { name: "anna", origin: "test" };
const job = (name: string, more: object = {}) => ({
  name,
  user_name: "alice",
  blocks: [{ name: "render", flags: 1, frame_first: 1, frame_last: 50, command: "sleep 60" }],
  ...more,
});

async function start(options: RigOptions = {}) {
  const rig = await FarmRig.start(options);
  for (const name of ["pc-1", "pc-2", "pc-3"]) rig.farm.startRender({ name });
  await rig.service.create({ name: "gpu", hosts: ["pc-1", "pc-2"] }, anna);
  return rig;
}

describe("a job that gets the id of a deleted one", () => {
  it.each([0, 1, 2, 3, 4])("keeps its own masks when the pool changes %i steps later", async (steps) => {
    const rig = await start();
    rig.submit(job("shot"), "gpu");
    const { reconciler } = rig.startServer();
    await rig.until(() => reconciler.status.following.state === "active", "jobs are followed");
    await rig.pass(20);
    const { id } = rig.job("shot");
    rig.farm.deleteJob(rig.job("shot"));
    rig.farm.register(job("innocent", { hosts_mask: "pc-3", hosts_mask_type: "regex" }));
    expect(rig.job("innocent").id).toBe(id);
    await rig.pass(steps);
    await rig.service.update("gpu", { addHosts: ["pc-3"] }, anna);
    await rig.pass(60);
    expect(rig.job("innocent").work.include.text).toBe("pc-3");
  });

  it("is not taken for the one that was on a pool, when it is on another one itself", async () => {
    const rig = await start();
    await rig.service.create({ name: "nuke", hosts: ["pc-3"] }, anna);
    rig.submit(job("shot"), "gpu");
    const { reconciler } = rig.startServer();
    await rig.until(() => reconciler.status.following.state === "active", "jobs are followed");
    await rig.pass(20);
    rig.farm.deleteJob(rig.job("shot"));
    rig.submit(job("other"), "nuke");
    await rig.service.update("gpu", { addHosts: ["pc-3"] }, anna);
    await rig.service.update("nuke", { addHosts: ["pc-1"] }, anna);
    await rig.until(() => rig.maskOf("other") === "pc-[13]", "it follows its own pool");
  });

  it("keeps its tasks where the deleted job's were to be restarted", async () => {
    const rig = await start();
    rig.submit(job("shot"), "gpu", { restartStrays: true });
    const { reconciler } = rig.startServer();
    await rig.until(() => rig.farm.hostsOf("shot").length === 2, "the job runs");
    rig.farm.deleteJob(rig.job("shot"));
    rig.submit(job("again"), "gpu", { restartStrays: true });
    await rig.pass(20);
    expect(rig.job("again").tasks.filter(({ isRunning }) => isRunning)).toHaveLength(2);
    expect(reconciler.status.tasksRestarted).toBe(0);
  });
});

describe("a machine that was suspended", () => {
  it("writes nothing after it woke up and another server has the lease", async () => {
    const rig = await start();
    rig.submit(job("shot"), "gpu");
    const sleeper = rig.startServer();
    await rig.until(() => sleeper.reconciler.status.following.state === "active", "jobs are followed");
    await rig.service.update("gpu", { addHosts: ["pc-3"] }, anna);
    // It is suspended after it began its work, between looking at the job and writing to it.
    const { afserver } = sleeper.afserver;
    const look = afserver.jobs.bind(afserver);
    afserver.jobs = async (query, options) => {
      const jobs = await look(query, options);
      if (query?.ids) sleeper.clock.suspend(60_000);
      return jobs;
    };
    const before = rig.job("shot").work.include.text;
    await rig.pass(2, true);
    afserver.jobs = look;
    expect(rig.simulated.waitingActions).toBe(0);
    expect(rig.job("shot").work.include.text).toBe(before);
    await rig.until(() => rig.maskOf("shot") === "pc-[1-3]", "it goes on once it has the lease again");
  });

  it("restarts no task either", async () => {
    const rig = await start();
    rig.submit(job("shot"), "gpu", { restartStrays: true });
    const sleeper = rig.startServer();
    await rig.until(() => rig.farm.hostsOf("shot").length === 2, "the job runs");
    const { afserver } = sleeper.afserver;
    const look = afserver.jobProgress.bind(afserver);
    let looks = 0;
    afserver.jobProgress = async (...asked) => {
      const progress = await look(...asked);
      looks += 1;
      sleeper.clock.suspend(60_000);
      return progress;
    };
    await rig.service.update("gpu", { removeHosts: ["pc-1"] }, anna);
    await rig.until(() => looks > 0, "it looks at the task outside the pool");
    afserver.jobProgress = look;
    await rig.pass(2, true);
    expect([rig.simulated.waitingActions, rig.farm.hostsOf("shot")]).toEqual([0, ["pc-1", "pc-2"]]);
    await rig.until(() => sleeper.reconciler.status.tasksRestarted === 1, "it goes on with the lease");
  });

  it("moves no tag either, and loses none", async () => {
    const rig = await FarmRig.start();
    rig.farm.startRender({ name: "pc-1" });
    const { pool } = await rig.service.create({ name: "gpu", hosts: ["pc-1"] }, anna);
    const tag = { version: 1, expression: "gpu", pools: { gpu: pool?.id }, enforcement: "mask", own: {} };
    const [block] = job("").blocks;
    const custom_data = JSON.stringify({ afpools: { job: tag } });
    rig.farm.register(job("shot", { annotation: "pool: gpu", blocks: [{ ...block, custom_data }] }));
    const sleeper = rig.startServer();
    const { afserver } = sleeper.afserver;
    // It is suspended between looking at the job in detail and writing to its blocks.
    const look = afserver.jobInDetail.bind(afserver);
    const isMoving = () => rig.job("shot").write(false).includes("afpools:1");
    let isAsleep = false;
    afserver.jobInDetail = async (...asked) => {
      const detailed = await look(...asked);
      if (isMoving() && !isAsleep) {
        isAsleep = true;
        sleeper.clock.suspend(60_000);
      }
      return detailed;
    };
    await rig.until(() => isAsleep, "it is moving the tag");
    await rig.pass(2, true);
    expect(rig.simulated.waitingActions).toBe(0);
    expect(rig.job("shot").blocks[0]?.write("full")).toContain("expression");
    await rig.until(
      () => !rig.job("shot").blocks[0]?.write("full").includes("expression"),
      "it goes on with the lease",
    );
    expect(isMoving()).toBe(true);
  });

  it("changes no host either", async () => {
    const rig = await start({ enforcement: "property" });
    rig.submit(job("shot"), "gpu");
    const sleeper = rig.startServer();
    await rig.until(() => rig.farm.hostsOf("shot").length === 2, "the job runs");
    await rig.pass(20);
    const { afserver } = sleeper.afserver;
    const look = afserver.renders.bind(afserver);
    let looks = 0;
    afserver.renders = async (...asked) => {
      const renders = await look(...asked);
      looks += 1;
      sleeper.clock.suspend(60_000);
      return renders;
    };
    await rig.service.update("gpu", { addHosts: ["pc-3"] }, anna);
    await rig.until(() => looks > 0, "it looks at the host");
    afserver.renders = look;
    await rig.pass(2, true);
    expect([rig.simulated.waitingActions, rig.farm.hostsOf("shot")]).toEqual([0, ["pc-1", "pc-2"]]);
    await rig.until(() => rig.farm.hostsOf("shot").includes("pc-3"), "it goes on with the lease");
  });
});

describe("tags of versions before 1.0", () => {
  const legacy = (more: object = {}) =>
    job("shot", {
      hosts_mask: "pc-[12]|#5c1f09a2",
      annotation: "take 3; pool: gpu",
      custom_data: "the job's own",
      ...more,
    });

  it.each(["3.4.1", "3.3.1", "2.3.1"])(
    "are moved, so that the job survives a restart of afserver %s",
    async (release) => {
      const rig = await FarmRig.start({ release } as never);
      for (const name of ["pc-1", "pc-2"]) rig.farm.startRender({ name });
      const { pool } = await rig.service.create({ name: "gpu", hosts: ["pc-1", "pc-2"] }, anna);
      const tag = {
        job: {
          version: 1,
          expression: "gpu",
          pools: { gpu: pool?.id },
          enforcement: "mask",
          own: { hosts_mask: "pc" },
        },
      };
      const [block] = job("").blocks;
      rig.farm.register(
        legacy({ blocks: [{ ...block, custom_data: `studio's\n${JSON.stringify({ afpools: tag })}` }] }),
      );
      rig.startServer();
      const client = new Afserver(rig.simulated.address);
      const now = async () =>
        (await rig.simulated.during(client.jobs({ full: true }))).find(({ name }) => name === "shot");
      await rig.pass(60);
      expect(await now()).toMatchObject({
        annotation: "take 3; pool: gpu",
        description: expect.stringMatching(/^afpools:1\?on=gpu&.*hosts_mask=pc/),
        custom_data: "the job's own",
        blocks: [{ custom_data: "studio's" }],
      });
      await rig.simulated.stop();
      await rig.simulated.start();
      expect(await now()).toBeDefined();
    },
  );
});
