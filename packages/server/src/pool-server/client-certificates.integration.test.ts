import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import type { AfpoolsError } from "@afpools/core";
import { createPoolClient } from "@afpools/protocol/client";
import { describe, expect, it, onTestFinished } from "vitest";
import { first } from "../testing/certificates.js";
import { anna, authority, expired, foreign } from "../testing/client-certificates.js";
import { RawClient } from "../testing/raw-client.js";
import { startServer } from "../testing/test-server.js";
import type { PoolServerOptions } from "./pool-server.js";

async function startAsking(
  options: Partial<PoolServerOptions> = {},
  mode: "optional" | "required" = "required",
) {
  const folder = await mkdtemp(join(tmpdir(), "afpools-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const files = { cert: join(folder, "c.pem"), key: join(folder, "k.pem"), clientCa: join(folder, "ca.pem") };
  await writeFile(files.cert, first.cert);
  await writeFile(files.key, first.key);
  await writeFile(files.clientCa, authority);
  const test = await startServer({ tls: { mode, ...files }, ...options });
  const by = (certificate: { cert: string; key: string } | undefined) =>
    test.client({ tls: { ca: first.cert, servername: "localhost", ...certificate } });
  return { ...test, files, by };
}

describe("a server that asks for client certificates", () => {
  it("answers who shows one by its authority", async () => {
    const { by } = await startAsking();
    expect((await by(anna).pools()).pools).toHaveLength(2);
    expect(await by(anna).legacyPools()).toHaveLength(2);
  });

  it.each([
    ["none", undefined, "the client has shown none"],
    ["an expired one", expired, "CERT_HAS_EXPIRED"],
    ["one by another authority", foreign, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
  ])("tells who shows %s what is missing", async (_, certificate, reason) => {
    const { by, log } = await startAsking();
    await expect(by(certificate).pools()).rejects.toMatchObject({
      code: "CERTIFICATE_REQUIRED",
      message: expect.stringContaining(reason),
    });
    await log.refusal("CERTIFICATE_REQUIRED");
  });

  it.each([
    ["none", undefined],
    ["an expired one", expired],
    ["one by another authority", foreign],
  ])("lets nobody in by resuming a session that was begun with %s", async (_, certificate) => {
    const { port, by } = await startAsking();
    const begin = async (session?: Buffer) => {
      const options = { host: "127.0.0.1", port, ca: first.cert, ...certificate, session };
      const socket = connect(options);
      const client = new RawClient(socket);
      const sessions: Buffer[] = [];
      socket.on("session", (ticket) => sessions.push(ticket));
      await once(socket, "secureConnect");
      const isResumed = socket.isSessionReused();
      const answer = (await client.ask({ id: 1, command: "HELLO" }).response()) as { error: AfpoolsError };
      expect(answer.error.code).toBe("CERTIFICATE_REQUIRED");
      await client.closed();
      return { ticket: sessions.at(-1), isResumed };
    };
    const { ticket } = await begin();
    if (!ticket) throw new Error("The server gave no session to resume.");
    expect((await begin(ticket)).isResumed).toBe(true);
    await by(anna).hello();
  });

  it("still answers plain clients where TLS is optional", async () => {
    const { client } = await startAsking({}, "optional");
    expect((await client().pools()).pools).toHaveLength(2);
  });

  it("takes another authority over after a reload", async () => {
    const { by, files, server } = await startAsking();
    await writeFile(files.clientCa, first.cert);
    await server.reloadTls();
    await expect(by(anna).hello()).rejects.toMatchObject({ code: "CERTIFICATE_REQUIRED" });
    await writeFile(files.clientCa, "nothing");
    await expect(server.reloadTls()).rejects.toMatchObject({ code: "INVALID_CONFIG" });
    await expect(by(anna).hello()).rejects.toMatchObject({ code: "CERTIFICATE_REQUIRED" });
  });

  it("ends connections when its authorities are others, also in their handshake, and resumes none", async () => {
    const { files, server, port } = await startAsking({ writes: "tls-clients" });
    const sessions: Buffer[] = [];
    const open = (session?: Buffer) => {
      const socket = connect({ host: "127.0.0.1", port, ca: first.cert, ...anna, session });
      socket.on("session", (ticket) => sessions.push(ticket));
      return new RawClient(socket);
    };
    const hello = (id: number) => ({ id, command: "HELLO", keep: true });
    const kept = open();
    expect(await kept.ask(hello(1)).response()).toMatchObject({ kind: "result", id: 1 });
    const entering = await RawClient.connect(port);
    entering.send(Buffer.from([0x16]));

    await server.reloadTls();
    expect(await kept.ask(hello(2)).response(2)).toMatchObject({ kind: "result", id: 2 });
    await writeFile(files.clientCa, first.cert);
    await server.reloadTls();
    await Promise.all([kept.closed(), entering.closed()]);
    expect(await open(sessions.at(-1)).ask(hello(3)).response()).toMatchObject({
      error: { code: "CERTIFICATE_REQUIRED" },
    });
  });

  it("tells its certificates, its own first", async () => {
    const { server } = await startAsking();
    expect(server.certificates().map(({ subject }) => subject)).toEqual([
      "afpools test first",
      "afpools test authority",
    ]);
    expect(server.health().details.certificateDays).toBeGreaterThan(0);
  });
});

describe("writes by TLS clients", () => {
  it("are theirs by the name in the certificate, whatever name they say", async () => {
    const { by } = await startAsking({ writes: "tls-clients" });
    const client = by(anna);
    expect((await client.hello()).writes).toBe(true);
    const { pool } = await client.createPool({ author: "ben", name: "new" });
    expect(pool?.changedBy).toBe("anna");
    await client.deletePool({ author: "anna", pool: "new" });
    expect((await client.history()).changes.map(({ by, origin }) => [by, origin])).toEqual([
      ["anna", "tls 127.0.0.1"],
      ["anna", "tls 127.0.0.1, says ben"],
    ]);
  });

  it("are refused to plain clients, of this machine too", async () => {
    const { client } = await startAsking({ writes: "tls-clients" }, "optional");
    expect((await client().hello()).writes).toBe(false);
    await expect(client().createPool({ author: "ben", name: "new" })).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringContaining("client certificate"),
    });
  });

  it("need an authority", async () => {
    await expect(startServer({ writes: "tls-clients" })).rejects.toMatchObject({
      code: "INVALID_CONFIG",
      message: expect.stringContaining("tls.clientCa"),
    });
  });
});

it("writes by anyone without TLS are so where it is said in so many words", async () => {
  const { port } = await startServer({ writes: "anyone-without-tls" });
  const client = createPoolClient({ host: "127.0.0.1", port });
  expect((await client.createPool({ author: "ben", name: "new" })).pool?.changedBy).toBe("ben");
});
