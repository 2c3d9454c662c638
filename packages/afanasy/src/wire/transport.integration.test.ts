import { createServer, type Server, type Socket } from "node:net";
import { Worker } from "node:worker_threads";
import type { Endpoint } from "@afpools/core/internal";
import { afterEach, describe, expect, it } from "vitest";
import { Transport, type TransportLimits } from "./transport.js";

const servers: Server[] = [];
const sockets = new Set<Socket>();

/** A server on 127.0.0.1 that does with each connection what the test says. */
async function serve(onSocket: (socket: Socket) => void) {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    onSocket(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("The server has no port.");
  return { host: "127.0.0.1", port: address.port };
}

function unexpected(): never {
  throw new Error("It was answered.");
}

function reasonOf(error: unknown): unknown {
  return error;
}

async function closeServers() {
  const closed = servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve)));
  for (const socket of sockets) socket.destroy();
  await Promise.all(closed);
}

afterEach(closeServers);

const request = { get: { type: "renders" } };
const action = { action: { type: "jobs", ids: [1] } };

function transportTo(address: Endpoint, limits: Partial<TransportLimits> = {}): Transport {
  return new Transport(address, { timeoutMs: 5000, connectTimeoutMs: 20_000, maxActions: 6, ...limits });
}

describe("Transport", () => {
  it("sends a request in one write, reads to the stated length and closes at once", async () => {
    const reads: string[] = [];
    let onClose: (() => void) | undefined;
    const closed = new Promise<void>((resolve) => {
      onClose = resolve;
    });
    const address = await serve((socket) => {
      socket.on("data", (data) => {
        reads.push(data.toString());
        socket.write('AFANASY 14 JSON{"renders":[]}  ');
      });
      socket.on("close", () => onClose?.());
    });
    expect(await transportTo(address).request(request)).toEqual({ renders: [] });
    await closed;
    expect(reads).toEqual(['AFANASY 26 JSON{"get":{"type":"renders"}}']);
  });

  it("reads by four connections at most, and acts by as many as it was told, each without waiting for the other", async () => {
    const waiting = { get: 0, action: 0 };
    const most = { get: 0, action: 0 };
    const address = await serve((socket) => {
      socket.on("data", (data) => {
        const kind = data.includes('"action"') ? "action" : "get";
        most[kind] = Math.max(most[kind], ++waiting[kind]);
        // Long enough for one more to come, were it sent.
        setTimeout(() => {
          waiting[kind]--;
          socket.write("AFANASY 2 JSON{}");
        }, 10);
      });
    });
    const transport = transportTo(address, { maxActions: 6 });
    const send = (body: object, count: number) =>
      Array.from({ length: count }, () => transport.request(body));
    await Promise.all([...send(action, 20), ...send(request, 12)]);
    expect(most).toEqual({ get: 4, action: 6 });
    transport.maxActions = 9;
    await Promise.all(send(action, 20));
    expect(most).toEqual({ get: 4, action: 9 });
  });

  it("says that nothing listens there, with the address and what to do", async () => {
    const address = await serve(() => undefined);
    await closeServers();
    await expect(transportTo(address).request(request)).rejects.toMatchObject({
      code: "SERVER_UNREACHABLE",
      message: `No answer from afserver at 127.0.0.1:${address.port}: nothing listens there. Start afserver, or correct host and port (afanasy.server, or af_servername and af_serverport of CGRU).`,
      details: { address: `127.0.0.1:${address.port}`, reason: "ECONNREFUSED" },
    });
  });

  it("says that a name cannot be resolved", async () => {
    const transport = transportTo({ host: "no-such-host.invalid", port: 51_000 }, { timeoutMs: 20_000 });
    await expect(transport.request(request)).rejects.toMatchObject({ code: "SERVER_UNREACHABLE" });
  });

  it.each([
    ["", "after 0 bytes of its header"],
    ["AFANASY 10 JSON{}", "after 2 of the 10 bytes it announced"],
  ])("says that the connection was closed early: %j", async (sent, progress) => {
    const address = await serve((socket) => socket.on("data", () => socket.end(sent)));
    await expect(transportTo(address).request(request)).rejects.toMatchObject({
      code: "SERVER_UNREACHABLE",
      message: expect.stringContaining(progress),
    });
  });

  it("says that another server answered", async () => {
    const address = await serve((socket) => socket.write("220 mail.example ESMTP"));
    await expect(transportTo(address).request(request)).rejects.toMatchObject({
      code: "UNEXPECTED_ANSWER",
      message: expect.stringContaining(`127.0.0.1:${address.port}`),
    });
  });

  it("refuses an answer by its header when it is too large", async () => {
    const address = await serve((socket) => socket.write("AFANASY 67108853 JSON"));
    await expect(transportTo(address).request(request)).rejects.toMatchObject({
      code: "MESSAGE_TOO_LARGE",
    });
  });

  it("gives up after its time", async () => {
    const address = await serve(() => undefined);
    await expect(transportTo(address, { timeoutMs: 20 }).request(request)).rejects.toMatchObject({
      code: "TIMEOUT",
      details: { timeoutMs: 20 },
    });
  });

  it("gives up connecting sooner than waiting for an answer", async () => {
    // A listener that accepts nothing: its queue is full after a few connections, and the next one hangs.
    const worker = new Worker(
      `const { parentPort } = require("node:worker_threads");
       const server = require("node:net").createServer();
       server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
         parentPort.postMessage(server.address().port);
         Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
       });`,
      { eval: true },
    );
    const port = await new Promise<number>((resolve) => worker.once("message", resolve));
    const transport = transportTo({ host: "127.0.0.1", port }, { connectTimeoutMs: 50, timeoutMs: 60_000 });
    const controller = new AbortController();
    const { signal } = controller;
    const results = Array.from({ length: 6 }, () => transport.request(action, { signal }));
    await expect(Promise.any(results.map((each) => each.then(unexpected, reasonOf)))).resolves.toMatchObject({
      code: "SERVER_UNREACHABLE",
    });
    controller.abort();
    await Promise.allSettled(results);
    await worker.terminate();
  });

  it("gives up when told to, under way, in the queue and before", async () => {
    let arrived = 0;
    const controller = new AbortController();
    const address = await serve((socket) => {
      socket.on("data", () => {
        if (++arrived === 4) controller.abort();
      });
    });
    const transport = transportTo(address);
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, () => transport.request(request, { signal: controller.signal })),
    );
    for (const result of results) {
      expect(result).toMatchObject({ status: "rejected", reason: { code: "ABORTED" } });
    }
    await expect(transport.request(request, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "ABORTED",
    });
    expect(arrived).toBe(4);
  });

  it("sends what has no answer, and does not mind when it does not arrive", async () => {
    let received: ((text: string) => void) | undefined;
    const text = new Promise<string>((resolve) => {
      received = resolve;
    });
    const address = await serve((socket) => {
      socket.on("data", (data) => received?.(data.toString()));
    });
    const transport = transportTo(address);
    await transport.post({ a: 1 });
    expect(await text).toBe('AFANASY 7 JSON{"a":1}');
    await closeServers();
    await transport.post({ a: 1 });
  });
});
