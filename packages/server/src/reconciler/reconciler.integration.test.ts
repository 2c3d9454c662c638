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
  for (const name of ["pc-1", "pc-2", "pc-3", "ws-1"]) rig.farm.startRender({ name });
  await rig.service.create({ name: "gpu", hosts: ["pc-1", "pc-2"] }, anna);
  await rig.service.create({ name: "nuke", hosts: ["pc-3"] }, anna);
  return rig;
}

describe("with masks", () => {
  it("brings a job to its pool's hosts as they change, and only that job", async () => {
    const rig = await start();
    rig.submit(job("shot"), "gpu");
    rig.submit(job("comp"), "nuke");
    rig.farm.register(job("free"));
    const { reconciler } = rig.startServer();
    await rig.until(
      () => reconciler.status.following.state === "active",
      "the server keeps jobs on their pools",
    );
    expect(rig.maskOf("shot")).toBe("pc-[12]");
    await rig.service.update("gpu", { addHosts: ["pc-3"], removeHosts: ["pc-1"] }, anna);
    await rig.until(() => rig.maskOf("shot") === "pc-[23]", "the job follows");
    expect(rig.maskOf("comp")).toBe("pc-3");
    expect(rig.maskOf("free")).toBe("");
    await rig.until(() => reconciler.status.jobsCorrected > 0, "it is counted");
    expect(reconciler.status).toEqual({
      following: { state: "active", since: expect.any(Date), reason: null },
      jobsCorrected: 1,
      rendersCorrected: 0,
      tasksRestarted: 0,
    });
  });

  it("sends nothing where nothing differs", async () => {
    const rig = await start();
    rig.submit(job("shot"), "gpu");
    const { reconciler } = rig.startServer();
    await rig.until(
      () => reconciler.status.following.state === "active",
      "the server keeps jobs on their pools",
    );
    await rig.service.update("gpu", { description: "cards" }, anna);
    rig.farm.startRender({ name: "pc-9" });
    await rig.pass(40);
    expect(reconciler.status.jobsCorrected).toBe(0);
  });

  it("lets in a host that a rule takes when it registers, and spells it as the farm does", async () => {
    const rig = await start();
    await rig.service.update("gpu", { addRules: ["lt-*"], addHosts: ["New-1"] }, anna);
    rig.submit(job("shot"), "gpu");
    rig.startServer();
    await rig.pass(20);
    expect(rig.maskOf("shot")).toBe("[Nn]ew-1|pc-[12]");
    rig.farm.startRender({ name: "LT-7" });
    rig.farm.startRender({ name: "new-1" });
    await rig.until(() => rig.maskOf("shot") === "LT-7|new-1|pc-[12]", "the hosts are let in");
  });

  it("follows exceptions, holds, facts and hours, by the clock alone", async () => {
    const rig = await start();
    rig.farm.startRender({ name: "big-1", resources: { cpu_num: 8, mem_total_mb: 128_000 } });
    rig.farm.startRender({ name: "big-2", resources: { cpu_num: 8, mem_total_mb: 64_000 } });
    // The clocks of servers begin in 1970, on a Thursday, at midnight.
    const night = "ws-1 during thu 00:02-00:03 in UTC";
    await rig.service.create(
      { name: "all", hosts: ["pc-1"], rules: ["pc-*", "ram>=100G", night, "never pc-3"] },
      anna,
    );
    rig.submit(job("shot"), "all");
    const { reconciler } = rig.startServer();
    await rig.until(() => rig.maskOf("shot") === "big-1|pc-[12]", "the job has its hosts");
    await rig.service.create({ name: "rack:B2", hosts: ["pc-1", "big-1"] }, anna);
    await rig.service.create({ name: "hold:B2", rules: ["rack:B2 until 1970-01-01T00:01:00Z"] }, anna);
    await rig.until(() => rig.maskOf("shot") === "pc-2", "the rack is held");
    await rig.until(() => rig.maskOf("shot") === "big-1|pc-[12]", "it is released at its time");
    await rig.until(() => rig.maskOf("shot") === "big-1|ws-1|pc-[12]", "the hour has come");
    await rig.until(() => rig.maskOf("shot") === "big-1|pc-[12]", "it is over");
    await rig.until(() => reconciler.status.jobsCorrected === 5, "each change is counted");
    await rig.pass(40);
    expect(reconciler.status.jobsCorrected).toBe(5);
  });

  it("leaves a job alone to which somebody is writing, and not the others", async () => {
    const rig = await start();
    rig.submit(job("shot"), "gpu");
    rig.submit(job("comp"), "nuke");
    const { reconciler, afserver } = rig.startServer();
    await rig.until(() => reconciler.status.following.state === "active", "the server is at work");
    let end: () => void = () => undefined;
    const writing = afserver.jobWrites.run(
      String(rig.job("shot").serial),
      () =>
        new Promise<void>((resolve) => {
          end = resolve;
        }),
    );
    await rig.service.update("gpu", { addHosts: ["ws-1"] }, anna);
    await rig.service.update("nuke", { addHosts: ["ws-1"] }, anna);
    await rig.until(() => rig.maskOf("comp") === "pc-3|ws-1", "the other job follows");
    await rig.pass(20);
    expect(rig.maskOf("shot")).toBe("pc-[12]");
    end();
    await writing;
    await rig.until(() => rig.maskOf("shot") === "pc-[12]|ws-1", "the job follows");
  });

  it("lets nobody else write to a job to which it is writing", async () => {
    const rig = await start();
    rig.submit(job("shot"), "gpu");
    const { reconciler, afserver } = rig.startServer();
    await rig.until(() => reconciler.status.following.state === "active", "the server is at work");
    const isBusy = () => afserver.jobWrites.isBusy(String(rig.job("shot").serial));
    await rig.service.update("gpu", { addHosts: ["ws-1"] }, anna);
    await rig.until(isBusy, "it is writing");
    expect(rig.maskOf("shot")).toBe("pc-[12]");
    await rig.until(() => !isBusy(), "it has written");
    expect(rig.maskOf("shot")).toBe("pc-[12]|ws-1");
  });

  it("follows a rename and leaves the masks", async () => {
    const rig = await start();
    rig.submit(job("shot"), "gpu");
    rig.startServer();
    await rig.service.update("gpu", { name: "cards" }, anna);
    const annotation = () => JSON.parse(rig.job("shot").write(false)).annotation;
    await rig.until(() => annotation() === "pool: cards", "the annotation says the new name");
    expect(rig.maskOf("shot")).toBe("pc-[12]");
  });

  it("leaves a mask by hand alone, and a job whose pool was deleted", async () => {
    const rig = await start();
    rig.submit(job("shot"), "gpu");
    rig.submit(job("comp"), "nuke");
    const { reconciler, statuses } = rig.startServer();
    await rig.until(
      () => reconciler.status.following.state === "active",
      "the server keeps jobs on their pools",
    );
    rig.job("shot").read({ hosts_mask: "ws-1" });
    rig.farm.tell("jobs", "change", rig.job("shot").id, rig.job("shot").user.id);
    await rig.service.delete("nuke", anna);
    await rig.service.update("gpu", { addHosts: ["pc-3"] }, anna);
    await rig.pass(40);
    expect(rig.maskOf("shot")).toBe("ws-1");
    expect(rig.maskOf("comp")).toBe("pc-3");
    expect([...statuses.unfinished()].map(({ status }) => status)).toEqual([
      { kind: "by-hand" },
      { kind: "orphan", missing: ["nuke"] },
    ]);
  });

  it("lets nobody in while the pool is empty, and says so to people", async () => {
    const rig = await start();
    rig.submit(job("shot"), "gpu");
    rig.startServer();
    await rig.service.update("gpu", { removeHosts: ["pc-1", "pc-2"] }, anna);
    await rig.until(() => rig.maskOf("shot") === "#the-pool-is-empty", "the job waits");
    await rig.service.update("gpu", { addHosts: ["ws-1"] }, anna);
    await rig.until(() => rig.maskOf("shot") === "ws-1", "the job goes on");
  });

  it("restarts tasks on hosts that are not allowed any more where the job wants that, and only there", async () => {
    const rig = await start();
    rig.submit(job("moves"), "gpu", { restartStrays: true });
    rig.submit(job("stays"), "nuke");
    const { reconciler } = rig.startServer();
    await rig.until(() => rig.farm.hostsOf("moves").length === 2, "the job runs on its pool");
    await rig.service.update("gpu", { removeHosts: ["pc-1"], addHosts: ["ws-1"] }, anna);
    await rig.service.update("nuke", { removeHosts: ["pc-3"], addHosts: ["pc-1"] }, anna);
    await rig.until(() => rig.farm.hostsOf("moves").join() === "pc-2,ws-1", "the task is moved");
    expect(rig.farm.hostsOf("stays")).toContain("pc-3");
    expect(reconciler.status.tasksRestarted).toBe(1);
  });

  it("restarts tasks on hosts that leave a pool that wants it, until nobody is left, and of no other pool's jobs", async () => {
    const rig = await start();
    await rig.service.update("gpu", { restartStrays: true }, anna);
    rig.submit(job("moves"), "gpu + host:ws-1");
    rig.submit(job("stays"), "nuke");
    const { reconciler } = rig.startServer();
    const hostsOf = (name: string) => rig.farm.hostsOf(name).join();
    await rig.until(() => hostsOf("moves") === "pc-1,pc-2,ws-1" && hostsOf("stays") === "pc-3", "they run");
    await rig.service.update("nuke", { removeHosts: ["pc-3"] }, anna);
    await rig.until(() => rig.maskOf("stays") === "#the-pool-is-empty", "its pool has no host");
    await rig.service.update("gpu", { removeHosts: ["pc-1"] }, anna);
    await rig.until(() => hostsOf("moves") === "pc-2,ws-1", "the host is free");
    await rig.service.create({ name: "hold:all", rules: ["*"] }, anna);
    await rig.until(() => hostsOf("moves") === "", "all hosts are free");
    await rig.pass(40);
    expect(hostsOf("stays")).toBe("pc-3");
    expect(reconciler.status.tasksRestarted).toBe(3);
  });

  it("restarts tasks on hosts of a hold that wants it, of all jobs on pools and of no others", async () => {
    const rig = await start();
    rig.submit(job("shot"), "gpu");
    rig.submit(job("comp"), "nuke");
    rig.startServer();
    const hostsOf = (name: string) => rig.farm.hostsOf(name).join();
    await rig.until(() => hostsOf("shot") === "pc-1,pc-2" && hostsOf("comp") === "pc-3", "the jobs run");
    rig.farm.register(job("free"));
    await rig.until(() => hostsOf("free") !== "", "a job on no pool runs");
    const free = hostsOf("free");
    await rig.service.create({ name: "hold:fan", rules: ["pc-2"] }, anna);
    await rig.until(() => rig.maskOf("shot") === "pc-1", "the host is held");
    await rig.pass(20);
    expect(hostsOf("shot")).toBe("pc-1,pc-2");
    await rig.service.create({ name: "hold:switch", rules: ["PC-[2-3]"], restartStrays: true }, anna);
    await rig.until(() => hostsOf("shot") === "pc-1" && hostsOf("comp") === "", "its tasks are restarted");
    expect(hostsOf("free")).toContain(free);
  });

  it("waits for an afserver that is away, and loses nothing", async () => {
    const rig = await start();
    rig.submit(job("shot"), "gpu");
    const { reconciler } = rig.startServer();
    await rig.until(
      () => reconciler.status.following.state === "active",
      "the server keeps jobs on their pools",
    );
    await rig.simulated.stop();
    await rig.service.update("gpu", { addHosts: ["pc-3"] }, anna);
    await rig.pass(20);
    await rig.simulated.start();
    await rig.until(() => rig.maskOf("shot") === "pc-[1-3]", "the job follows");
    await rig.until(() => reconciler.status.following.state === "active", "it says so");
  });

  it.each([1, 20, 70])(
    "has masks right within two cycles of an afserver that was away for %s s",
    async (seconds) => {
      const rig = await start();
      rig.submit(job("shot"), "gpu");
      const { reconciler } = rig.startServer();
      await rig.until(
        () => reconciler.status.following.state === "active",
        "the server keeps jobs on their pools",
      );
      await rig.simulated.stop();
      await rig.service.update("gpu", { addHosts: ["pc-3"] }, anna);
      await rig.pass(4 * seconds);
      expect(reconciler.status.following.state).toBe("stopped");
      await rig.simulated.start();
      let cycles = 0;
      while (rig.maskOf("shot") !== "pc-[1-3]") {
        await rig.until(() => rig.simulated.waitingActions > 0, "actions are on their way", true);
        await rig.pass(8, true);
        rig.simulated.turn();
        cycles += 1;
      }
      expect(cycles).toBeLessThanOrEqual(2);
    },
  );

  it("tries what has no effect again after growing pauses only", async () => {
    const rig = await start();
    rig.submit(job("shot"), "gpu");
    rig.startServer();
    await rig.pass(20);
    const stubborn = rig.job("shot");
    let tries = 0;
    const read = stubborn.read.bind(stubborn);
    stubborn.read = (params) => {
      if (!("hosts_mask" in params)) return read(params);
      tries += 1;
      return false;
    };
    await rig.service.update("gpu", { addHosts: ["pc-3"] }, anna);
    await rig.pass(240);
    expect(tries).toBeGreaterThan(2);
    expect(tries).toBeLessThan(8);
  });
});

describe("tasks outside the pool", () => {
  it("are restarted again after growing pauses only, where that has no effect", async () => {
    const rig = await start();
    rig.submit(job("shot"), "gpu", { restartStrays: true });
    const { afserver } = rig.startServer();
    await rig.until(() => rig.farm.hostsOf("shot").length === 2, "the job runs");
    let tries = 0;
    afserver.afserver.restartTasks = async () => {
      tries += 1;
      return { text: "", partly: false, readBack: async () => [] };
    };
    await rig.service.update("gpu", { removeHosts: ["pc-1"] }, anna);
    for (let second = 0; second < 60; second += 1) {
      // Something else happens all the time.
      rig.farm.startRender({ name: `new-${second}` });
      await rig.pass(4);
    }
    expect(tries).toBeGreaterThan(2);
    expect(tries).toBeLessThan(5);
  });

  it("are none for a job with a mask by hand, and others go on to follow", async () => {
    const rig = await start();
    rig.submit(job("shot"), "gpu", { restartStrays: true });
    rig.submit(job("comp"), "nuke");
    const { reconciler } = rig.startServer();
    await rig.until(() => rig.farm.hostsOf("shot").length === 2, "the job runs");
    rig.job("shot").read({ hosts_mask: "ws-1" });
    rig.farm.tell("jobs", "change", rig.job("shot").id, rig.job("shot").user.id);
    await rig.service.update("gpu", { removeHosts: ["pc-1"] }, anna);
    await rig.service.update("nuke", { addHosts: ["ws-1"] }, anna);
    await rig.until(() => rig.maskOf("comp") === "pc-3|ws-1", "the other job follows");
    await rig.pass(20);
    expect(reconciler.status).toMatchObject({ following: { state: "active" }, tasksRestarted: 0 });
  });
});

describe("with properties", () => {
  const options: RigOptions = { enforcement: "property" };

  it("puts the property on renders in a pool, takes it off, and jobs follow at once", async () => {
    const rig = await start(options);
    rig.farm.startRender({ name: "fx-1", properties: "[fx]" });
    rig.farm.root.ownProperties = "[default]";
    rig.submit(job("shot", { max_running_tasks_per_host: 1 }), "gpu");
    const { reconciler } = rig.startServer();
    await rig.until(() => rig.farm.hostsOf("shot").join() === "pc-1,pc-2", "the job runs on its pool");
    await rig.service.update("gpu", { addHosts: ["fx-1"], removeHosts: ["pc-1"] }, anna);
    await rig.until(() => rig.farm.hostsOf("shot").includes("fx-1"), "it runs on the host that came");
    expect(rig.farm.render("fx-1")?.ownProperties).toMatch(/^\[fx\]@[0-9a-f]{24}@$/);
    expect(rig.farm.render("pc-1")?.ownProperties).toBe("");
    expect(rig.farm.render("pc-3")?.properties).toMatch(/^\[default\]@/);
    await rig.until(() => reconciler.status.rendersCorrected === 5, "all are counted");
    expect(reconciler.status.jobsCorrected).toBe(0);
  });

  it("leaves it on the renders of a pool that was deleted, while a job needs it", async () => {
    const rig = await start(options);
    rig.submit(job("shot"), "gpu");
    rig.startServer();
    await rig.until(() => rig.farm.hostsOf("shot").length === 2, "the job runs");
    await rig.service.delete("gpu", anna);
    rig.farm.startRender({ name: "pc-9" });
    await rig.pass(20);
    expect(rig.job("shot").tasks.filter(({ isRunning }) => isRunning)).toHaveLength(2);
    expect(rig.farm.render("pc-1")?.ownProperties).toMatch(/^@[0-9a-f]{24}@$/);
    rig.farm.deleteJob(rig.job("shot"));
    await rig.until(() => rig.farm.render("pc-1")?.ownProperties === "", "nobody needs it any more");
  });

  it("puts it on a render as it registers", async () => {
    const rig = await start(options);
    await rig.service.update("gpu", { addRules: ["lt-*"] }, anna);
    rig.submit(job("shot"), "gpu");
    rig.startServer();
    await rig.until(() => rig.farm.hostsOf("shot").length === 2, "the job runs");
    rig.farm.startRender({ name: "lt-1" });
    await rig.until(() => rig.farm.hostsOf("shot").includes("lt-1"), "it runs on the new host");
  });

  it("keeps it through a rename, and sends nothing for that but the annotation", async () => {
    const rig = await start(options);
    rig.submit(job("shot"), "gpu");
    const { reconciler } = rig.startServer();
    await rig.until(() => rig.farm.hostsOf("shot").length === 2, "the job runs");
    await rig.pass(20);
    await rig.service.update("gpu", { name: "cards" }, anna);
    await rig.pass(20);
    expect(reconciler.status.rendersCorrected).toBe(3);
    expect(JSON.parse(rig.job("shot").write(false)).annotation).toBe("pool: cards");
  });

  it("makes properties right again that somebody has cleared", async () => {
    const rig = await start(options);
    rig.submit(job("shot"), "gpu");
    rig.startServer();
    await rig.until(() => rig.farm.hostsOf("shot").length === 2, "the job runs");
    const render = rig.farm.render("pc-1");
    if (render) render.ownProperties = "[mine]";
    rig.farm.tell("renders", "change", render?.id ?? 0);
    await rig.until(() => /^\[mine\]@/.test(render?.ownProperties ?? ""), "it is right again");
  });

  it("makes them right at once each time that somebody clears them", async () => {
    const rig = await start(options);
    rig.submit(job("shot"), "gpu");
    rig.startServer();
    await rig.until(() => rig.farm.hostsOf("shot").length === 2, "the job runs");
    const render = rig.farm.render("pc-1");
    const isRight = () => /^@/.test(render?.ownProperties ?? "");
    let steps = 0;
    for (let count = 0; count < 8; count += 1) {
      if (render) render.ownProperties = "";
      rig.farm.tell("renders", "change", render?.id ?? 0);
      for (steps = 0; !isRight(); steps += 1) await rig.pass(1);
      await rig.pass(8);
    }
    // In vain it would be tried again after a minute, which are 240 steps.
    expect(steps).toBeLessThan(100);
  });

  it("tries what has no effect on a host again after growing pauses only", async () => {
    const rig = await start(options);
    rig.submit(job("shot"), "gpu");
    rig.startServer();
    await rig.until(() => rig.farm.hostsOf("shot").length === 2, "the job runs");
    const render = rig.farm.render("pc-3");
    if (!render) throw new Error("It is not there.");
    let tries = 0;
    render.readTexts = () => {
      tries += 1;
      return false;
    };
    await rig.service.update("gpu", { addHosts: ["pc-3"] }, anna);
    await rig.pass(240);
    expect(tries).toBeGreaterThan(2);
    expect(tries).toBeLessThan(8);
  });

  it("takes it off on a farm of masks when a person took the job off its pool", async () => {
    const rig = await start();
    rig.submit(job("shot"), "gpu", { enforcement: "property" });
    rig.startServer();
    await rig.until(() => rig.farm.hostsOf("shot").length === 2, "the job runs");
    rig.job("shot").read({ need_properties: "mine" });
    rig.farm.tell("jobs", "change", rig.job("shot").id, rig.job("shot").user.id);
    await rig.until(() => rig.farm.render("pc-1")?.ownProperties === "", "the property is taken off");
  });

  it("serves jobs that ask for it on a farm of masks, and cleans up after them", async () => {
    const rig = await start();
    rig.submit(job("shot"), "gpu", { enforcement: "property" });
    rig.submit(job("comp"), "nuke");
    rig.startServer();
    await rig.until(() => rig.farm.hostsOf("shot").join() === "pc-1,pc-2", "the job runs on its pool");
    expect(rig.farm.render("pc-3")?.ownProperties).toBe("");
    rig.farm.deleteJob(rig.job("shot"));
    await rig.until(() => rig.farm.render("pc-1")?.ownProperties === "", "the property is taken off");
  });

  it("sends masks and no properties to an afserver that knows none of renders", async () => {
    const rig = await start({ ...options, release: "2.3.1" });
    rig.submit(job("shot"), "gpu");
    const { reconciler } = rig.startServer();
    await rig.until(() => rig.maskOf("shot") === "pc-[12]", "the job has its pool's mask");
    expect(JSON.parse(rig.job("shot").write(false)).need_properties).toBeUndefined();
    await rig.service.update("gpu", { removeHosts: ["pc-1"] }, anna);
    await rig.until(() => rig.maskOf("shot") === "pc-2", "the job follows");
    expect(reconciler.status.rendersCorrected).toBe(0);
  });
});

describe("several servers on one database", () => {
  it("let one of them work, and another one after it died", async () => {
    const rig = await start();
    rig.submit(job("shot"), "gpu");
    const first = rig.startServer();
    await rig.until(() => first.reconciler.status.following.state === "active", "the first works");
    const second = rig.startServer();
    await rig.pass(40);
    expect(second.reconciler.status.following.state).toBe("standby");
    first.kill();
    await rig.service.update("gpu", { addHosts: ["pc-3"] }, anna);
    await rig.until(() => rig.maskOf("shot") === "pc-[1-3]", "the second goes on");
    expect(second.reconciler.status.following.state).toBe("active");
  });
});
