import { type AfpoolsError, type Pool, poolHost } from "@afpools/core";
import { ManualClock } from "@afpools/core/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Afserver } from "../client/afserver.js";
import { type AfserverWatch, watchAfserver } from "../events/watch-afserver.js";
import { SimulatedAfserver } from "../testing/simulated-afserver.js";
import { applyPool } from "./apply-pool.js";
import { PooledJobs, readPooledJobs } from "./pooled-jobs.js";

const gpu: Pool = {
  id: "65a000000000000000000001",
  name: "gpu",
  description: "",
  hosts: [poolHost("pc-1")],
  rules: [],
  revision: 1,
  changedBy: "",
  changedAt: "",
};
const draft = { name: "shot", user_name: "alice", blocks: [{ name: "b", tasks: [{ name: "t" }] }] };
const { job: pooled } = applyPool(draft, "gpu", { pools: [gpu] });

let server: SimulatedAfserver;
let clock: ManualClock;
let afserver: Afserver;
let watch: AfserverWatch;
let jobs: PooledJobs;
const told: [error: AfpoolsError, job: { readonly id: number } | undefined][] = [];

beforeEach(async () => {
  server = await SimulatedAfserver.start();
  clock = new ManualClock();
  afserver = new Afserver({ ...server.address, userName: "t", hostName: "h", timeoutMs: 2_000 });
  told.length = 0;
});

afterEach(async () => {
  await jobs.close();
  await watch.close();
  await server.stop();
});

async function begin() {
  watch = watchAfserver(afserver, { clock, kinds: ["jobs"] });
  jobs = new PooledJobs(afserver, watch, (...failure) => told.push([failure[0], failure[1]]));
  await server.during(watch.ready());
  await jobs.settled();
}

/** Lets afserver's next second go by and the watch look, and waits until what it told was read. */
async function look() {
  server.turn();
  await server.during(clock.advanceToNext().then(() => clock.nextDelay()));
  await jobs.settled();
}

const seen = () => jobs.current.map(({ job, tag }) => `${job.name}: ${tag.expression}`);

describe("PooledJobs", () => {
  it("knows the jobs on pools, those that come, and those that go", async () => {
    server.farm.register(pooled);
    server.farm.register({ ...draft, name: "free" });
    await begin();
    expect(seen()).toEqual(["shot: gpu"]);
    expect(jobs.current).toBe(jobs.current);
    const late = server.farm.register({ ...pooled, name: "late" });
    await look();
    expect(seen()).toEqual(["shot: gpu", "late: gpu"]);
    if (late) server.farm.deleteJob(late);
    await look();
    expect(seen()).toEqual(["shot: gpu"]);
  });

  it("reads nothing but the listing", async () => {
    await begin();
    const before = server.traffic.connections;
    server.farm.register({ ...draft, name: "free" });
    server.farm.register(pooled);
    await look();
    // Two to look for events, one to read what changed.
    expect(server.traffic.connections - before).toBe(3);
    expect(seen()).toEqual(["shot: gpu"]);
  });

  it("sees at once that a job is on another pool, and that its tag is gone", async () => {
    const job = server.farm.register(pooled);
    await begin();
    const tell = () => server.farm.tell("jobs", "change", job?.id ?? 0, job?.user.id);
    job?.read(applyPool(pooled, "gpu + host:pc-9", { pools: [gpu] }).job);
    tell();
    await look();
    expect(seen()).toEqual(["shot: gpu + host:pc-9"]);
    job?.read({ description: "mine" });
    tell();
    await look();
    expect(seen()).toEqual([]);
  });

  it("takes jobs that were just listed, and forgets those that are gone", async () => {
    const job = server.farm.register(pooled);
    await begin();
    const [now] = await afserver.jobs({ ids: [job?.id ?? 0] });
    if (!now) throw new Error("The job is not listed.");
    jobs.take([{ ...now, description: now.description?.replace("on=gpu", "on=GPU") ?? "" }]);
    expect(seen()).toEqual(["shot: GPU"]);
    jobs.take([], [now]);
    expect(seen()).toEqual([]);
  });

  it("knows two jobs that had one id apart", async () => {
    const job = server.farm.register(pooled);
    await begin();
    if (job) server.farm.deleteJob(job);
    expect(server.farm.register({ ...draft, name: "free" })?.id).toBe(job?.id);
    await look();
    expect(seen()).toEqual([]);
  });

  describe("with tags of earlier versions", () => {
    const legacy = JSON.stringify({
      afpools: {
        job: { version: 1, expression: "gpu", pools: { gpu: gpu.id }, enforcement: "mask", own: {} },
      },
    });
    const old = {
      ...draft,
      annotation: "pool: gpu",
      blocks: [{ name: "b", custom_data: legacy, tasks: [{ name: "t" }] }],
    };

    it("reads in detail the jobs whose annotation names a pool, once", async () => {
      server.farm.register(old);
      server.farm.register({ ...draft, name: "swimmer", annotation: "pool: 50 m" });
      await begin();
      expect(seen()).toEqual(["shot: gpu"]);
      expect(jobs.current).toMatchObject([{ isLegacy: true }]);
      // That they were sent is told by the first events.
      await look();
      const before = server.traffic.connections;
      await look();
      expect(server.traffic.connections - before).toBe(2);
    });

    it("are read though one of them cannot be, which is told once and read again later and later", async () => {
      const bad = server.farm.register({ ...old, name: "bad" });
      server.farm.register(old);
      let reads = 0;
      const { jobInDetail } = afserver;
      afserver.jobInDetail = async (job, options) => {
        if (job.id !== bad?.id) return jobInDetail.call(afserver, job, options);
        reads += 1;
        throw new Error("it is not as it should be");
      };
      await begin();
      expect(seen()).toEqual(["shot: gpu"]);
      expect(jobs.unreadable).toMatchObject([{ type: "jobs", id: bad?.id, name: "bad" }]);
      expect(told.map(([error, job]) => [error.message, job?.id])).toEqual([
        ["Unexpected failure: it is not as it should be", bad?.id],
      ]);
      for (let take = 0; take < 20; take += 1) {
        jobs.take([]);
        await jobs.settled();
      }
      expect([reads, told.length]).toEqual([4, 1]);
      afserver.jobInDetail = jobInDetail;
      for (let take = 0; take < 12; take += 1) jobs.take([]);
      await jobs.settled();
      expect(seen()).toEqual(["bad: gpu", "shot: gpu"]);
      expect(jobs.unreadable).toEqual([]);
    });

    it("are taken though a listed one cannot be, which stays what it was", async () => {
      const job = server.farm.register(pooled);
      await begin();
      const [now] = await afserver.jobs({ ids: [job?.id ?? 0] });
      if (!now) throw new Error("The job is not listed.");
      const broken = {
        ...now,
        get description(): string {
          throw new Error("broken");
        },
      };
      jobs.take([broken, { ...now, serial: 99, name: "other" }]);
      expect(seen()).toEqual(["shot: gpu", "other: gpu"]);
      expect(jobs.unreadable).toMatchObject([{ id: now.id, reason: "Unexpected failure: broken" }]);
      jobs.take([now]);
      expect(jobs.unreadable).toEqual([]);
      jobs.take([broken]);
      jobs.take([], [now]);
      expect([seen(), jobs.unreadable]).toEqual([["other: gpu"], []]);
    });

    it("are none with an expression that is none", async () => {
      server.farm.register({
        ...old,
        blocks: [{ name: "b", custom_data: legacy.replace('"gpu"', '"(((("'), tasks: [{ name: "t" }] }],
      });
      await begin();
      expect([seen(), jobs.unreadable, told]).toEqual([[], [], []]);
    });

    it("are read by readPooledJobs, too", async () => {
      await begin();
      server.farm.register(old);
      expect((await readPooledJobs(afserver)).map(({ tag }) => tag.expression)).toEqual(["gpu"]);
    });
  });

  it("reads on when afserver is back after it could not", async () => {
    await begin();
    server.farm.register(pooled);
    await server.stop();
    await clock.advanceToNext();
    await server.during(clock.nextDelay());
    await server.start();
    await server.during(clock.advanceToNext().then(() => clock.nextDelay()));
    await server.during(clock.advanceToNext().then(() => clock.nextDelay()));
    await jobs.settled();
    expect(seen()).toEqual(["shot: gpu"]);
  });
});

describe("readPooledJobs", () => {
  it("reads them once", async () => {
    await begin();
    server.farm.register(pooled);
    server.farm.register({ ...draft, name: "free" });
    expect((await readPooledJobs(afserver)).map(({ job }) => job.name)).toEqual(["shot"]);
  });
});
