import { type AddressInfo, connect, createServer } from "node:net";
import { ManualClock } from "@afpools/core/testing";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Afserver } from "../client/afserver.js";
import { LiveFarm } from "../farm/live-farm.js";
import { knownReleases } from "../releases/release-table.js";
import { SimulatedAfserver } from "../testing/simulated-afserver.js";
import type { RequestOptions } from "../wire/transport.js";
import { type AfserverWatch, type WatchEvent, type WatchOptions, watchAfserver } from "./watch-afserver.js";

let server: SimulatedAfserver;
let clock: ManualClock;
let afserver: Afserver;
let watch: AfserverWatch | undefined;

beforeEach(async () => {
  server = await SimulatedAfserver.start();
  server.farm.startRender({ name: "pc-1" });
  clock = new ManualClock();
  afserver = new Afserver({ ...server.address, userName: "t", hostName: "h" });
});

afterEach(async () => {
  await watch?.close();
  watch = undefined;
  await server.stop();
});

async function begin(options: WatchOptions = {}, of: Afserver = afserver) {
  const begun = watchAfserver(of, { clock, ...options });
  watch = begun;
  const events: WatchEvent[] = [];
  begun.subscribe((event) => events.push(event));
  await server.during(begun.ready());
  return { watch: begun, events: () => events.splice(0) };
}

/** Lets the watch look once, and waits until it has. */
async function look() {
  await server.during(clock.advanceToNext().then(() => clock.nextDelay()));
}

const job = {
  name: "j",
  user_name: "alice",
  blocks: [{ name: "b", tasks: [{ name: "t", command: "sleep 60" }] }],
};
const names = (entries: readonly { name: string }[]) => entries.map((entry) => entry.name).sort();

describe("watchAfserver", () => {
  it("has seen everything once it is ready", async () => {
    server.farm.register(job);
    const { watch, events } = await begin();
    expect(watch.status).toEqual({ kind: "current", by: "events" });
    expect(names(watch.renders)).toEqual(["pc-1"]);
    expect(names(watch.jobs)).toEqual(["afanasy", "j"]);
    expect(events()).toMatchObject([{ kind: "change", complete: true }]);
  });

  it("tells what changed, and only that, by two requests of a few bytes while nothing does", async () => {
    const { watch, events } = await begin();
    await look();
    await look();
    events();
    const quiet = { ...server.traffic };
    await look();
    // One to see whether the monitor is still ours, one for its events.
    expect(server.traffic.connections - quiet.connections).toBe(2);
    expect(events()).toEqual([]);

    server.farm.startRender({ name: "pc-2" });
    server.turn();
    await look();
    expect(events()).toMatchObject([
      { complete: false, renders: [{ name: "pc-2" }], jobs: [], goneRenders: [] },
    ]);

    server.farm.register(job);
    server.turn();
    await look();
    const [change] = events();
    expect(change).toMatchObject({ jobs: [{ name: "j", serial: 1 }] });
    expect(names(watch.jobs)).toEqual(["afanasy", "j"]);
  });

  it("tells what is gone", async () => {
    const first = server.farm.register(job);
    const { events, watch } = await begin();
    events();
    if (first) server.farm.deleteJob(first);
    server.turn();
    await look();
    expect(events()).toMatchObject([{ complete: false, jobs: [], goneJobs: [{ name: "j", serial: 1 }] }]);
    expect(names(watch.jobs)).toEqual(["afanasy"]);
  });

  it("tells what is gone, also when its id is given again at once", async () => {
    const first = server.farm.register(job);
    const { events, watch } = await begin();
    events();
    if (first) server.farm.deleteJob(first);
    server.farm.register({ ...job, name: "k" });
    server.turn();
    await look();
    expect(events()).toMatchObject([
      { jobs: [{ name: "k", id: 2, serial: 2 }], goneJobs: [{ name: "j", serial: 1 }] },
    ]);
    expect(names(watch.jobs)).toEqual(["afanasy", "k"]);
  });

  it("reads only what it is to watch", async () => {
    server.farm.register(job);
    const { watch, events } = await begin({ kinds: ["renders"] });
    server.turn();
    await look();
    expect(watch.jobs).toEqual([]);
    expect(events().at(-1)).toMatchObject({ renders: [{ name: "pc-1" }], jobs: [] });
  });

  it("registers again, and reads everything again, when afserver has forgotten it", async () => {
    const { watch, events } = await begin();
    events();
    server.farm.monitors.clear();
    server.farm.startRender({ name: "pc-2" });
    server.turn();
    await look();
    const all = { complete: true, renders: [{ name: "pc-1" }, { name: "pc-2" }] };
    expect(events()).toMatchObject([all, all]);
    expect(server.farm.monitors.size).toBe(1);
    expect(watch.status).toEqual({ kind: "current", by: "events" });
  });

  it("reads everything again each minute, for not every change is told", async () => {
    const taken = server.farm.register({ ...job, pools: { "/": 100 } });
    const { events } = await begin();
    server.turn();
    await look();
    events();
    taken?.read({ pools: {} });
    for (let second = 0; second < 60; second++) await look();
    const complete = events().find((event) => event.kind === "change" && event.complete);
    expect(complete).toMatchObject({ jobs: [{}, expect.not.objectContaining({ pools: expect.anything() })] });
  });

  it("waits for an afserver that is away, and sees everything in the moment that it is back, however long that was", async () => {
    const { watch, events } = await begin();
    events();
    await server.stop();
    await look();
    expect(watch.status).toMatchObject({ kind: "away", error: { code: "SERVER_UNREACHABLE" } });
    const since = watch.status.kind === "away" && watch.status.since;
    for (let attempt = 0; attempt < 200; attempt++) {
      expect(await clock.nextDelay()).toBe(500);
      await look();
    }
    expect(events()).toMatchObject([{ kind: "away" }]);
    expect(names(watch.renders)).toEqual(["pc-1"]);
    expect(watch.status).toMatchObject({ kind: "away", since });
    await expect(watch.ready()).rejects.toMatchObject({ code: "SERVER_UNREACHABLE" });

    await server.start();
    server.farm.register(job);
    const seen = new Promise((resolve) => watch.subscribe(resolve));
    clock.advance(500);
    // No action was done: nothing had to be subscribed to first.
    await seen;
    expect(server.waitingActions).toBe(0);
    expect(names(watch.jobs)).toEqual(["afanasy", "j"]);
    expect(watch.status).toMatchObject({ kind: "current", by: "polling" });
    await server.during(clock.nextDelay());
    expect(watch.status).toEqual({ kind: "current", by: "events" });
    expect(events()).toMatchObject([
      { kind: "change", complete: true },
      { kind: "change", complete: true },
    ]);
  });

  it.each(knownReleases)("follows an afserver %s by its events", async (release) => {
    await server.stop();
    server = await SimulatedAfserver.start({ release });
    afserver = new Afserver({ ...server.address, userName: "t", hostName: "h" });
    const { watch, events } = await begin({ kinds: ["renders", "jobs", "pools", "users"] });
    expect([watch.status, watch.release?.version]).toEqual([{ kind: "current", by: "events" }, release]);
    events();
    server.farm.register(job);
    server.farm.startRender({ name: "pc-2" });
    server.turn();
    await look();
    expect(events()).toMatchObject([
      { complete: false, jobs: [{ name: "j" }], renders: [{ name: "pc-2" }], users: [{ name: "alice" }] },
    ]);
  });

  it("takes no events of another program that got its monitor's id after a restart", async () => {
    const { watch, events } = await begin();
    const [mine] = server.farm.monitors.values();
    await server.stop();
    await server.start();
    const theirs = server.farm.addMonitor({ userName: "bob", hostName: "ws9", engine: "afwatch" });
    expect(theirs.id).toBe(mine?.id);
    theirs.uid = 0;
    for (const kind of ["jobs", "renders"]) theirs.classes.add(kind);
    server.farm.register(job);
    server.turn();
    events();
    await look();
    expect(events()).toMatchObject([{ complete: true }, { complete: true }]);
    expect(names(watch.jobs)).toEqual(["afanasy", "j"]);
    expect(theirs.drain()).toContain('"jobs_add":[2]');
    server.farm.register({ ...job, name: "k" });
    server.turn();
    await look();
    const told = events();
    expect(told).toMatchObject([{ complete: false }]);
    expect(names(watch.jobs)).toEqual(["afanasy", "j", "k"]);
    await watch.close();
    expect(server.farm.monitors.get(theirs.id)).toBe(theirs);
  });

  it("registers again when its subscription is gone", async () => {
    const { watch, events } = await begin();
    events();
    for (const monitor of server.farm.monitors.values()) monitor.classes.delete("jobs");
    server.farm.register(job);
    server.turn();
    await look();
    expect(names(watch.jobs)).toEqual(["afanasy", "j"]);
    expect(watch.status).toEqual({ kind: "current", by: "events" });
  });

  it("polls, and says why, where afserver does not take the subscription", async () => {
    class Deaf extends Afserver {
      override request(body: object, options?: RequestOptions): Promise<unknown> {
        const isWatch = "action" in body && JSON.stringify(body).includes('"jobs","status"');
        return isWatch
          ? Promise.resolve({ info: { kind: "log", text: "Subscribed." } })
          : super.request(body, options);
      }
    }
    const { watch } = await begin({}, new Deaf(server.address));
    expect(watch.status).toEqual({
      kind: "current",
      by: "polling",
      reason: "afserver did not take the subscription to its events",
      since: expect.any(Date),
    });
  });

  it("asks again, on another connection, when an answer is lost, and then reads everything", async () => {
    let isLosing = false;
    const proxy = createServer((client) => {
      const upstream = connect(server.address);
      for (const socket of [client, upstream]) socket.on("error", () => undefined);
      client.pipe(upstream);
      const loses = isLosing;
      isLosing = false;
      if (!loses) upstream.pipe(client);
      client.on("close", () => upstream.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const { port } = proxy.address() as AddressInfo;
    const { watch, events } = await begin({}, new Afserver({ port, userName: "t", hostName: "h" }));
    events();
    isLosing = true;
    server.farm.register(job);
    server.turn();
    await look();
    expect(events()).toMatchObject([{ kind: "change", complete: true }]);
    expect(names(watch.jobs)).toEqual(["afanasy", "j"]);
    await watch.close();
    await new Promise((resolve) => proxy.close(resolve));
  });

  it("keeps the others current where a job cannot be read, and names it", async () => {
    server.farm.register(job);
    const { watch, events } = await begin();
    const seen = server.farm.jobs.get(2);
    if (seen) seen.write = () => '{\n"name":"j",\n"id":2,\n"priority":!!\n}';
    server.farm.tell("jobs", "change", 2, 1);
    server.farm.register({ ...job, name: "k" });
    server.turn();
    events();
    await look();
    expect(events()).toMatchObject([{ complete: false, jobs: [{ name: "k" }], goneJobs: [] }]);
    expect(names(watch.jobs)).toEqual(["afanasy", "j", "k"]);
    expect(watch.unreadable).toMatchObject([{ type: "jobs", id: 2, name: "j" }]);

    // Another job got the id.
    if (seen) seen.write = () => '{\n"name":"other",\n"id":2,\n"priority":!!\n}';
    server.farm.tell("jobs", "change", 2, 1);
    server.turn();
    await look();
    expect(events()).toMatchObject([{ jobs: [], goneJobs: [{ name: "j", serial: 1 }] }]);
    expect(names(watch.jobs)).toEqual(["afanasy", "k"]);
    if (seen) server.farm.deleteJob(seen);
    server.turn();
    await look();
    expect(watch.unreadable).toEqual([]);
  });

  it("reads everything every five seconds where there is no monitor, and asks for one again after a minute", async () => {
    let monitors = false;
    class WithoutMonitors extends Afserver {
      override request(body: object, options?: RequestOptions): Promise<unknown> {
        if ("monitor" in body && !monitors) return Promise.resolve({ monitor: { id: 0 } });
        return super.request(body, options);
      }
    }
    const { watch, events } = await begin({}, new WithoutMonitors(server.address));
    expect(watch.status).toMatchObject({
      kind: "current",
      by: "polling",
      reason: "afserver gives no monitor",
    });
    events();
    server.farm.startRender({ name: "pc-2" });
    expect(await clock.nextDelay()).toBe(5000);
    await look();
    expect(events()).toMatchObject([{ complete: true, renders: [{ name: "pc-1" }, { name: "pc-2" }] }]);
    monitors = true;
    for (let looks = 0; looks < 12; looks++) await look();
    expect(watch.status).toEqual({ kind: "current", by: "events" });
  });

  it("takes leave when it is closed", async () => {
    const { watch } = await begin();
    expect(server.farm.monitors.size).toBe(1);
    await watch.close();
    while (server.waitingActions === 0) await new Promise((resolve) => setImmediate(resolve));
    server.turn();
    expect(server.farm.monitors.size).toBe(0);
  });

  it("is ready neither after nor when it is closed first", async () => {
    watch = watchAfserver(afserver, { clock });
    const waiting = watch.ready();
    const closed = watch.close();
    await expect(waiting).rejects.toMatchObject({ code: "ABORTED" });
    await closed;
    await expect(watch.ready()).rejects.toMatchObject({ code: "ABORTED" });
    const { watch: other } = await begin();
    await other.close();
    await expect(other.ready()).rejects.toMatchObject({ code: "ABORTED" });
  });

  it("is closed while it waits for an afserver that is away", async () => {
    await server.stop();
    watch = watchAfserver(afserver, { clock });
    await expect(watch.ready()).rejects.toMatchObject({ code: "SERVER_UNREACHABLE" });
    await watch.close();
  });
});

describe("LiveFarm", () => {
  it("has the hosts with what they do", async () => {
    server.farm.addPool("/fx", server.farm.root);
    server.farm.startRender({
      name: "PC-2",
      address: "10.0.0.2",
      engine: "3.3.1",
      pool: "/fx",
      properties: "@gpu@",
    });
    server.farm.startRender({ name: "pc-10" });
    server.farm.stopRender("pc-10");
    const paused = server.farm.startRender({ name: "pc-3" });
    paused.paused = true;
    server.farm.register({ ...job, pools: { "/fx": 100 } });
    server.turn();
    const { watch } = await begin();
    const farm = new LiveFarm(watch);
    expect(farm.hosts).toEqual([
      {
        name: "pc-1",
        id: 1,
        online: true,
        address: "127.0.0.1",
        engine: "3.4.1",
        nativePool: "/",
        tasks: [],
        facts: {
          os: "unix linux 64",
          cores: 8,
          ram: 16_384 * 2 ** 20,
          disk: 500 * 2 ** 30,
          gpu: "",
          gpuRam: 0,
          users: [],
        },
      },
      {
        name: "PC-2",
        id: 2,
        online: true,
        address: "10.0.0.2",
        engine: "3.3.1",
        nativePool: "/fx",
        properties: "@gpu@",
        tasks: [expect.objectContaining({ job_name: "j", name: "t" })],
        facts: expect.objectContaining({ cores: 8, properties: ["@gpu@"] }),
      },
      expect.objectContaining({ name: "pc-3", held: "paused" }),
      expect.objectContaining({ name: "pc-10", online: false }),
    ]);
    expect(farm.current()?.find("pc-2")).toMatchObject([{ name: "PC-2", engine: "3.3.1" }]);
  });

  it("is nothing before it was seen, and told of when it changes", async () => {
    const begun = watchAfserver(afserver, { clock });
    watch = begun;
    const farm = new LiveFarm(begun);
    let told = 0;
    const unsubscribe = farm.subscribe(() => told++);
    expect([farm.current(), farm.hosts]).toEqual([undefined, undefined]);
    await server.during(begun.ready());
    expect(told).toBe(1);
    await look();
    expect(told).toBe(1);
    server.farm.stopRender("pc-1");
    server.turn();
    await look();
    expect(told).toBe(2);
    expect(farm.current()?.hosts).toMatchObject([{ name: "pc-1", online: false }]);
    const render = server.farm.render("pc-1");
    if (render) server.farm.deleteRender(render);
    server.turn();
    await look();
    expect(farm.current()?.hosts).toEqual([]);
    unsubscribe();
    farm.close();
    server.farm.startRender({ name: "pc-9" });
    server.turn();
    await look();
    expect([told, farm.current()?.hosts]).toEqual([3, []]);
    expect(farm.status.kind).toBe("current");
  });

  it("is right in the end, whatever happens on the farm and to the server", async () => {
    const name = fc.constantFrom("pc-1", "pc-2", "pc-3");
    const deeds = ["start", "stop", "kill", "job", "turn", "look", "restart", "down", "forget"] as const;
    const step = fc.record({ do: fc.constantFrom(...deeds), name });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const farmServer = await SimulatedAfserver.start({ taskSeconds: 3 });
        server = farmServer;
        clock = new ManualClock();
        const begun = watchAfserver(new Afserver({ ...farmServer.address, userName: "t", hostName: "h" }), {
          clock,
        });
        const farm = new LiveFarm(begun);
        await farmServer.during(begun.ready());
        for (const one of steps) {
          if (one.do === "start") farmServer.farm.startRender({ name: one.name });
          else if (one.do === "job")
            farmServer.farm.register({ ...job, blocks: [{ name: "b", flags: 1, frame_last: 3 }] });
          else if (one.do === "turn") farmServer.turn();
          else if (one.do === "look") await look();
          else if (one.do === "forget") farmServer.farm.monitors.clear();
          else if (one.do === "restart" || one.do === "down") {
            await farmServer.stop();
            if (one.do === "down") await look();
            await farmServer.start();
          } else if (farmServer.farm.render(one.name)) {
            if (one.do === "stop") farmServer.farm.stopRender(one.name);
            else farmServer.farm.killRender(one.name);
          }
        }
        farmServer.turn(20);
        for (let looks = 0; looks < 3; looks++) await look();
        const hosts = [...farmServer.farm.renders.values()]
          .map((render) => ({
            name: render.name,
            online: render.online,
            tasks: [...render.tasks].map((task) => task.number),
          }))
          .sort((a, b) => (a.name < b.name ? -1 : 1));
        const seen = farm.hosts?.map((host) => ({
          name: host.name,
          online: host.online,
          tasks: host.tasks.map((task) => task.task_num),
        }));
        await begun.close();
        await farmServer.stop();
        expect(seen).toEqual(hosts);
      }),
      { numRuns: 40 },
    );
  });
});
