import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import type { Duplex } from "node:stream";
import { AfpoolsError } from "@afpools/core";
import { expect, it, onTestFinished, vi } from "vitest";
import { Admission } from "../listen/admission.js";
import { Deadlines } from "../listen/deadlines.js";
import { FairScheduler } from "../listen/fair-scheduler.js";
import { defaultLimits, type ServerLimits } from "../listen/limits.js";
import { peerOf } from "../listen/peer.js";
import { UnreadBytes } from "../listen/unread-bytes.js";
import { openRawHttp, type RawHttp, statusesOf } from "../testing/raw-http.js";
import { HttpConnection, type HttpConnectionHost } from "./http-connection.js";

const get = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";
const lastGet = "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

/** A server whose connections are {@link HttpConnection}s, what it has seen, and clients of it. */
async function start(answer: RequestListener, limits: Partial<ServerLimits> = {}, linger = 50) {
  const all = { ...defaultLimits, ...limits };
  const seen = { parsed: 0, refused: [] as string[], connections: [] as HttpConnection[] };
  const host: HttpConnectionHost = {
    limits: all,
    admission: new Admission(all),
    deadlines: new Deadlines({ request: all.requestMs, idle: all.idleMs, grace: 20, linger }),
    unread: new UnreadBytes(all.unreadBytes),
    scheduler: new FairScheduler(),
    onOpen: (stream) => void http.emit("connection", stream),
    onRefused: ({ code }) => void seen.refused.push(code),
  };
  const connectionOf = (socket: Duplex) => seen.connections[streams.indexOf(socket)];
  const streams: Duplex[] = [];
  const http = createHttpServer({ headersTimeout: 0, requestTimeout: 0 }, (request, response) => {
    seen.parsed += 1;
    connectionOf(request.socket)?.beginAnswer(request, response);
    answer(request, response);
  });
  http.on("connection", (stream) => streams.push(stream));
  http.on("clientError", ({ message }, stream) => {
    connectionOf(stream)?.fail(new AfpoolsError("MALFORMED_MESSAGE", message));
  });
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const connection = new HttpConnection(socket, peerOf(socket.remoteAddress), host);
    seen.connections.push(connection);
    connection.enter();
    connection.begin(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const connection of seen.connections) connection.cut();
    server.close();
    host.deadlines.close();
  });
  const { port } = server.address() as AddressInfo;
  return { seen, host, open: () => openRawHttp(port) };
}

/** How many answers a client has. */
const answers = (client: RawHttp) => statusesOf(client.text()).length;

it("answers requests that come at once, in their order and one at a time", async () => {
  let atOnce = 0;
  let most = 0;
  let number = 0;
  const { open } = await start((_, response) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    const body = String(number++);
    setImmediate(() => {
      atOnce -= 1;
      response.end(body);
    });
  });
  const client = await open();
  client.socket.write(get.repeat(499) + lastGet);
  const bodies = [...(await client.closed()).matchAll(/\r\n\r\n(\d+)/g)].map(([, body]) => Number(body));
  expect(bodies).toEqual(Array.from({ length: 500 }, (_, index) => index));
  expect(most).toBe(1);
});

it("parses no request while one is being answered", async () => {
  const { seen, open } = await start(() => undefined);
  const client = await open();
  client.socket.write(get.repeat(2_000));
  await vi.waitFor(() => expect(seen.parsed).toBeGreaterThan(0), 20_000);
  // Bytes that follow later change nothing.
  client.socket.write(get.repeat(2_000));
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
  expect(seen.parsed).toBe(1);
});

it("answers a client that waits for its answers before those who do not", async () => {
  const { seen, open } = await start((_, response) => void response.end());
  const hasty = await Promise.all(Array.from({ length: 4 }, open));
  for (const { socket } of hasty) socket.write(get.repeat(5_000));
  await vi.waitFor(() => expect(seen.parsed).toBeGreaterThan(0), 20_000);
  const patient = await open();
  patient.socket.write(lastGet);
  await patient.closed();
  expect(answers(patient)).toBe(1);
  expect(hasty.reduce((sum, client) => sum + answers(client), 0)).toBeLessThan(20_000);
});

it("reads a body in pieces, and what follows it", async () => {
  const lengths: number[] = [];
  const { open } = await start(async (request, response) => {
    let length = 0;
    for await (const chunk of request) length += (chunk as Buffer).length;
    lengths.push(length);
    response.end();
  });
  const client = await open();
  const body = "a".repeat(300_000);
  client.socket.write(
    `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}${lastGet}`,
  );
  await client.closed();
  expect(lengths).toEqual([300_000, 0]);
});

it("gives way where everything is said, to those that come", async () => {
  const { seen, host, open } = await start((_, response) => void response.end(), { connections: 2 }, 60_000);
  const waiting = await open();
  const over = await open();
  over.socket.write(lastGet);
  await over.closed();
  const next = await open();
  next.socket.write(lastGet);
  await next.closed();
  expect(answers(next)).toBe(1);
  expect(seen.refused).toEqual(["TOO_MANY_CONNECTIONS"]);
  expect(host.admission.connections()).toEqual([seen.connections[0], seen.connections[2]]);
  expect(waiting.socket.closed).toBe(false);
});

it("parses what comes at once on many connections in several turns of the loop", async () => {
  let thisTurn = 0;
  let most = 0;
  const { seen, open } = await start((_, response) => {
    if (thisTurn === 0) {
      setImmediate(() => {
        thisTurn = 0;
      });
    }
    thisTurn += 1;
    most = Math.max(most, thisTurn);
    const until = performance.now() + 4;
    while (performance.now() < until);
    response.end();
  });
  const clients = await Promise.all(Array.from({ length: 30 }, open));
  for (const { socket } of clients) socket.write(lastGet);
  await Promise.all(clients.map((client) => client.closed()));
  expect(seen.parsed).toBe(30);
  expect(most).toBeLessThanOrEqual(10);
});

it("passes over the body of a request that is answered without it", async () => {
  const { open } = await start((_, response) => void response.end());
  const client = await open();
  const body = "a".repeat(300_000);
  client.socket.write(
    `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}${lastGet}`,
  );
  await client.closed();
  expect(answers(client)).toBe(2);
});

it("answers a client that has closed its side, then closes", async () => {
  const { open } = await start((_, response) => void setImmediate(() => response.end("ok")));
  const client = await open();
  client.socket.end(get.repeat(3));
  await client.closed();
  expect(answers(client)).toBe(3);
});

it("closes a connection whose client never closes its side", async () => {
  const { seen, host, open } = await start((_, response) => void response.end());
  const client = await open();
  client.socket.write(lastGet);
  await client.closed();
  await vi.waitFor(() => expect(host.admission.size).toBe(0), 20_000);
  expect(seen.refused).toEqual([]);
});

it("tells a client that its request came too late, and ends", async () => {
  const { seen, open } = await start(() => undefined, { requestMs: 50 });
  const client = await open();
  client.socket.write("GET / HTTP/1.1\r\nhost:");
  expect(await client.closed()).toMatch(/^HTTP\/1\.1 408 /);
  expect(seen.refused).toEqual(["TIMEOUT"]);
});

it("says nothing to a client that has sent nothing", async () => {
  const { seen, open } = await start(() => undefined, { requestMs: 50 });
  const client = await open();
  expect(await client.closed()).toBe("");
  expect(seen.refused).toEqual(["TIMEOUT"]);
});

it("sends no second answer to a request that was answered before it was complete", async () => {
  const { open } = await start((_, response) => void response.end("early"), { requestMs: 50 });
  const client = await open();
  client.socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf");
  await client.closed();
  expect(answers(client)).toBe(1);
});

/** Times pass only when the test says so. */
function stopClock(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  onTestFinished(() => void vi.useRealTimers());
}

it("counts the time of a request from its first byte, not from the answer before", async () => {
  stopClock();
  const { seen, open } = await start((_, response) => void response.end());
  const client = await open();
  client.socket.write(get);
  await once(client.socket, "data");
  vi.advanceTimersByTime(defaultLimits.requestMs * 2);
  expect(seen.refused).toEqual([]);
  client.socket.write("GET");
  while (seen.refused.length === 0) {
    vi.advanceTimersByTime(100);
    await new Promise(setImmediate);
  }
  expect(await client.closed()).toContain("HTTP/1.1 408 ");
});

it("does not count the time of an answer as time of the request", async () => {
  stopClock();
  let finish: () => void = () => undefined;
  const { seen, open } = await start((_, response) => {
    finish = () => void response.end("late");
  });
  const client = await open();
  client.socket.write(lastGet);
  while (seen.parsed === 0) await new Promise(setImmediate);
  vi.advanceTimersByTime(defaultLimits.requestMs * 2);
  finish();
  expect(await client.closed()).toContain("late");
  expect(seen.refused).toEqual([]);
});

it("ends a kept connection that is idle for too long, without a word", async () => {
  const { seen, open } = await start((_, response) => void response.end(), { idleMs: 50 });
  const client = await open();
  client.socket.write(get);
  await client.closed();
  expect(answers(client)).toBe(1);
  expect(seen.refused).toEqual([]);
});

it("ends a connection whose answer is not read", async () => {
  const { seen, host, open } = await start((_, response) => void response.end("x".repeat(32 << 20)), {
    answerMs: 100,
  });
  const client = await open();
  client.socket.pause();
  client.socket.write(get);
  await vi.waitFor(() => expect(host.admission.size).toBe(0), 20_000);
  expect(seen.refused).toEqual(["TIMEOUT"]);
});

it("lets the slowest reader give way when unread answers take too much memory", async () => {
  const { seen, host, open } = await start((_, response) => void response.end("x".repeat(32 << 20)), {
    unreadBytes: 40 << 20,
  });
  for (let count = 0; count < 2; count += 1) {
    const client = await open();
    client.socket.pause();
    client.socket.write(get);
    await vi.waitFor(() => expect(seen.parsed).toBe(count + 1), 20_000);
  }
  await vi.waitFor(() => expect(seen.refused).toEqual(["TIMEOUT"]), 20_000);
  await vi.waitFor(() => expect(host.admission.connections()).toEqual(seen.connections.slice(1)), 20_000);
});

it("is counted as unread no more once it is read", async () => {
  const { seen, open } = await start((_, response) => void response.end("x".repeat(8 << 20)), {
    unreadBytes: 9 << 20,
  });
  for (let time = 0; time < 5; time += 1) {
    const client = await open();
    client.socket.write(lastGet);
    await client.closed();
    expect(client.text().length).toBeGreaterThan(8 << 20);
  }
  expect(seen.refused).toEqual([]);
});

it.each(["nonsense", "GET / HTTP/1.1\r\nhost: x\r\ncontent-length: x\r\n\r\n"])(
  "answers the request before what is not HTTP, then tells that: %j",
  async (nonsense) => {
    const { open } = await start((_, response) => void setImmediate(() => response.end("good")));
    const client = await open();
    client.socket.write(`${get}${nonsense}\r\n\r\n`);
    expect(await client.closed()).toMatch(/^HTTP\/1\.1 200 .*good.*HTTP\/1\.1 400 .*MALFORMED_MESSAGE/s);
  },
);

it("drains: idle and silent connections end, an answer under way is finished", async () => {
  let finish: () => void = () => undefined;
  const { seen, host, open } = await start((_, response) => {
    finish = () => void response.end("done");
  });
  const [silent, busy] = [await open(), await open()];
  busy.socket.write(get);
  await vi.waitFor(() => expect(seen.parsed).toBe(1), 20_000);
  for (const connection of seen.connections) connection.drain();
  await silent.closed();
  expect(busy.text()).toBe("");
  finish();
  expect(await busy.closed()).toMatch(/connection: close[\s\S]*done/i);
  await vi.waitFor(() => expect(host.admission.size).toBe(0), 20_000);
});
