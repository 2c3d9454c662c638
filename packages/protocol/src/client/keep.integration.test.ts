import { once } from "node:events";
import { AfpoolsError } from "@afpools/core";
import { expect, test } from "vitest";
import type { CommandRequest } from "../request/request.js";
import { encodeError } from "../response/encode-response.js";
import { answers } from "../testing/answers.js";
import { expectCommand, type RequestListener, type TestConnection } from "../testing/test-server.js";
import { withServer } from "../testing/with-server.js";

const keep = { keep: true };

/** Answers a request for a pool with the name that was asked for. */
function answerPool(request: CommandRequest, connection: TestConnection): void {
  const name = request.command === "GET POOL" ? request.args.pool : "";
  connection.answer(request, { pool: { ...answers["GET POOL"].pool, name } }, 0);
}

const answerAtOnce: RequestListener = (request, connection) => answerPool(expectCommand(request), connection);

/** A listener that answers nothing by itself: the test does, once `count` requests have come. */
function collecting(count: number) {
  const requests: [CommandRequest, TestConnection][] = [];
  let complete = () => {};
  const all = new Promise<void>((resolve) => {
    complete = resolve;
  });
  const listener: RequestListener = (request, connection) => {
    requests.push([expectCommand(request), connection]);
    if (requests.length === count) complete();
  };
  return { requests, all, listener };
}

test("calls one after the other share a connection", async () => {
  const { client, server } = await withServer(answerAtOnce, keep);
  for (const name of ["gpu", "nuke", "ws"]) expect((await client.pool(name)).pool.name).toBe(name);
  expect(server.connections).toBe(1);
});

test("calls at once are all sent before the first answer, and each gets its own", async () => {
  const names = Array.from({ length: 500 }, (_, index) => `pool ${index}`);
  const { requests, all, listener } = collecting(names.length);
  const { client, server } = await withServer(listener, keep);
  const calls = names.map((name) => client.pool(name));
  await all;
  for (const [request, connection] of requests) answerPool(request, connection);
  expect((await Promise.all(calls)).map(({ pool }) => pool.name)).toEqual(names);
  expect(server.connections).toBe(1);
});

test("an error answers its own call only", async () => {
  const { client, server } = await withServer((request, connection) => {
    const command = expectCommand(request);
    if (command.command === "GET POOL") answerPool(command, connection);
    else connection.socket.write(encodeError(command.id, new AfpoolsError("FARM_UNKNOWN", "No farm.")));
  }, keep);
  const [first, refused, last] = await Promise.allSettled([
    client.pool("a"),
    client.hosts(),
    client.pool("b"),
  ]);
  expect(first).toMatchObject({ status: "fulfilled", value: { pool: { name: "a" } } });
  expect(refused).toMatchObject({ status: "rejected", reason: { code: "FARM_UNKNOWN" } });
  expect(last).toMatchObject({ status: "fulfilled", value: { pool: { name: "b" } } });
  expect(server.connections).toBe(1);
});

test("a call given up leaves those beside it alone, and the next has a new connection", async () => {
  const { requests, all, listener } = collecting(3);
  const { client, server } = await withServer(
    (request, connection) => (connection.number === 1 ? listener : answerAtOnce)(request, connection),
    keep,
  );
  const abort = new AbortController();
  const before = client.pool("before");
  const given = client.pool("given up", { signal: abort.signal });
  const after = client.pool("after");
  await all;
  abort.abort(new Error("the window was closed"));
  await expect(given).rejects.toMatchObject({ code: "ABORTED", cause: abort.signal.reason });
  expect((await client.pool("next")).pool.name).toBe("next");
  expect(server.connections).toBe(2);
  for (const [request, connection] of requests) answerPool(request, connection);
  expect((await before).pool.name).toBe("before");
  expect((await after).pool.name).toBe("after");
});

test("when nobody waits any more for a connection with calls given up, it is closed", async () => {
  const { requests, all, listener } = collecting(1);
  const { client } = await withServer(listener, keep);
  const abort = new AbortController();
  const given = client.pool("given up", { signal: abort.signal });
  await all;
  const closed = requests.map(([, { socket }]) => once(socket, "close"));
  abort.abort();
  await expect(given).rejects.toMatchObject({ code: "ABORTED" });
  await Promise.all(closed);
});

test("a connection that the server closed while it was idle is opened anew", async () => {
  const sockets: TestConnection["socket"][] = [];
  const { client, server } = await withServer((request, connection) => {
    sockets.push(connection.socket);
    answerPool(expectCommand(request), connection);
  }, keep);
  await client.pool("gpu");
  const [socket] = sockets;
  socket?.end(encodeError(null, new AfpoolsError("TIMEOUT", "Idle for too long.")));
  if (socket) await once(socket, "close");
  expect((await client.pool("nuke")).pool.name).toBe("nuke");
  expect(server.connections).toBe(2);
});

test("reads that a closing server left without an answer are sent again", async () => {
  const { client, server } = await withServer((request, connection) => {
    if (connection.socket.writableEnded) return;
    answerPool(expectCommand(request), connection);
    // Asked to keep the connection, it closes it after one answer, as every server may.
    connection.socket.end();
  }, keep);
  const names = ["a", "b", "c", "d", "e"];
  await client.pool("first");
  const pools = await Promise.all(names.map((name) => client.pool(name)));
  expect(pools.map(({ pool }) => pool.name)).toEqual(names);
  expect(server.connections).toBe(6);
});

test("writes have connections of their own and are never sent twice", async () => {
  const asked: [string, boolean, number][] = [];
  const { client } = await withServer((request, connection) => {
    const command = expectCommand(request);
    asked.push([command.command, command.keep, connection.number]);
    if (command.command === "DELETE POOL") connection.socket.destroy();
    else answerPool(command, connection);
  }, keep);
  await client.pool("gpu");
  await expect(client.deletePool({ author: "anna", pool: "gpu" })).rejects.toMatchObject({
    code: "SERVER_UNREACHABLE",
  });
  await client.pool("gpu");
  expect(asked).toEqual([
    ["GET POOL", true, 1],
    ["DELETE POOL", false, 2],
    ["GET POOL", true, 1],
  ]);
});

test("an idle connection does not keep the process alive, one with a call does", async () => {
  const sockets = () => process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length;
  const { requests, all, listener } = collecting(1);
  const { client } = await withServer(listener, keep);
  const call = client.pool("gpu");
  await all;
  expect(sockets()).toBe(2);
  for (const [request, connection] of requests) answerPool(request, connection);
  await call;
  expect(sockets()).toBe(1);
});

test("closing gives up what is under way, closes the connection, and refuses what comes later", async () => {
  const { requests, all, listener } = collecting(2);
  const { client } = await withServer(listener, keep);
  const calls = [client.pool("a"), client.pool("b")];
  await all;
  const closed = requests.slice(0, 1).map(([, { socket }]) => once(socket, "close"));
  const results = Promise.allSettled(calls);
  await client.close();
  for (const result of await results) expect(result).toMatchObject({ reason: { code: "ABORTED" } });
  await Promise.all(closed);
  await expect(client.pool("c")).rejects.toMatchObject({ code: "ABORTED" });
  await client.close();
});
