import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { get as getSecurely } from "node:https";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createApiClient } from "@afpools/api/client";
import { PoolService } from "@afpools/core";
import { createPoolClient } from "@afpools/protocol/client";
import { expect, it, onTestFinished, vi } from "vitest";
import { openStore } from "../store/open-store.js";
import { first } from "../testing/certificates.js";
import { ServerProcess } from "../testing/server-process.js";
import { tempFolder } from "../testing/temp-folder.js";

/** The attacks, which the bench measures. */
const program = fileURLToPath(new URL("../../../../bench/attacks/attacker.mjs", import.meta.url));
const attackers = 2;
const rounds = 4;
const poolCount = 100;

/** More memory than this no attack may take from the server, in bytes: answers that are not read are the most, 256 MiB. */
const memory = 1 << 30;

const attacks = [
  "a byte a second",
  "handshakes never finished",
  "idle connections",
  "readers that never read",
  "requests without end",
  "deep JSON",
  "pipelined requests",
  "costly requests",
  "connections reset",
  "handshakes without end",
];

const httpAttacks = [
  "headers a byte a second",
  "bodies without end",
  "huge headers",
  "deep JSON by HTTP",
  "pipelined HTTP",
  "HTTP answers never read",
  "costly HTTP",
  "nested look-aheads",
  "millions of names",
  "plans whose clients leave",
  "chunks of a byte",
  "blank lines in a chunk",
  "refused upgrades, held",
  "offers of HTTP/2 without end",
  "small pipelined requests",
  "WebSockets opened and dropped",
  "WebSockets that never read",
  "WebSocket messages without end",
  "pieces of a WebSocket message without end",
  "WebSocket frames of a terabyte",
];

it("all attacks of the bench are made here", () => {
  const text = readFileSync(new URL("../../../../bench/attacks/attacks.mjs", import.meta.url), "utf8");
  const named = [...text.matchAll(/^ {2}"([^"]+)": \(/gm)].map(([, name]) => name);
  expect(named).toEqual([...attacks, ...httpAttacks]);
});

async function startServer(tls: "optional" | "off"): Promise<ServerProcess> {
  const folder = tempFolder();
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  writeFileSync(cert, first.cert);
  writeFileSync(key, first.key);
  const url = `sqlite:${join(folder, "pools.db")}`;
  const store = openStore(url);
  const service = new PoolService(store);
  for (let pool = 0; pool < poolCount; pool += 1) {
    const hosts = Array.from({ length: 20 }, (_, host) => `render-${pool}-${host}`);
    await service.create({ name: `pool ${pool}`, hosts }, { name: "anna", origin: "test" });
  }
  await store.close();
  const environment = { AFPOOLS_TLS_MODE: tls, AFPOOLS_TLS_CERT: cert, AFPOOLS_TLS_KEY: key };
  return ServerProcess.start(url, { environment });
}

/** Begins an attack from several processes; resolves, when it is at full strength, with what ends it. */
async function attack(name: string, port: number): Promise<() => Promise<void>> {
  const children = Array.from({ length: attackers }, (_, number) =>
    fork(program, [name, port, number].map(String)),
  );
  const exits = children.map((child) => once(child, "exit"));
  const stop = async () => {
    for (const child of children) child.kill("SIGKILL");
    await Promise.all(exits);
  };
  onTestFinished(stop);
  await Promise.all(
    children.map((child, number) => Promise.race([once(child, "message"), failed(exits[number])])),
  );
  return stop;
}

async function failed(exit: Promise<unknown> | undefined): Promise<never> {
  throw new Error(`An attacker has ended: ${JSON.stringify(await exit)}`);
}

/** The memory of a process that is in the machine's, in bytes; only Linux tells. */
function residentBytes(pid: number | undefined): number {
  if (process.platform !== "linux") return 0;
  return 1_024 * Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}

it.each(attacks)(
  "%s: good requests are answered meanwhile, and all is free again afterwards",
  async (name) => {
    const server = await startServer("optional");
    const stop = await attack(name, server.port);
    for (let round = 0; round < rounds; round += 1) {
      const plain = createPoolClient({ host: "127.0.0.1", port: server.port });
      expect((await plain.pools()).pools).toHaveLength(poolCount);
      expect(await plain.legacyPools()).toHaveLength(poolCount);
      expect((await plain.mask({ expression: '"pool 7"' })).plan.hosts).toHaveLength(20);
      const encrypted = createPoolClient({
        host: "127.0.0.1",
        port: server.port,
        tls: { ca: first.cert, servername: "localhost" },
      });
      expect((await encrypted.pool("pool 7")).pool.members).toHaveLength(20);
    }
    expect(residentBytes(server.process.child.pid)).toBeLessThan(memory);
    await stop();
    await allIsFree(server, "optional");
  },
  120_000,
);

it.each(httpAttacks)(
  "%s: good requests are answered meanwhile, and all is free again afterwards",
  async (name) => {
    const server = await startServer("off");
    const stop = await attack(name, server.httpPort);
    const client = createApiClient({ server: `http://127.0.0.1:${server.httpPort}` });
    const protocol = createPoolClient({ host: "127.0.0.1", port: server.port });
    for (let round = 0; round < rounds; round += 1) {
      expect((await client.listPools()).pools).toHaveLength(poolCount);
      expect((await client.planMask({ body: { expression: '"pool 7"' } })).plan.hosts).toHaveLength(20);
      expect((await protocol.pools()).pools).toHaveLength(poolCount);
    }
    expect(residentBytes(server.process.child.pid)).toBeLessThan(memory);
    await stop();
    await allIsFree(server, "off");
  },
  120_000,
);

/** How many connections the clients of a test keep at most. */
const kept = 5;

/** Nobody is connected but who asks, and nothing has failed. */
async function allIsFree(server: ServerProcess, tls: "optional" | "off"): Promise<void> {
  await vi.waitFor(async () => {
    expect(JSON.parse(await page(server, tls, "/readyz"))).toMatchObject({ status: "ready", connections: 0 });
    const metrics = await page(server, tls, "/metrics");
    expect(metrics).toContain("afpools_event_clients 0");
    // Those of this test are kept.
    expect(Number(/^afpools_http_connections (\d+)$/m.exec(metrics)?.[1])).toBeLessThanOrEqual(kept);
  }, 20_000);
  expect(server.process.log().filter(({ level }) => Number(level) >= 50)).toEqual([]);
}

async function page(
  { httpPort: port }: ServerProcess,
  tls: "optional" | "off",
  path: string,
): Promise<string> {
  const asked = { host: "127.0.0.1", port, path, agent: false };
  const request = tls === "off" ? get(asked) : getSecurely({ ...asked, ca: first.cert });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return text;
}
