import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { MemoryStore } from "@afpools/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { first } from "../testing/certificates.js";
import { RawClient } from "../testing/raw-client.js";
import { startServer } from "../testing/test-server.js";
import type { PoolServerOptions } from "./pool-server.js";

const start = (options: Partial<PoolServerOptions> = {}) =>
  startServer({ store: new MemoryStore(), trustedProxies: ["127.0.0.0/8"], ...options });

const from = (address: string) => `PROXY TCP4 ${address} 10.0.0.1 4711 9999\r\n`;
const create = (name: string) => ({
  id: 1,
  command: "CREATE POOL",
  args: { author: "anna", name },
  keep: true,
});
const hello = { id: 1, command: "HELLO", keep: true };

describe("behind a trusted proxy", () => {
  it("the client is the one that the header names", async () => {
    const { connect } = await start({ writes: "anyone-without-tls" });
    const client = await connect();
    client.send(from("192.0.2.43")).ask(create("gpu"));
    await client.responses(1);
    client.ask({ id: 2, command: "GET HISTORY", keep: true });
    expect(await client.response(2)).toMatchObject({
      body: { changes: [{ origin: "protocol 192.0.2.43" }] },
    });
  });

  it("the header may come in any pieces", async () => {
    const { connect } = await start();
    const client = await connect();
    for (const byte of from("192.0.2.43") + JSON.stringify({ version: 2, ...hello })) {
      client.send(byte);
      await new Promise(setImmediate);
    }
    expect(await client.end().response()).toMatchObject({ kind: "result" });
  });

  it("no client is on the server's machine, unless the header says so", async () => {
    const { connect } = await start({ writes: "loopback" });
    const client = (await connect()).send(from("192.0.2.43")).ask(create("gpu"));
    expect(await client.response()).toMatchObject({ error: { code: "FORBIDDEN" } });
    const local = (await connect()).send("PROXY UNKNOWN\r\n").ask(create("gpu"));
    expect(await local.response()).toMatchObject({ kind: "result" });
  });

  it("limits of one address count for each client", async () => {
    const { connect } = await start({ limits: { connectionsPerAddress: 1 } });
    const opened = async (address: string) => {
      const client = (await connect()).send(from(address)).ask(hello);
      await client.response();
      return client;
    };
    const [one, other] = [await opened("192.0.2.1"), await opened("192.0.2.2")];
    const again = await opened("192.0.2.1");
    expect(await one.response(2)).toMatchObject({ error: { code: "TOO_MANY_CONNECTIONS" } });
    for (const client of [other, again]) {
      client.ask(hello);
      expect(await client.response(2)).toMatchObject({ kind: "result" });
    }
  });

  it("TLS follows the header", async () => {
    const folder = await mkdtemp(join(tmpdir(), "afpools-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const files = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
    await writeFile(files.cert, first.cert);
    await writeFile(files.key, first.key);
    const { connect: open } = await start({ tls: { mode: "required", ...files } });
    const plain = (await open()).send(from("192.0.2.43"));
    plain.socket.removeAllListeners("data");
    const socket = connect({ socket: plain.socket, ca: first.cert, servername: "localhost" });
    const client = new RawClient(socket);
    await once(socket, "secureConnect");
    expect(await client.ask(hello).response()).toMatchObject({ kind: "result" });
  });

  it("a connection without a header is refused, and told the setting", async () => {
    const { connect } = await start();
    const client = (await connect()).ask(hello);
    expect(await client.response()).toMatchObject({
      error: { code: "MALFORMED_MESSAGE", message: expect.stringContaining("server.trustedProxies") },
    });
    await client.closed();
  });

  it("one that never sends its header ends in time, and does not hold the server up", async () => {
    const { connect, server } = await start({ limits: { handshakeMs: 100 } });
    await (await connect()).send("PROXY ").closed();
    const silent = await connect();
    await server.close();
    await silent.closed();
  });
});

describe("a client that is no trusted proxy", () => {
  it("cannot say that it is another one", async () => {
    const { connect } = await start({ trustedProxies: ["10.0.0.0/8"] });
    const client = (await connect()).send(from("192.0.2.43"));
    expect(await client.response()).toMatchObject({ error: { code: "MALFORMED_MESSAGE" } });
  });
});
