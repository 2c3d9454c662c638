import { MemoryStore, storeUnavailableError, type UsageStore } from "@afpools/core";
import { startOfSpan, usageMeans } from "@afpools/core/internal";
import { ManualClock } from "@afpools/core/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { FarmRig } from "../testing/farm-rig.js";
import { LogRecorder } from "../testing/log-recorder.js";
import { aPool } from "../testing/test-server.js";
import { UsageRecorder } from "./usage-recorder.js";

const gpu = aPool("gpu", ["pc-1", "pc-2", "unknown"], { number: 1 });
const all = aPool("all", [], { number: 2, rules: ["pc-*"] });
const held = aPool("hold:repair", ["pc-4"], { number: 3 });

const minuteMs = 60_000;

/** A farm of four hosts that is seen by a server, and recorders whose minutes the test turns. */
async function aFarm() {
  const rig = await FarmRig.start({ pools: [gpu, all, held] });
  for (const name of ["pc-1", "pc-2", "pc-3", "pc-4"]) rig.farm.startRender({ name });
  const server = rig.startServer();
  await rig.until(() => server.afserver.hosts?.length === 4, "the farm is seen");
  const record = (store: UsageStore | undefined = new MemoryStore().usage) => {
    const clock = new ManualClock();
    const log = new LogRecorder();
    const recorder = new UsageRecorder({ ...server, store, log, clock });
    onTestFinished(() => recorder.close());
    const pass = async (minutes: number) => {
      for (let minute = 0; minute < minutes; minute += 1) {
        clock.advance(minuteMs);
        await rig.pass(1, true);
      }
    };
    const first = async () => {
      clock.advance(0);
      await rig.pass(1, true);
    };
    return { recorder, clock, log, pass, first };
  };
  return { rig, server, record };
}

const rowsOf = (usage: UsageStore, resolution: "minute" | "ten-minutes" | "hour" | "day") =>
  usage.list({ resolution, limit: 1_000 });

const draft = (name: string, hosts_mask = "") => ({
  name,
  user_name: "alice",
  hosts_mask,
  blocks: [{ name: "b", frame_first: 1, frame_last: 5, flags: 1, command: "sleep 1000" }],
});

describe("UsageRecorder", () => {
  it("counts hosts as the page does, and the work that waits for each pool and for the farm", async () => {
    const { rig, server, record } = await aFarm();
    rig.farm.stopRender("pc-2");
    rig.submit(draft("shot"), "gpu");
    rig.farm.register(draft("elsewhere", "nowhere"));
    await rig.until(
      () => server.afserver.hosts?.some(({ tasks }) => tasks.length > 0) === true,
      "a host renders",
    );
    await rig.until(() => server.afserver.jobs.length === 3, "the jobs are seen");
    const { farm, pools } = (await record().recorder.now()) ?? {};
    expect(farm).toMatchObject({ samples: 1, free: 1, busy: 1, held: 1, offline: 1, jobsWaiting: 1 });
    expect(pools?.get(gpu.id)).toMatchObject({ free: 0, busy: 1, held: 0, offline: 2, jobsWaiting: 0 });
    expect(pools?.get(all.id)).toMatchObject({ free: 1, busy: 1, held: 0, offline: 1, jobsWaiting: 0 });
    expect(pools?.get(held.id)).toMatchObject({ free: 1, busy: 0, held: 0, offline: 0 });
    const shot = server.afserver.jobs.find(({ name }) => name === "shot");
    const ready = shot?.blocks[0]?.p_tasks_ready ?? 0;
    expect(pools?.get(gpu.id)?.tasksWaiting).toBe(ready);
    expect(farm?.tasksWaiting).toBe(ready + 5);
  });

  it("counts each job that starts once, with how long it waited", async () => {
    const { rig, server, record } = await aFarm();
    const store = new MemoryStore();
    const { first, pass } = record(store.usage);
    await first();
    for (const name of ["pc-1", "pc-2", "pc-3"]) rig.farm.stopRender(name);
    rig.submit(draft("shot"), "gpu");
    await rig.until(() => server.afserver.jobs.length === 2, "the job is seen");
    await rig.pass(40);
    rig.farm.startRender({ name: "pc-1" });
    const hasStarted = () => server.afserver.jobs.some(({ time_started = 0 }) => time_started > 0);
    await rig.until(hasStarted, "it starts");
    await pass(2);
    const [, second, third] = await rowsOf(store.usage, "minute");
    const job = rig.job("shot");
    expect(second?.pools.get(gpu.id)).toMatchObject({
      jobsStarted: 1,
      secondsWaited: job.startedAt - job.createdAt,
    });
    expect(second?.farm.secondsWaited).toBeGreaterThanOrEqual(10);
    expect(third?.farm).toMatchObject({ jobsStarted: 0, secondsWaited: 0 });
  });

  it("adds each minute up to ten minutes, hours and days, and goes on after a restart", async () => {
    const { rig, server, record } = await aFarm();
    const { usage } = new MemoryStore();
    const { recorder, first, pass, clock } = record(usage);
    await first();
    await pass(34);
    await recorder.close();
    const again = new UsageRecorder({ ...server, store: usage, log: new LogRecorder(), clock });
    onTestFinished(() => again.close());
    clock.advance(0);
    rig.farm.stopRender("pc-1");
    await rig.until(() => server.afserver.current()?.hosts[0]?.online === false, "pc-1 is offline");
    await pass(31);
    const samples = async (resolution: "minute" | "ten-minutes" | "hour" | "day") =>
      (await rowsOf(usage, resolution)).map(({ farm }) => farm.samples);
    expect(await samples("minute")).toEqual(Array(66).fill(1));
    expect(await samples("ten-minutes")).toEqual([10, 10, 10, 10, 10, 10, 6]);
    expect(await samples("hour")).toEqual([60, 6]);
    const [day] = await rowsOf(usage, "day");
    const offline = (await rowsOf(usage, "minute")).filter(({ farm }) => farm.offline === 1).length;
    expect(offline).toBeGreaterThan(20);
    expect(day?.farm).toMatchObject({ samples: 66, offline, free: 66 * 3 - offline });
    expect(day && usageMeans(day.farm).offline).toBe(Math.round((offline / 66) * 100) / 100);
  });

  it("writes nothing while afserver is unavailable: the minutes are missing", async () => {
    const { rig, server, record } = await aFarm();
    const { usage } = new MemoryStore();
    const { recorder, first, pass } = record(usage);
    await first();
    await pass(1);
    await rig.simulated.stop();
    await rig.until(() => server.afserver.status.kind === "away", "afserver is away");
    await pass(3);
    expect(await recorder.now()).toBeUndefined();
    expect((await rowsOf(usage, "minute")).map(({ at }) => at)).toEqual([
      "1970-01-01T00:00:00.000Z",
      "1970-01-01T00:01:00.000Z",
    ]);
  });

  it("is written once a minute, whatever number of servers is on the database", async () => {
    const { record } = await aFarm();
    const { usage } = new MemoryStore();
    const recorders = [record(usage), record(usage), record(usage)];
    await Promise.all(recorders.map(({ first }) => first()));
    for (let minute = 0; minute < 12; minute += 1) {
      await Promise.all(recorders.map(({ pass }) => pass(1)));
    }
    expect((await rowsOf(usage, "ten-minutes")).map(({ farm }) => farm.samples)).toEqual([10, 3]);
  });

  it("keeps a bounded number of rows", async () => {
    const { record } = await aFarm();
    const { usage } = new MemoryStore();
    const { first, pass, clock } = record(usage);
    await first();
    await pass(5);
    expect(await rowsOf(usage, "minute")).toHaveLength(6);
    // A month and a day without the server.
    const later = startOfSpan("hour", 33 * 24 * 60 * minuteMs);
    clock.advance(later - clock.now());
    await first();
    await pass(10);
    expect((await rowsOf(usage, "minute")).length).toBe(10);
    expect((await rowsOf(usage, "hour")).length).toBe(1);
    expect((await rowsOf(usage, "day")).length).toBe(2);
  });

  it("logs once that the database takes nothing, and goes on when it does", async () => {
    const { record } = await aFarm();
    const { usage } = new MemoryStore();
    let isAway = true;
    const insert: UsageStore["insert"] = async (row) => {
      if (isAway) throw storeUnavailableError("memory:", "it is away");
      return usage.insert(row);
    };
    const failing: UsageStore = {
      insert,
      put: (rows) => usage.put(rows),
      list: (query) => usage.list(query),
      deleteBefore: (resolution, at) => usage.deleteBefore(resolution, at),
    };
    const { first, pass, log } = record(failing);
    await first();
    await pass(2);
    expect(log.lines.map(({ level, message }) => [level, message])).toEqual([
      ["warn", "use of hosts not recorded"],
    ]);
    isAway = false;
    await pass(1);
    expect(await rowsOf(usage, "minute")).toHaveLength(1);
  });
});
