import { AfpoolsError } from "@afpools/core";
import { expect, test } from "vitest";
import type { CommandRequest } from "../request/request.js";
import { encodeError } from "../response/encode-response.js";
import { answers } from "../testing/answers.js";
import { expectCommand, type TestConnection } from "../testing/test-server.js";
import { bytesOf, type Piece, readVectors } from "../testing/vectors.js";
import { withServer } from "../testing/with-server.js";
import { createPoolClient } from "./pool-client.js";

test("each call sends its command and gives the typed answer", async () => {
  const asked: CommandRequest[] = [];
  const { client, server } = await withServer((request, connection) => {
    const command = expectCommand(request);
    asked.push(command);
    connection.answer(command, { ...answers[command.command], later: "version" }, 35);
  });
  const author = "anna";
  const edit = { addHosts: ["pc-02"] };
  expect(await client.hello()).toEqual(answers.HELLO);
  expect(await client.pools()).toEqual({ ...answers["GET POOLS"], age: 35 });
  expect(await client.pool("gpu")).toEqual({ ...answers["GET POOL"], age: 35 });
  expect(await client.hosts()).toEqual({ ...answers["GET HOSTS"], age: 35 });
  expect(await client.farm()).toEqual({ ...answers["GET FARM"], age: 35 });
  expect(await client.mask({ expression: "gpu" })).toEqual({ ...answers["GET MASK"], age: 35 });
  expect(await client.planJob({ expression: "gpu", job: { blocks: [{}] } })).toEqual({
    ...answers["PLAN JOB"],
    age: 35,
  });
  expect(await client.history({ pool: "gpu", limit: 3 })).toEqual(answers["GET HISTORY"]);
  expect(await client.createPool({ author, name: "gpu" })).toEqual(answers["CREATE POOL"]);
  expect(await client.updatePool({ author, pool: "gpu", ifRevision: 1, edit })).toEqual(
    answers["UPDATE POOL"],
  );
  expect(await client.deletePool({ author, pool: "gpu" })).toEqual(answers["DELETE POOL"]);
  expect(await client.undoChange({ author, change: "c" })).toEqual(answers["UNDO CHANGE"]);
  expect(asked.map(({ command, args, keep }) => [command, args, keep])).toEqual([
    ["HELLO", {}, false],
    ["GET POOLS", {}, false],
    ["GET POOL", { pool: "gpu" }, false],
    ["GET HOSTS", {}, false],
    ["GET FARM", {}, false],
    ["GET MASK", { expression: "gpu" }, false],
    ["PLAN JOB", { expression: "gpu", job: { blocks: [{}] } }, false],
    ["GET HISTORY", { pool: "gpu", limit: 3 }, false],
    ["CREATE POOL", { author, name: "gpu" }, false],
    ["UPDATE POOL", { author, pool: "gpu", ifRevision: 1, edit }, false],
    ["DELETE POOL", { author, pool: "gpu" }, false],
    ["UNDO CHANGE", { author, change: "c" }, false],
  ]);
  expect(server.connections).toBe(12);
});

test("an answer without age is as fresh as can be", async () => {
  const { client } = await withServer((request, connection) => {
    connection.answer(expectCommand(request), answers["GET HOSTS"]);
  });
  expect(await client.hosts()).toMatchObject({ age: 0 });
});

test("a warning that this version has no code for is given all the same", async () => {
  const { plan } = answers["GET MASK"];
  const warnings = [{ code: "MOON_IS_FULL", message: "The moon is full.", subjects: [] }];
  const { client } = await withServer((request, connection) => {
    connection.answer(expectCommand(request), { plan: { ...plan, warnings } });
  });
  expect((await client.mask({ expression: "gpu" })).plan.warnings).toEqual(warnings);
});

test("an error answer rejects with its code, message and details", async () => {
  const error = new AfpoolsError("POOL_NOT_FOUND", 'There is no pool "gpx".', { details: { near: "gpu" } });
  const { client } = await withServer(() => {
    throw error;
  });
  const rejected = await client.pool("gpx").catch((reason) => reason);
  expect(rejected).toBeInstanceOf(AfpoolsError);
  expect(rejected).toMatchObject({ code: error.code, message: error.message, details: error.details });
});

interface LegacyVector {
  readonly name: string;
  readonly output: readonly Piece[];
  readonly documents: readonly unknown[];
}

test.each(readVectors<LegacyVector>("legacy.json"))("legacy pools: $name", async ({ output, documents }) => {
  const padded = Buffer.from(bytesOf(output));
  const answersInTurn = [padded, Buffer.from(padded.toString().replace(/ +(?=\[)/, ""))];
  const { client } = await withServer((request, { socket }) => {
    expect(request).toEqual({ kind: "legacy", command: "GET POOLS" });
    socket.end(answersInTurn.shift() ?? "");
  });
  expect(await client.legacyPools()).toMatchObject(documents);
  expect(await client.legacyPools()).toMatchObject(documents);
});

test("a legacy request is answered with an error of version 2 where there is one", async () => {
  const refuse = (_: unknown, { socket }: TestConnection) => {
    socket.end(encodeError(null, new AfpoolsError("TLS_REQUIRED", "This server speaks TLS only.")));
  };
  const { client } = await withServer(refuse);
  await expect(client.legacyPools()).rejects.toMatchObject({ code: "TLS_REQUIRED" });
});

test("legacy documents that are none are an unexpected answer that names the place", async () => {
  const body = '[{"_id":{"$oid":"65f000000000000000000001"},"name":5}]';
  const { client } = await withServer((_, { socket }) => {
    socket.end(`{"type": "response", "size": ${body.length}}${body}`);
  });
  await expect(client.legacyPools()).rejects.toMatchObject({
    code: "UNEXPECTED_ANSWER",
    message: expect.stringContaining('"0.name" of its body: expected string, received number'),
  });
});

test.each([
  ["host", { host: "", port: 9999 }],
  ["port", { host: "localhost", port: 0 }],
  ["port", { host: "localhost", port: 65_536 }],
  ["port", { host: "localhost", port: 1.5 }],
  ["timeoutMs", { host: "localhost", port: 9999, timeoutMs: 0 }],
  ["timeoutMs", { host: "localhost", port: 9999, timeoutMs: Number.POSITIVE_INFINITY }],
])("a wrong %s is refused before anything is sent", (option, options) => {
  expect(() => createPoolClient(options)).toThrow(`The ${option} of the Pool Server cannot be`);
});
