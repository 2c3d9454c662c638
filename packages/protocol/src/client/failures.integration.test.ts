import { AfpoolsError } from "@afpools/core";
import { expect, test } from "vitest";
import { encodeError } from "../response/encode-response.js";
import { TestServer } from "../testing/test-server.js";
import { withServer } from "../testing/with-server.js";
import { createPoolClient } from "./pool-client.js";

/** A client of a server that answers every request with `text` and closes. */
const saying = (text: string | Uint8Array) => withServer((_, { socket }) => void socket.end(text));

test("nothing listens: the error says where and what to do", async () => {
  const server = new TestServer(() => undefined);
  const { host, port } = await server.listen();
  await server.close();
  const client = createPoolClient({ host, port });
  await expect(client.pools()).rejects.toMatchObject({
    code: "SERVER_UNREACHABLE",
    message: `No answer from the Pool Server at 127.0.0.1:${port}: nothing listens there. Start it ("afpools serve"), or correct host and port.`,
    details: { address: `127.0.0.1:${port}`, reason: "ECONNREFUSED" },
  });
});

test("an address of IPv6 stands in brackets", async () => {
  const client = createPoolClient({ host: "::1", port: 1 });
  await expect(client.pools()).rejects.toThrow("[::1]:1");
});

test("a name that does not exist", async () => {
  const client = createPoolClient({ host: "pools.invalid", port: 9999, timeoutMs: 25_000 });
  await expect(client.pools()).rejects.toMatchObject({
    code: "SERVER_UNREACHABLE",
    message: expect.stringContaining("its name cannot be resolved"),
  });
});

test("no answer in time", async () => {
  const { client, port } = await withServer(() => undefined, { timeoutMs: 20 });
  await expect(client.pools()).rejects.toMatchObject({
    code: "TIMEOUT",
    message: expect.stringContaining(`127.0.0.1:${port} within 0.02 s`),
  });
});

test("an answer that drips gains no time", async () => {
  const drips: NodeJS.Timeout[] = [];
  const { client } = await withServer(
    (_, { socket }) => {
      drips.push(setInterval(() => socket.write(" "), 5));
    },
    { timeoutMs: 50 },
  );
  await expect(client.pools()).rejects.toMatchObject({ code: "TIMEOUT" });
  for (const drip of drips) clearInterval(drip);
});

test("a signal raised before the call: nothing is sent", async () => {
  const { client, server } = await withServer(() => undefined);
  const call = client.pools({ signal: AbortSignal.abort() });
  await expect(call).rejects.toMatchObject({ code: "ABORTED" });
  expect(server.connections).toBe(0);
});

test("a signal raised during the call", async () => {
  const abort = new AbortController();
  const { client } = await withServer(() => abort.abort("enough"));
  await expect(client.pools({ signal: abort.signal })).rejects.toMatchObject({
    code: "ABORTED",
    cause: "enough",
  });
});

test("the server closes without an answer", async () => {
  const { client } = await saying("");
  await expect(client.pools()).rejects.toMatchObject({
    code: "SERVER_UNREACHABLE",
    message: expect.stringContaining("it closed the connection without one"),
  });
});

test("the server breaks the connection", async () => {
  const { client } = await withServer((_, { socket }) => void socket.resetAndDestroy());
  await expect(client.pools()).rejects.toMatchObject({ code: "SERVER_UNREACHABLE" });
});

test.each([
  ["HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n", 'it begins with byte 0x48 ("H")'],
  ["a cut header", '{"version":2', "the connection ended within it"],
  [
    "a cut body",
    '{"version":2,"id":1,"type":"response","size":9}\n{"pools"',
    "the connection ended within it",
  ],
  ["the id of another request", '{"version":2,"id":7,"type":"response","size":2}\n{}', "another request"],
  ["an answer of 2019", '{"type": "response", "size": 2}[]', "another request"],
  ["another result", '{"version":2,"id":1,"type":"response","size":2}\n{}', '"pools" of its body'],
  ["a list", '{"version":2,"id":1,"type":"response","size":2}\n[]', "expected object, received array"],
  ["a huge size", '{"version":2,"id":1,"type":"response","size":9000000000}\n', "longer than the 268435456"],
])("wrong answer: %s", async (_name, text, reason) => {
  const { client } = await saying(text);
  await expect(client.pools()).rejects.toMatchObject({
    code: "UNEXPECTED_ANSWER",
    message: expect.stringContaining(reason),
  });
});

test("an error of a code that this version does not know keeps its text", async () => {
  const body = '{"code":"OUT_OF_TEA","message":"There is no tea."}';
  const { client } = await saying(`{"version":2,"id":1,"type":"error","size":${body.length}}\n${body}`);
  await expect(client.pools()).rejects.toMatchObject({
    code: "UNEXPECTED_ANSWER",
    message: "There is no tea. (OUT_OF_TEA)",
  });
});

test("an error without id, as of a server that takes no more connections, is the call's", async () => {
  const { client } = await saying(encodeError(null, new AfpoolsError("TOO_MANY_CONNECTIONS", "Full.")));
  await expect(client.pools()).rejects.toMatchObject({ code: "TOO_MANY_CONNECTIONS", message: "Full." });
});
