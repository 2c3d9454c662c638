import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import { MemoryStore } from "@afpools/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { first, second } from "../testing/certificates.js";
import { legacyRequest, type RawClient } from "../testing/raw-client.js";
import { startServer, vastPools } from "../testing/test-server.js";
import { connectTls, dripProxy } from "../testing/tls-client.js";
import type { PoolServerOptions } from "./pool-server.js";

interface Files {
  readonly cert: string;
  readonly key: string;
}

async function certificateFiles(): Promise<Files> {
  const folder = await mkdtemp(join(tmpdir(), "afpools-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const files = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
  await install(files, first);
  return files;
}

async function install(files: Files, { cert, key }: Files): Promise<void> {
  await writeFile(files.cert, cert);
  await writeFile(files.key, key);
}

async function startTls(mode: "optional" | "required", options: Partial<PoolServerOptions> = {}) {
  const files = await certificateFiles();
  return { files, ...(await startServer({ tls: { mode, ...files }, ...options })) };
}

function certificateName({ socket }: RawClient): unknown {
  return socket instanceof TLSSocket && socket.getPeerCertificate().subject.CN;
}

const hello = { id: 1, command: "HELLO" };

describe("TLS optional", () => {
  it("answers plain and TLS clients on one port, of both protocols", async () => {
    const { port, client, connect } = await startTls("optional");
    expect((await client().pools()).pools).toHaveLength(2);
    expect((await client({ tls: { ca: first.cert } }).pools()).pools).toHaveLength(2);
    const plain = (await connect()).send(legacyRequest);
    const encrypted = (await connectTls(port)).send(legacyRequest);
    expect(await encrypted.closed()).toEqual(await plain.closed());
    expect(plain.bytes.length).toBeGreaterThan(1_024);
  });

  it("goes by the first byte, whatever comes with it", async () => {
    const { connect } = await startTls("optional");
    const client = (await connect()).send("\n");
    await new Promise(setImmediate);
    expect(await client.ask(hello).response()).toMatchObject({ kind: "result" });
  });
});

describe("TLS required", () => {
  it("answers TLS clients, kept ones too", async () => {
    const { client } = await startTls("required");
    const kept = client({ tls: { ca: first.cert }, keep: true });
    for (let time = 0; time < 3; time += 1) expect((await kept.pools()).pools).toHaveLength(2);
    expect(await client({ tls: { ca: first.cert } }).legacyPools()).toHaveLength(2);
  });

  it("tells a plain client what is missing", async () => {
    const { client, log } = await startTls("required");
    await expect(client().pools()).rejects.toMatchObject({ code: "TLS_REQUIRED" });
    expect((await log.refusal("TLS_REQUIRED")).values.address).toBe("127.0.0.1");
  });

  it("takes a handshake that comes byte by byte", async () => {
    const { port } = await startTls("required");
    const client = await connectTls(await dripProxy(port));
    expect(await client.ask(hello).response()).toMatchObject({ kind: "result" });
  });

  it("answers a client that shuts its sending side down", async () => {
    const { port } = await startTls("required");
    const client = await connectTls(port, { allowHalfOpen: true });
    client.ask({ id: 1, command: "GET HISTORY" }).end();
    expect(await client.response()).toMatchObject({ kind: "result" });
  });

  it.each(["TLSv1.2", "TLSv1.3"] as const)("speaks %s", async (version) => {
    const { port } = await startTls("required");
    const client = await connectTls(port, { minVersion: version, maxVersion: version });
    expect(client.socket instanceof TLSSocket && client.socket.getProtocol()).toBe(version);
  });

  it.each(["TLSv1", "TLSv1.1"] as const)("refuses %s", async (version) => {
    const { port, log } = await startTls("required");
    const old = connectTls(port, { minVersion: version, maxVersion: version, ciphers: "DEFAULT@SECLEVEL=0" });
    await expect(old).rejects.toThrow(/alert protocol version/);
    expect((await log.refusal("MALFORMED_MESSAGE")).values.error).toMatch(/handshake failed/);
  });
});

describe("a wrong handshake", () => {
  it.each([
    ["nonsense", Buffer.from("\u0016 nonsense, and more of it")],
    ["a record of a length that cannot be", Buffer.from([0x16, 3, 1, 0xff, 0xff, 1, 2, 3])],
    ["a first message of the server's", Buffer.from([0x16, 3, 3, 0, 4, 14, 0, 0, 0])],
  ])("is refused, and the next client is answered: %s", async (_, bytes) => {
    const { connect, client, log, server } = await startTls("required");
    await (await connect()).send(bytes).closed();
    await log.refusal("MALFORMED_MESSAGE");
    await client({ tls: { ca: first.cert } }).hello();
    expect(server.health().ready).toBe(true);
  });

  it.each([
    ["says nothing", []],
    ["stops after its first byte", [0x16]],
    ["stops within its first message", [0x16, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3]],
  ])("is ended after its time where the client %s", async (_, bytes) => {
    const { connect, client, log } = await startTls("required", { limits: { handshakeMs: 150 } });
    await (await connect()).send(Buffer.from(bytes)).closed();
    expect((await log.refusal("TIMEOUT")).values.error).toMatch(/handshake/);
    await client({ tls: { ca: first.cert } }).hello();
  });

  it("gains no time by a byte now and then", async () => {
    const { connect, log } = await startTls("required", { limits: { handshakeMs: 150 } });
    const client = (await connect()).send(Buffer.from([0x16, 3, 1, 0x3f, 0xff, 1]));
    const timer = setInterval(() => client.send(Buffer.of(0)), 20);
    onTestFinished(() => clearInterval(timer));
    await client.closed();
    clearInterval(timer);
    await log.refusal("TIMEOUT");
  });

  it.each([[[]], [[0x16]], [[0x16, 3, 1, 0, 200, 1]]])("gives way to another client: %j", async (bytes) => {
    const { connect, client } = await startTls("required", { limits: { connections: 1 } });
    const slow = (await connect()).send(Buffer.from(bytes));
    // Until the server has read it.
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    await client({ tls: { ca: first.cert } }).hello();
    await slow.closed();
  });

  it("is forgotten with a client that leaves", async () => {
    const { connect, client, server } = await startTls("required");
    for (const bytes of [[], [0x16], [0x16, 3, 1, 0, 200, 1]]) {
      await (await connect()).send(Buffer.from(bytes)).end().closed();
    }
    await client({ tls: { ca: first.cert } }).hello();
    expect(server.health().details.connections).toBeLessThanOrEqual(1);
  });
});

describe("TLS off", () => {
  it("tells a TLS client by an error, and stays well", async () => {
    const { client, assertAnswers } = await startServer();
    await expect(client({ tls: {} }).hello()).rejects.toMatchObject({ code: "SERVER_UNREACHABLE" });
    await assertAnswers();
  });
});

describe("a TLS client that does not read", () => {
  it("is ended in time, and the server lives", async () => {
    const limits = { answerMs: 150 };
    const { port, client, log } = await startTls("required", { store: new MemoryStore(vastPools()), limits });
    const slow = await connectTls(port);
    slow.socket.pause();
    slow.ask({ id: 1, command: "GET POOLS", keep: true });
    await log.refusal("TIMEOUT");
    await client({ tls: { ca: first.cert } }).hello();
  });

  it("gets a large answer whole when it reads", async () => {
    const { client } = await startTls("required", { store: new MemoryStore(vastPools()) });
    const [pool] = (await client({ tls: { ca: first.cert } }).pools()).pools;
    expect(pool?.hosts[0]).toHaveLength(24 << 20);
  });
});

describe("certificate files", () => {
  it("that were changed serve new connections after a reload; open ones go on", async () => {
    const { files, port, server } = await startTls("required");
    const before = await connectTls(port);
    await install(files, second);
    expect(certificateName(await connectTls(port))).toBe("afpools test first");
    await server.reloadTls();
    const after = await connectTls(port);
    expect([before, after].map(certificateName)).toEqual(["afpools test first", "afpools test second"]);
    for (const client of [before, after]) expect(await client.ask(hello).response()).toMatchObject({ id: 1 });
  });

  it("that do not belong together are not taken over", async () => {
    const { files, port, server } = await startTls("required");
    await writeFile(files.cert, second.cert);
    await expect(server.reloadTls()).rejects.toMatchObject({ code: "INVALID_CONFIG" });
    expect(certificateName(await connectTls(port))).toBe("afpools test first");
  });

  it.each(["", "no certificate"])("that hold %j keep the server from listening", async (text) => {
    const files = await certificateFiles();
    await writeFile(files.cert, text);
    await expect(startServer({ tls: { mode: "required", ...files } })).rejects.toMatchObject({
      code: "INVALID_CONFIG",
      message: expect.stringContaining(files.cert),
    });
  });

  it("that are not there keep the server from listening", async () => {
    const { cert } = await certificateFiles();
    const tls = { mode: "optional", cert, key: `${cert}.none` } as const;
    await expect(startServer({ tls })).rejects.toMatchObject({ code: "INVALID_CONFIG" });
  });
});

describe("a draining server with TLS", () => {
  it("waits for a handshake under way, and not for a client that says nothing", async () => {
    const { port, server, connect } = await startTls("required", { limits: { drainMs: 60_000 } });
    const silent = await connect();
    const open = await connectTls(port);
    open.ask({ ...hello, keep: true });
    await open.responses(1);
    await server.close();
    await silent.closed();
    await open.closed();
    expect(await open.response(2)).toMatchObject({ error: { code: "SERVER_CLOSING" } });
  });
});
