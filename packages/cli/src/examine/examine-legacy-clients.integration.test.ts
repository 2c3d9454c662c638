import { createServer } from "node:net";
import { MemoryStore } from "@afpools/core";
import { encodeResponseHeader, encodeResult } from "@afpools/protocol";
import { createPoolClient } from "@afpools/protocol/client";
import { createPoolServer, loadConfig } from "@afpools/server";
import { expect, it, onTestFinished } from "vitest";
import { examineLegacyClients } from "./examine-legacy-clients.js";

async function configFor(port: number, flags: Readonly<Record<string, unknown>> = {}) {
  const values = { "server.port": port, ...flags };
  return (await loadConfig({ file: "none.json", environment: {}, flags: values })).config;
}

/** A server that counts so many clients. */
async function counting(legacy: { clients: number; cut: number; bytes: number }): Promise<number> {
  const hello = {
    server: "afpools" as const,
    serverVersion: "1.0.0",
    versions: [1, 2],
    commands: [],
    snapshot: { pools: 0, age: 0, away: null },
    farm: { known: false, hosts: 0, online: 0 },
    writes: false,
    legacy,
  };
  const body = encodeResult<"HELLO">(hello);
  const server = createServer((socket) =>
    socket.once("data", () => socket.end(Buffer.concat([encodeResponseHeader(1, body.length), body]))),
  );
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as { port: number }).port;
}

it("says nothing where nobody asks as in 2019, or no server runs", async () => {
  const server = createPoolServer({ store: new MemoryStore(), port: 0 });
  const { port } = await server.listen();
  expect(await examineLegacyClients(await configFor(port), [])).toEqual([]);
  await server.close();
  expect(await examineLegacyClients(await configFor(port), [])).toEqual([]);
});

it("notes who asks and gets whole answers", async () => {
  const server = createPoolServer({ store: new MemoryStore(), port: 0 });
  onTestFinished(() => server.close());
  const { port } = await server.listen();
  await createPoolClient({ host: "127.0.0.1", port }).legacyPools();
  expect(await examineLegacyClients(await configFor(port), [])).toEqual([
    {
      severity: "note",
      subject: "2019 clients",
      message: "1 client asked in the last 24 hours; their answer has 2 of the 1448 bytes that they read.",
    },
  ]);
});

it("warns of clients that get cut answers, and says what to do", async () => {
  const port = await counting({ clients: 5, cut: 3, bytes: 2_412 });
  const [finding] = await examineLegacyClients(await configFor(port), []);
  expect(finding).toMatchObject({ severity: "warning", subject: "2019 clients" });
  expect(finding?.message).toMatch(/^3 clients get cut answers: 0 hosts in all pools make 2412 bytes/);
  expect(finding?.message).not.toContain("legacyForm");
  const [full] = await examineLegacyClients(await configFor(port, { "server.legacyForm": "full" }), []);
  expect(full?.message).toContain("Set server.legacyForm to compact");
});
