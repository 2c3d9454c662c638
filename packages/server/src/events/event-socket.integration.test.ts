import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import type { Status } from "@afpools/api";
import { LivePools, MemoryStore, PoolService } from "@afpools/core";
import { ManualClock } from "@afpools/core/testing";
import { expect, it, onTestFinished, vi } from "vitest";
import WebSocket from "ws";
import { EventFeed } from "./event-feed.js";
import { EventHub } from "./event-hub.js";

const anna = { name: "anna", origin: "test" };

/** A feed in the time that the test turns, and its hub on a real port. */
async function start() {
  const store = new MemoryStore();
  const live = new LivePools(store);
  const clock = new ManualClock();
  const feed = new EventFeed({
    instance: "one",
    live,
    farm: undefined,
    afserver: undefined,
    jobs: undefined,
    status: () => ({ pools: live.current.pools.length }) as Status,
    onError: (error) => {
      throw error;
    },
    clock,
  });
  const hub = new EventHub({
    feed,
    instance: "one",
    limits: { sockets: 100, socketsPerAddress: 100 },
    recheck: async (principal) => principal,
  });
  const server = createServer();
  server.on("upgrade", (request, socket, head) => {
    const principal = { by: "nothing", role: "viewer" } as const;
    hub.upgrade(request, socket, head, { principal, address: "127.0.0.1" });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    await hub.close();
    await feed.close();
    await live.close();
    server.close();
  });
  const { port } = server.address() as { port: number };
  const service = new PoolService(store);
  /** One change, told. */
  const change = async (work: () => Promise<unknown>) => {
    await work();
    await live.refresh();
    clock.advance(300);
  };
  const connect = (query = "") => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/events${query}`);
    onTestFinished(() => socket.terminate());
    return socket;
  };
  return { service, feed, hub, change, connect };
}

it("a client that asks for it gets the snapshot compressed, once for all of them, and changes as text", async () => {
  const { service, feed, change, connect } = await start();
  await change(() => service.create({ name: "gpu" }, anna));
  const [plain, wasBinary] = await once(connect(), "message");
  expect(wasBinary).toBe(false);
  const first = connect("?coding=gzip");
  const [compressed, isBinary] = await once(first, "message");
  expect([isBinary, String(gunzipSync(compressed))]).toEqual([true, String(plain)]);
  expect(feed.snapshot().gzip()).toBe(feed.snapshot().gzip());
  const told = once(first, "message");
  await change(() => service.create({ name: "nuke" }, anna));
  const [next, isNextBinary] = await told;
  expect([isNextBinary, JSON.parse(String(next)).type]).toEqual([false, "change"]);
  const [other] = await once(connect("?coding=br"), "message");
  expect(JSON.parse(String(other)).type).toBe("snapshot");
});

it("a client that does not read costs nothing, and is cut off when it has missed too much", {
  timeout: 60_000,
}, async () => {
  const { service, feed, hub, change, connect } = await start();
  const hosts = Array.from({ length: 8_000 }, (_, number) => `render-with-a-long-name-${number}`);
  await change(() => service.create({ name: "vast", hosts }, anna));
  const [slow, quick] = [connect(), connect()];
  await Promise.all([once(slow, "message"), once(quick, "message")]);
  const closed = once(slow, "close");
  slow.pause();
  let seen = 0;
  quick.on("message", () => {
    seen += 1;
  });
  const before = feed.seq;
  for (let round = 0; round < 200; round += 1) {
    await change(() => service.update("vast", { description: `${round}` }, anna));
    // Both are sent what there is, as far as they take it.
    while (seen < feed.seq - before) await once(quick, "message");
  }
  expect(feed.seq - before).toBe(200);
  expect(feed.after(before)).toBe("missed");
  slow.resume();
  const [code, reason] = await closed;
  expect([code, String(reason)]).toEqual([4408, "TOO_SLOW"]);
  await vi.waitFor(() => expect(hub.size).toBe(1), 20_000);
});

it("those who come one after another share one snapshot, and are told what changed since", async () => {
  const { service, feed, change, connect } = await start();
  await change(() =>
    service.create({ name: "vast", hosts: Array.from({ length: 500 }, (_, n) => `pc-${n}`) }, anna),
  );
  const snapshot = feed.snapshot();
  await change(() => service.create({ name: "small" }, anna));
  expect(feed.snapshot()).toBe(snapshot);
  const socket = connect();
  const messages: { type: string; seq: number }[] = [];
  socket.on("message", (data) => messages.push(JSON.parse(String(data)) as { type: string; seq: number }));
  while (messages.length < 2) await once(socket, "message");
  expect(messages.map(({ type, seq }) => [type, seq])).toEqual([
    ["snapshot", snapshot.seq],
    ["change", snapshot.seq + 1],
  ]);
  for (let round = 0; round < 70; round += 1)
    await change(() => service.update("small", { description: `${round}` }, anna));
  expect(feed.snapshot().seq).toBe(feed.seq);
});

it("nothing is told before the pools were read", async () => {
  const { feed, connect, change } = await start();
  expect(feed.seq).toBe(0);
  const socket = connect();
  await once(socket, "open");
  let told = 0;
  socket.on("message", () => {
    told += 1;
  });
  await new Promise(setImmediate);
  expect(told).toBe(0);
  await change(async () => undefined);
  if (told === 0) await once(socket, "message");
  expect(feed.seq).toBe(1);
});

it.each([
  ["pings", [Buffer.from([0x89, 0x80, 0, 0, 0, 0])]],
  ["pieces of a message", [Buffer.from([0x01, 0x80, 0, 0, 0, 0]), Buffer.from([0x00, 0x80, 0, 0, 0, 0])]],
])(
  "a client that sends %s without end is cut off, one that answers now and then is not",
  async (_, frames) => {
    const { service, hub, change, connect } = await start();
    await change(() => service.create({ name: "gpu" }, anna));
    const good = connect();
    await once(good, "message");
    for (let answer = 0; answer < 100; answer += 1) good.pong();
    const client = connect();
    const [{ socket }] = (await once(client, "upgrade")) as [IncomingMessage];
    const last = frames.slice(-1);
    socket.write(Buffer.concat([...frames, ...Array.from({ length: 2_800 }, () => last).flat()]));
    await once(client, "close");
    await vi.waitFor(() => expect(hub.size).toBe(1));
    expect(good.readyState).toBe(good.OPEN);
  },
);
