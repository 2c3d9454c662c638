import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApiClient } from "@afpools/api/client";
import { AfpoolsError, MemoryStore, type Pool, PoolService, poolHost } from "@afpools/core";
import { createPoolClient } from "@afpools/protocol/client";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { loadConfig } from "../config/load-config.js";
import { type Daemon, startDaemon } from "../daemon/start-daemon.js";
import { readFarmFile } from "../farm/farm-file.js";
import { LogRecorder } from "../testing/log-recorder.js";
import { longestTurn } from "../testing/longest-turn.js";
import { afserverInputs } from "./corpus/afserver-inputs.js";
import { type CrowdInput, crowdInputs } from "./corpus/crowd-inputs.js";
import { HostileAfserver } from "./corpus/hostile-afserver.js";
import { hostileMasks } from "./corpus/hostile-texts.js";
import { httpInputs } from "./corpus/http-inputs.js";
import { protocolInputs } from "./corpus/protocol-inputs.js";
import { storeInputs } from "./corpus/store-inputs.js";

/** How much processor time no turn of the event loop may take, in ms. What the corpus was collected for held it for 2 to 45 s. */
const heldMs = 100;
const attempts = 5;

const noPool: Pool = {
  id: "",
  name: "",
  description: "",
  hosts: [],
  rules: [],
  revision: 1,
  changedBy: "anna",
  changedAt: "2026-01-01T12:00:00.000Z",
};

const hostCount = 2_000;
const author = { name: "anna", origin: "test" };

let folder: string;
let farm: string;
let daemon: Daemon;
const log = new LogRecorder();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "afpools-corpus-"));
  farm = join(folder, "farm.txt");
  writeFileSync(farm, `h[0001-${hostCount}]\n`);
  const store = new MemoryStore();
  const pools = new PoolService(store);
  const hosts = Array.from({ length: hostCount }, (_, n) => `h${String(n + 1).padStart(4, "0")}`);
  await pools.create({ name: "large", hosts }, author);
  await pools.create({ name: "small", hosts: hosts.slice(0, 2) }, author);
  const flags = {
    "farm.file": farm,
    "server.port": 0,
    "server.httpPort": 0,
    "limits.requestMs": 500,
    "limits.drainMs": 2_000,
  };
  daemon = await startDaemon({
    store,
    log,
    settings: { file: join(folder, "none.json"), environment: {}, flags },
  });
});

afterAll(async () => {
  await daemon.close();
  rmSync(folder, { recursive: true });
});

/** Sends these bytes, and resolves when the server has answered or ended the connection. */
async function send(port: number, bytes: string | Uint8Array): Promise<void> {
  const socket = connect({ host: "127.0.0.1", port });
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(bytes);
  await new Promise<void>((resolve) => socket.once("data", () => resolve()).once("close", () => resolve()));
  socket.destroy();
}

/** Requests of somebody who means well, each on a connection of its own; gives how many pools there are. */
async function askWell(server: Daemon): Promise<number> {
  const protocol = createPoolClient({ host: "127.0.0.1", port: server.address.port });
  const api = createApiClient({ server: server.url });
  const [{ plan }, planned, { status }] = await Promise.all([
    protocol.mask({ expression: "small" }),
    api.planMask({ body: { expression: "small" } }),
    api.getStatus(),
  ]);
  expect([plan.hosts.length, planned.plan.hosts.length]).toEqual([2, 2]);
  return status.pools;
}

/**
 * Runs `attack` several times at once while good requests are answered; nothing fails, and nothing holds the loop for long. What holds
 * it by what it does holds it each time; what else takes time now and then, such as collecting garbage, does not.
 */
async function endure(attack: () => Promise<void>, server = daemon, messages = log): Promise<void> {
  let held = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < attempts && held > heldMs; attempt += 1) {
    held = await longestTurn(async () => {
      const attacks = Promise.all([attack(), attack(), attack()]);
      await askWell(server);
      await attacks;
      await askWell(server);
    });
  }
  expect(held).toBeLessThan(heldMs);
  expect(messages.lines.filter(({ level }) => level === "error")).toEqual([]);
}

/** What servers may answer to afpools.py is in packages/integrations/src/module-failures.integration.test.ts. */
it("the corpus has at least 140 inputs, each once", () => {
  const names = [
    ...protocolInputs.map(({ name }) => `p ${name}`),
    ...httpInputs.map(({ name }) => `h ${name}`),
    ...afserverInputs.map(({ name }) => `a ${name}`),
    ...storeInputs.map(({ name }) => `s ${name}`),
    ...crowdInputs.map(({ name }) => `c ${name}`),
  ];
  expect(names.length).toBeGreaterThanOrEqual(140);
  expect(new Set(names).size).toBe(names.length);
});

describe("by the pool protocol", () => {
  it.each(protocolInputs)("$name", ({ bytes }) => endure(() => send(daemon.address.port, bytes)));
});

describe("by HTTP and WebSocket", () => {
  it.each(httpInputs)("$name", ({ bytes }) => endure(() => send(daemon.httpAddress.port, bytes)));
});

/** How often each client of a crowd sends more, once the one before was taken. */
const crowdRounds = 10;

/** Clients that come at once, and leave when all have sent what they have to say. */
async function crowd({ port, clients, first, more }: CrowdInput): Promise<void> {
  const sockets = await Promise.all(
    Array.from({ length: clients }, async () => {
      const address = port === "http" ? daemon.httpAddress : daemon.address;
      const socket = connect({ host: "127.0.0.1", port: address.port, noDelay: true });
      socket.on("error", () => undefined).resume();
      await once(socket, "connect");
      socket.write(first);
      return socket;
    }),
  );
  for (let round = 0; round < crowdRounds; round += 1) {
    if (more !== undefined) for (const socket of sockets) socket.write(more);
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const [index, socket] of sockets.entries()) {
    if (index % 2 === 0) socket.destroy();
    else socket.end();
  }
}

describe("by many clients at once, who leave", () => {
  it.each(crowdInputs)("$name", async (input) => {
    await endure(() => crowd(input));
    // Nobody works for who has left.
    await vi.waitFor(async () => {
      const metrics = await (await fetch(`${daemon.url}/metrics`)).text();
      expect(metrics.match(/^afpools_costly_requests.*$/gm)).toEqual([
        'afpools_costly_requests{state="running"} 0',
        'afpools_costly_requests{state="waiting"} 0',
      ]);
    });
  });
});

/** A server of its own for an input, which is there from the start. */
async function startHostile(pools: readonly Pool[], flags: object): Promise<[Daemon, LogRecorder]> {
  const messages = new LogRecorder();
  const hosts = ["h0001", "h0002"].map(poolHost);
  const small: Pool = { ...noPool, id: "f".repeat(24), name: "small", hosts };
  const server = await startDaemon({
    store: new MemoryStore([...pools, small]),
    log: messages,
    settings: {
      file: join(folder, "none.json"),
      environment: {},
      flags: { "server.port": 0, "server.httpPort": 0, "limits.drainMs": 2_000, ...flags },
    },
  });
  onTestFinished(() => server.close());
  return [server, messages];
}

describe("from afserver", () => {
  it.each(afserverInputs)("$name", async ({ answer }) => {
    const hostile = await HostileAfserver.start(answer);
    const [server, messages] = await startHostile([], { "afanasy.server": `127.0.0.1:${hostile.port}` });
    const api = createApiClient({ server: server.url });
    await endure(
      async () => {
        await Promise.allSettled([
          api.listJobs({ all: true }),
          api.listHosts(),
          api.explainJob({ id: 1 }),
          api.listUnpooled(),
          api.getStatus(),
        ]).then((results) => {
          for (const result of results) if (result.status === "rejected") expectTyped(result.reason);
        });
      },
      server,
      messages,
    );
  });
});

describe("from the store", () => {
  it.each(storeInputs)("$name", async ({ pools }) => {
    const [server, messages] = await startHostile(pools, { "farm.file": farm });
    const api = createApiClient({ server: server.url });
    const protocol = createPoolClient({ host: "127.0.0.1", port: server.address.port });
    const expression = `${pools[0]?.id} + small`;
    await endure(
      async () => {
        const results = await Promise.allSettled([
          api.listPools(),
          api.listHosts(),
          api.getPool({ pool: pools[0]?.id ?? "" }),
          api.planMask({ body: { expression } }),
          api.explainHosts({ body: { expression } }),
          protocol.pools(),
          protocol.hosts(),
          protocol.legacyPools(),
        ]);
        for (const result of results) if (result.status === "rejected") expectTyped(result.reason);
      },
      server,
      messages,
    );
  });
});

describe("from files", () => {
  const files: [string, string][] = [
    ["a range without end", "h[1-999999999]"],
    ["ranges within ranges", "h[1-9999][1-9999][1-9999]"],
    ["a line of a megabyte", "a".repeat(1 << 20)],
    ["lists within each other", "[".repeat(100_000)],
    ["a list of what are no hosts", JSON.stringify(Array(10_000).fill({ name: ["a"] }))],
    ["half a text", '["pc-01'],
  ];

  it.each(files)("%s as a farm", async (_, text) => {
    const file = join(folder, "hostile.txt");
    writeFileSync(file, text);
    await endure(() => readFarmFile(file).then(() => undefined, expectTyped));
  });

  it.each(files)("%s as a configuration", async (_, text) => {
    const file = join(folder, "hostile.json");
    writeFileSync(file, text);
    await endure(() => loadConfig({ file, environment: {} }).then(() => undefined, expectTyped));
  });

  it("a folder in place of a file", async () => {
    const path = join(folder, "a-folder");
    mkdirSync(path);
    await endure(() => readFarmFile(path).then(() => undefined, expectTyped));
  });
});

describe("as a setting", () => {
  it.each(hostileMasks)("$name", async ({ text }) => {
    for (const key of [
      "server.names",
      "server.origins",
      "server.trustedProxies",
      "jobs.mustBeOnPool",
    ] as const) {
      const flags = { [key]: text };
      await loadConfig({ file: "none.json", environment: {}, flags }).catch(expectTyped);
    }
  });
});

function expectTyped(error: unknown): void {
  expect(error).toBeInstanceOf(AfpoolsError);
  expect((error as AfpoolsError).kind).not.toBe("internal");
}
