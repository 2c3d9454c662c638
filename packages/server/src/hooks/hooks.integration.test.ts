import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LivePools, MemoryStore, type Pool, PoolService, type PoolSnapshot } from "@afpools/core";
import { ManualClock } from "@afpools/core/testing";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { LogRecorder } from "../testing/log-recorder.js";
import { startApi } from "../testing/test-api.js";
import type { Delivery } from "./delivery.js";
import { type Hook, readHooks } from "./hook.js";
import { HookSender } from "./hook-sender.js";
import { JobAlarms } from "./job-alarms.js";
import { startHooks } from "./start-hooks.js";

const anna = { name: "anna", origin: "test" };
const secret = "a secret of sixteen";

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: {
    readonly type?: string;
    readonly text: string;
    readonly changes?: readonly { poolName: string }[];
  };
}

/** As a server sees these pools, for good. */
function snapshotOf(pools: readonly Pool[]): PoolSnapshot {
  return { pools, version: 1 };
}

/** In place of a status: no answer at all. */
const silence = 0;

function stuck(serial: number): Delivery {
  return { id: `${serial}`, topic: "jobs", pools: [], body: { type: "job.stuck", text: `stuck ${serial}` } };
}

/** A server that takes deliveries, and answers with the next of `statuses`, then with 204. */
async function receiver(...statuses: number[]) {
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      received.push({ headers: request.headers, text, body: JSON.parse(text) });
      const status = statuses.shift() ?? 204;
      if (status !== silence) response.writeHead(status, { location: "/elsewhere" }).end();
      for (const wake of waiting) wake();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    /** Resolves with the first `count` deliveries. */
    async first(count: number): Promise<readonly Received[]> {
      while (received.length < count) {
        await new Promise<void>((resolve) => waiting.add(resolve));
      }
      return received.slice(0, count);
    },
  };
}

async function start(hook: Partial<Hook> & Pick<Hook, "url">, store = new MemoryStore()) {
  const log = new LogRecorder();
  const clock = new ManualClock();
  const full: Hook = { name: "chat", secret, topics: ["pools", "holds", "jobs"], format: "full", ...hook };
  const sender = new HookSender({
    hook: full,
    store,
    leases: store.leases,
    isSender: () => true,
    log,
    clock,
  });
  onTestFinished(() => sender.close());
  const service = new PoolService(store);
  service.subscribe(() => sender.look());
  return { sender, service, store, log, clock };
}

/** The check of a delivery that the manual shows. */
async function checkOfManual() {
  const page = readFileSync(new URL("../../../../docs/how-to/webhooks.md", import.meta.url), "utf8");
  const program = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
  const module = await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(`${program}\nexport { isGenuine };`)}`
  );
  return module.isGenuine as (headers: IncomingHttpHeaders, body: unknown, secret: string) => boolean;
}

/** Lets a sender note where the history ends. */
async function begun({ sender, store }: Awaited<ReturnType<typeof start>>) {
  sender.look();
  while ((await store.leases.read("hook:chat")).beat === 0)
    await new Promise((resolve) => setImmediate(resolve));
}

const toldTo = async (store: MemoryStore, id: string | undefined) => {
  while ((await store.leases.read("hook:chat")).holder !== id)
    await new Promise((resolve) => setImmediate(resolve));
};

/** Resolves once nothing waits for the hook. */
async function emptied(sender: HookSender) {
  while ((await sender.state()).waiting > 0) await new Promise((resolve) => setImmediate(resolve));
}

describe("a webhook", () => {
  it("is told each change, signed, with who made it; a batch at once; nothing of before", async () => {
    const { url, first } = await receiver();
    const rig = await start({ url });
    await rig.service.create({ name: "old" }, anna);
    await begun(rig);
    await rig.service.create({ name: "gpu", hosts: ["pc-1"] }, anna);
    await rig.service.batch(
      [
        { kind: "update", pool: "gpu", edit: { removeHosts: ["pc-1"] } },
        { kind: "delete", pool: "old" },
      ],
      anna,
    );
    const [created, batch] = await first(2);
    expect(created?.body).toMatchObject({
      type: "pools.changed",
      text: 'anna: created "gpu" (added pc-1)',
      changes: [{ kind: "create", poolName: "gpu", by: "anna" }],
    });
    expect(batch?.body.text).toBe('anna: changed "gpu" (removed pc-1); deleted "old"');
    expect(batch?.body.changes?.map(({ poolName }) => poolName)).toEqual(["gpu", "old"]);
    const headers: IncomingHttpHeaders = created?.headers ?? {};
    const text = created?.text;
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${text}`;
    const signature = createHmac("sha256", secret).update(signed).digest("base64");
    expect(headers["webhook-signature"]).toBe(`v1,${signature}`);
    const isGenuine = await checkOfManual();
    vi.useFakeTimers({ toFake: ["Date"], now: Number(headers["webhook-timestamp"]) * 1_000 });
    onTestFinished(() => void vi.useRealTimers());
    expect(isGenuine(headers, text, secret)).toBe(true);
    expect(isGenuine(headers, `${text} `, secret)).toBe(false);
    vi.setSystemTime(Date.now() + 301_000);
    expect(isGenuine(headers, text, secret)).toBe(false);
  });

  it("gets what it did not take again, later each time, in order, by the same id", async () => {
    const { url, received, first } = await receiver(500, 302);
    const rig = await start({ url });
    await begun(rig);
    await rig.service.create({ name: "a" }, anna);
    await first(1);
    expect(await rig.clock.nextDelay()).toBe(1_000);
    await rig.service.create({ name: "b" }, anna);
    expect(rig.sender.status).toMatchObject({
      failing: true,
      last: { result: "it answered with status 500" },
    });
    await rig.clock.advanceToNext();
    await first(2);
    expect(await rig.clock.nextDelay()).toBe(2_000);
    await rig.clock.advanceToNext();
    await first(4);
    expect(received.map(({ body }) => body.text)).toEqual(
      ["a", "a", "a", "b"].map((name) => `anna: created "${name}"`),
    );
    expect(new Set(received.slice(0, 3).map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    await toldTo(rig.store, (await rig.service.history({ limit: 1 }))[0]?.id);
    expect(rig.sender.status.failing).toBe(false);
    expect(rig.log.lines.map(({ message }) => message)).toEqual([
      "webhook not delivered",
      "webhook delivered again",
    ]);
  });

  it("is told after a restart what it was not told before, once", async () => {
    const { url, received, first } = await receiver();
    const before = await start({ url });
    await begun(before);
    const { change } = await before.service.create({ name: "a" }, anna);
    await first(1);
    await toldTo(before.store, change?.id);
    await before.sender.close();
    for (let number = 0; number < 30; number += 1) await before.service.create({ name: `b${number}` }, anna);
    const { sender } = await start({ url }, before.store);
    sender.look();
    await first(31);
    expect(received.map(({ body }) => body.changes?.[0]?.poolName)).toEqual([
      "a",
      ...Array.from({ length: 30 }, (_, number) => `b${number}`),
    ]);
  });

  it("is told what it asked for alone, and a chat program a sentence", async () => {
    const { url, first } = await receiver();
    const rig = await start({ url, topics: ["holds", "pools"], pools: ["GPU", "hold:pc-7"], format: "chat" });
    await begun(rig);
    await rig.service.create({ name: "nuke" }, anna);
    rig.sender.tell({ id: "1", topic: "jobs", pools: [], body: { type: "job.stuck", text: "no" } });
    await rig.service.create({ name: "hold:pc-7", rules: ["pc-7"] }, anna);
    await rig.service.create({ name: "gpu" }, { ...anna, name: "<!channel>" });
    const received = await first(2);
    expect(received.map(({ body }) => body)).toEqual([
      { text: 'anna: created "hold:pc-7" (added pc-7)' },
      { text: '‹!channel›: created "gpu"' },
    ]);
  });

  it("is tried again every five minutes at least, however long it fails", async () => {
    const { url, first } = await receiver(...Array.from({ length: 12 }, () => 500));
    const rig = await start({ url });
    await begun(rig);
    await rig.service.create({ name: "a" }, anna);
    const delays: number[] = [];
    for (let attempt = 1; attempt <= 11; attempt += 1) {
      await first(attempt);
      delays.push(await rig.clock.nextDelay());
      await rig.clock.advanceToNext();
    }
    expect(delays.slice(-3)).toEqual([256_000, 300_000, 300_000]);
  });

  it("is given up when it does not answer, and tried again", async () => {
    const late = new AbortController();
    const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(late.signal);
    onTestFinished(() => timeout.mockRestore());
    const { url, first } = await receiver(silence);
    const rig = await start({ url });
    await begun(rig);
    await rig.service.create({ name: "a" }, anna);
    await first(1);
    expect(timeout).toHaveBeenLastCalledWith(10_000);
    late.abort(new DOMException("late", "TimeoutError"));
    expect(await rig.clock.nextDelay()).toBe(1_000);
    expect(rig.sender.status).toMatchObject({
      failing: true,
      last: { result: "it did not answer within 10 seconds" },
    });
  });

  it("shows nobody its address, whatever fails", async () => {
    const { url: other } = await receiver(500);
    for (const [url, result] of [
      ["http://127.0.0.1:1/secret-token", "the request failed"],
      ["http://secret-token.invalid/", "the request failed: ENOTFOUND"],
      [`${other}/secret-token`, "it answered with status 500"],
    ] as const) {
      const rig = await start({ url });
      await begun(rig);
      await rig.service.create({ name: "a" }, anna);
      await rig.clock.nextDelay();
      expect(rig.sender.status.last?.result).toContain(result);
      const { host, hostname } = new URL(url);
      for (const secret of ["secret-token", host, hostname]) {
        expect(JSON.stringify([rig.sender.status, rig.log.lines])).not.toContain(secret);
      }
    }
  });

  it("is told no further by a server whose turn another one has taken meanwhile", async () => {
    const { url, received, first } = await receiver();
    const store = new MemoryStore();
    const claim = store.leases.claim.bind(store.leases);
    store.leases.claim = (lease) => (lease.beat > 1 ? Promise.resolve(false) : claim(lease));
    const rig = await start({ url }, store);
    await begun(rig);
    const elsewhere = new PoolService(rig.store);
    await elsewhere.create({ name: "a" }, anna);
    await elsewhere.create({ name: "b" }, anna);
    rig.sender.tell(stuck(1));
    await first(2);
    expect(received.map(({ body }) => body.text)).toEqual(['anna: created "a"', "stuck 1"]);
  });

  it("is told of the last 1,000 changes at least, and the log says where it missed some", async () => {
    const store = new MemoryStore();
    const service = new PoolService(store);
    for (let number = 0; number < 1_100; number += 1) await service.create({ name: `p${number}` }, anna);
    await store.leases.claim({ name: "hook:chat", holder: "a change that is gone", beat: 1 });
    const { sender, log } = await start({ url: "http://127.0.0.1:1/", topics: ["jobs"] }, store);
    sender.look();
    await toldTo(store, (await service.history({ limit: 1 }))[0]?.id);
    expect(log.lines.map(({ message }) => message)).toEqual(["webhook missed older changes"]);
  });

  it("keeps the last hundred reports of jobs while they cannot be delivered", async () => {
    const { url, received, first } = await receiver(500);
    const rig = await start({ url });
    await begun(rig);
    rig.sender.tell(stuck(0));
    await first(1);
    for (let serial = 1; serial <= 120; serial += 1) rig.sender.tell(stuck(serial));
    await rig.clock.advanceToNext();
    await first(101);
    expect(received.slice(1).map(({ body }) => body.text)).toEqual(
      Array.from({ length: 100 }, (_, index) => `stuck ${index + 21}`),
    );
  });

  it("keeps no more than a hundred reports of jobs where the database takes none", async () => {
    const store = new MemoryStore();
    const claim = store.leases.claim.bind(store.leases);
    store.leases.claim = (lease) =>
      lease.name.startsWith("hook-reports:") ? Promise.reject(new Error("away")) : claim(lease);
    const { sender } = await start({ url: "http://127.0.0.1:1/" }, store);
    for (let serial = 0; serial <= 100; serial += 1) sender.tell(stuck(serial));
    expect((await sender.state()).waiting).toBe(100);
  });

  it("is told after a restart of the jobs that it was not told of before, once", async () => {
    const { url, received, first } = await receiver(500);
    const before = await start({ url });
    await begun(before);
    for (const serial of [1, 2]) before.sender.tell(stuck(serial));
    await first(1);
    await before.sender.close();
    expect(await before.sender.state()).toMatchObject({ waiting: 2 });
    const { sender } = await start({ url }, before.store);
    sender.look();
    await first(3);
    await emptied(sender);
    expect(received.map(({ body }) => body.text)).toEqual(["stuck 1", "stuck 1", "stuck 2"]);
  });

  it("keeps reports in memory while the database is away", async () => {
    const { url, first } = await receiver();
    const store = new MemoryStore();
    const rig = await start({ url }, store);
    await begun(rig);
    const away = vi.spyOn(store.leases, "read").mockRejectedValue(new Error("away"));
    rig.sender.tell(stuck(1));
    expect(await rig.clock.nextDelay()).toBe(1_000);
    away.mockRestore();
    await rig.clock.advanceToNext();
    expect((await first(1))[0]?.body.text).toBe("stuck 1");
  });

  it("says since when it fails and what waits; a test that arrives sends that, too", async () => {
    const { url, received, first } = await receiver(500, 503);
    const rig = await start({ url, pools: ["gpu"] });
    await begun(rig);
    await rig.service.create({ name: "gpu" }, anna);
    await rig.service.create({ name: "nuke" }, anna);
    await rig.clock.nextDelay();
    const { at } = rig.sender.status.last ?? {};
    rig.clock.advance(500);
    expect(await rig.sender.test("ben")).toEqual({
      delivered: false,
      result: "it answered with status 503",
    });
    expect(await rig.sender.state()).toMatchObject({ sends: true, failingSince: at, waiting: 1 });
    expect(await rig.sender.test("ben")).toEqual({ delivered: true, result: "status 204" });
    await first(4);
    await emptied(rig.sender);
    expect(received[2]?.body).toEqual({
      type: "test",
      text: "ben tests the webhook chat of Afanasy Pools.",
    });
    expect(await rig.sender.state()).toMatchObject({ failing: false, failingSince: null, waiting: 0 });
  });

  it("is told by the server whose turn it is alone", async () => {
    const { url, received } = await receiver();
    const store = new MemoryStore();
    const hook: Hook = { name: "chat", url, topics: ["pools"], format: "full" };
    const sender = new HookSender({
      hook,
      store,
      leases: store.leases,
      isSender: () => false,
      log: new LogRecorder(),
    });
    await new PoolService(store).create({ name: "a" }, anna);
    sender.look();
    await sender.close();
    expect([received, (await store.leases.read("hook:chat")).beat]).toEqual([[], 0]);
  });
});

it("jobs that come to be without hosts or pool are told, once; those that were so are not", async () => {
  const job = (serial: number) => ({ serial, id: serial, name: `job ${serial}`, user_name: "ben" });
  let kinds: readonly string[] = ["following", "empty", "following"];
  const alarms = new JobAlarms({
    context: {},
    judge: async () => undefined,
    unfinished: () => kinds.map((kind, serial) => ({ job: job(serial), status: { kind } })).values(),
  });
  expect(await alarms.look()).toEqual([]);
  kinds = ["orphan", "empty", "stuck"];
  expect((await alarms.look()).map(({ body }) => [body.type, body.job?.serial])).toEqual([
    ["job.orphan", 0],
    ["job.stuck", 2],
  ]);
  expect(await alarms.look()).toEqual([]);
});

it("jobs are looked at again five seconds after the last look has ended, also where it failed", async () => {
  const clock = new ManualClock();
  const log = new LogRecorder();
  let judged = 0;
  let end: (error?: Error) => void = () => undefined;
  const judge = () => {
    judged += 1;
    return new Promise<void>((resolve, reject) => {
      end = (error) => (error ? reject(error) : resolve());
    });
  };
  const hook: Hook = { name: "chat", url: "http://127.0.0.1:1/", topics: ["jobs"], format: "full" };
  const statuses = { context: {}, judge, unfinished: () => [].values() };
  const live = { subscribe: () => () => undefined, current: snapshotOf([]) };
  const store = new MemoryStore();
  const parts = { hooks: [hook], store, leases: store.leases, live, statuses, log, clock };
  const hooks = startHooks(parts);
  clock.advance(60_000);
  expect(judged).toBe(1);
  end(new Error("no"));
  while (log.lines.length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(log.lines.map(({ message }) => message)).toEqual(["jobs not looked at for webhooks"]);
  while (judged === 1) {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(5_000);
  }
  const closed = hooks.close();
  end();
  await closed;
  clock.advance(60_000);
  expect(judged).toBe(2);
});

it("of two servers on one database the one that sends reports jobs and ended holds, so that each is told once", async () => {
  const { url, received, first } = await receiver();
  const hook: Hook = { name: "chat", url, topics: ["jobs", "holds"], format: "full" };
  const clock = new ManualClock();
  const store = new MemoryStore();
  const job = { serial: 7, id: 2, name: "shot", user_name: "ben" };
  let kind = "following";
  const statuses = {
    context: {},
    judge: () => Promise.resolve(),
    unfinished: () => [{ job, status: { kind } }].values(),
  };
  clock.advance(60_000);
  const service = new PoolService(store, { now: () => new Date(clock.date() - 20_000) });
  const until = (seconds: number) =>
    new Date(clock.date() + seconds * 1_000).toISOString().replace(/\.\d+/, "");
  const ending = { name: "hold:fan", description: "new fan", rules: [`pc-1 until ${until(9)}`] };
  const { pool } = await service.create(ending, anna);
  await service.create({ name: "hold:old", rules: [`pc-1 until ${until(-9)}`] }, anna);
  await service.create({ name: "hold:power", rules: ["pc-1"] }, anna);
  const live = { subscribe: () => () => undefined, current: snapshotOf(await store.listPools()) };
  const parts = { hooks: [hook], store, leases: store.leases, live, statuses, log: new LogRecorder(), clock };
  const servers = [startHooks(parts), startHooks(parts)];
  onTestFinished(async () => {
    await Promise.all(servers.map((server) => server.close()));
  });
  /** In steps that are shorter than the lease. */
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      clock.advance(1_000);
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await pass(6);
  expect(servers.map((server) => server.status()[0]?.sends).sort()).toEqual([false, true]);
  kind = "empty";
  await pass(6);
  await first(2);
  await pass(12);
  while ((await servers[0]?.list())?.[0]?.waiting !== 0) await pass(1);
  expect(received.map(({ body }) => body.type).sort()).toEqual(["hold.ended", "job.empty"]);
  const [ended] = received.filter(({ body }) => body.type === "hold.ended");
  expect(ended?.headers["webhook-id"]).toBe(`hold-ended-${pool?.id}-1`);
  expect(ended?.body).toMatchObject({
    text: 'The hold "hold:fan" ended (new fan): pc-1 can render again.',
    hold: { name: "hold:fan", reason: "new fan", by: "anna" },
  });
});

it("hooks are replaced while the server runs: those that stay go on as they were", async () => {
  const [chat, other] = [await receiver(), await receiver()];
  const hook = (name: string, url: string): Hook => ({ name, url, topics: ["pools"], format: "full" });
  const store = new MemoryStore();
  const service = new PoolService(store);
  const live = new LivePools(store);
  const parts = { store, leases: store.leases, live, statuses: undefined, log: new LogRecorder() };
  const hooks = startHooks({ hooks: [hook("chat", chat.url)], ...parts });
  onTestFinished(async () => {
    await hooks.close();
    await live.close();
  });
  const begun = async (name: string) => {
    while ((await store.leases.read(`hook:${name}`)).beat === 0)
      await new Promise((resolve) => setImmediate(resolve));
  };
  await begun("chat");
  const { change } = await service.create({ name: "a" }, anna);
  await toldTo(store, change?.id);
  await hooks.replace([hook("chat", chat.url), hook("other", other.url)]);
  expect(hooks.status()).toMatchObject([{ name: "chat", last: { result: "status 204" } }, { name: "other" }]);
  await begun("other");
  await hooks.replace([hook("other", other.url)]);
  await service.create({ name: "b" }, anna);
  expect((await other.first(1))[0]?.body.text).toBe('anna: created "b"');
  expect(chat.received).toHaveLength(1);
  await expect(hooks.test("chat", "anna")).rejects.toMatchObject({ code: "HOOK_NOT_FOUND" });
});

it("the API lists hooks and tests them, for admins; the file is read again with SIGHUP's reload", async () => {
  const { url } = await receiver();
  const folder = mkdtempSync(join(tmpdir(), "afpools-hooks-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "hooks.json");
  const write = (...names: string[]) =>
    writeFileSync(file, JSON.stringify(names.map((name) => ({ name, url }))));
  write("chat");
  const api = await startApi({ settings: { "hooks.file": file } });
  const admin = api.as("admin");
  const names = async () => (await admin.listHooks()).hooks.map(({ name }) => name);
  expect(await names()).toEqual(["chat"]);
  expect(await admin.testHook({ hook: "chat" })).toEqual({ delivered: true, result: "status 204" });
  expect((await admin.listHooks()).hooks[0]).toMatchObject({ last: { result: "status 204" }, waiting: 0 });
  expect(JSON.stringify(await admin.listHooks())).not.toContain(url);
  await expect(api.as("editor").listHooks()).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(admin.testHook({ hook: "nope" })).rejects.toMatchObject({ code: "HOOK_NOT_FOUND" });
  write("chat", "inventory");
  await api.daemon.reload();
  expect(await names()).toEqual(["chat", "inventory"]);
  writeFileSync(file, "[");
  await api.daemon.reload();
  expect(await names()).toEqual(["chat", "inventory"]);
  expect(api.log.lines.map(({ message }) => message)).toContain("reload failed");
});

describe("the file of webhooks", () => {
  const read = (text: string) => {
    const folder = mkdtempSync(join(tmpdir(), "afpools-hooks-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "hooks.json");
    writeFileSync(file, text);
    return readHooks(file);
  };

  it("tells each hook by default of everything", async () => {
    expect(await read('[{ "name": "a", "url": "https://chat.example/x" }]')).toEqual([
      { name: "a", url: "https://chat.example/x", topics: ["pools", "holds", "jobs"], format: "full" },
    ]);
  });

  it.each([
    ["no JSON", "["],
    ["no list", "{}"],
    ["no name", '[{ "url": "https://x.example/secret-token" }]'],
    ["an address of something else", '[{ "name": "a", "url": "file:///secret-token" }]'],
    ["a user before the host", '[{ "name": "a", "url": "https://secret-token@x.example/" }]'],
    ["a password before the host", '[{ "name": "a", "url": "https://:secret-token@x.example/" }]'],
    ["a short secret", '[{ "name": "a", "url": "https://x.example", "secret": "secret-token" }]'],
    [
      "a name twice",
      '[{ "name": "a", "url": "https://x.example" }, { "name": "a", "url": "https://y.example" }]',
    ],
    [
      "more than a hundred",
      JSON.stringify(
        Array.from({ length: 101 }, (_, at) => ({ name: `a${at}`, url: "https://x.example/secret-token" })),
      ),
    ],
    ["an unknown topic", '[{ "name": "a", "url": "https://x.example", "topics": ["secret-token"] }]'],
  ])("is refused with %s, and no secret is told", async (_, text) => {
    const refused = expect(read(text)).rejects;
    await refused.toMatchObject({
      code: "INVALID_FILE",
      message: expect.not.stringContaining("secret-token"),
    });
  });
});
