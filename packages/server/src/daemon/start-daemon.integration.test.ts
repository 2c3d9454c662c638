import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SimulatedAfserver } from "@afpools/afanasy/testing";
import { createPoolClient } from "@afpools/protocol/client";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { SettingKey } from "../config/settings.js";
import { LogRecorder } from "../testing/log-recorder.js";
import { startDaemon } from "./start-daemon.js";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "afpools-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

async function start(values: { readonly [Key in SettingKey]?: unknown } = {}) {
  const log = new LogRecorder();
  const flags = { store: "memory:", "server.port": 0, "server.httpPort": 0, ...values };
  const daemon = await startDaemon({
    settings: { file: join(folder, "none.json"), environment: {}, flags },
    log,
  });
  onTestFinished(() => daemon.close());
  const client = createPoolClient({ host: "127.0.0.1", port: daemon.address.port });
  return { daemon, log, client };
}

describe("startDaemon", () => {
  it("serves the pool protocol and the health pages, and says where", async () => {
    const { daemon, client, log } = await start();
    expect(await client.hello()).toMatchObject({ writes: false, farm: { known: false } });
    const response = await fetch(`http://127.0.0.1:${daemon.httpAddress.port}/readyz`);
    expect([response.status, await response.json()]).toEqual([
      200,
      {
        status: "ready",
        pools: 0,
        age: 0,
        away: null,
        connections: expect.any(Number),
        writesFail: null,
        loopDelayMs: expect.any(Number),
        following: {
          state: "stopped",
          since: expect.any(String),
          reason: 'No afserver is configured: see the setting "afanasy.server".',
        },
      },
    ]);
    expect(daemon.storeLocation).toBe("memory:");
    expect(log.lines).toContainEqual({
      level: "info",
      message: "listening",
      values: { address: daemon.address, httpAddress: daemon.httpAddress, store: "memory:" },
    });
  });

  it("is not ready while jobs are not kept on their pools, where that is asked for", async () => {
    const ready = async (values: Parameters<typeof start>[0]) => {
      const { daemon } = await start(values);
      return (await fetch(`http://127.0.0.1:${daemon.httpAddress.port}/readyz`)).status;
    };
    expect(await ready({ "server.readyNeeds": "pools" })).toBe(200);
    expect(await ready({ "server.readyNeeds": "pools-and-jobs" })).toBe(503);
    const simulated = await SimulatedAfserver.start({ cycleMs: 20 });
    onTestFinished(() => simulated.stop());
    const { daemon } = await start({
      "server.readyNeeds": "pools-and-jobs",
      "afanasy.server": `127.0.0.1:${simulated.address.port}`,
    });
    const page = async () => fetch(`http://127.0.0.1:${daemon.httpAddress.port}/readyz`);
    await vi.waitFor(async () => expect((await page()).status).toBe(200), 20_000);
    await simulated.stop();
    await vi.waitFor(async () => expect((await page()).status).toBe(503), 20_000);
    expect(await (await page()).json()).toMatchObject({
      status: "not ready",
      following: { state: "stopped", reason: expect.stringContaining("127.0.0.1") },
    });
  });

  it("takes its settings: writes, dialect, limits, farm", async () => {
    const farm = join(folder, "farm.txt");
    await writeFile(farm, "PC-01\npc-02\n");
    const { client, daemon } = await start({
      "server.writes": "loopback",
      "masks.dialect": "3.3",
      "limits.requestBytes": 1_024,
      "farm.file": farm,
    });
    await client.createPool({ author: "anna", name: "gpu", hosts: ["pc-01"] });
    expect(await client.hello()).toMatchObject({ farm: { known: true, hosts: 2 }, writes: true });
    expect((await client.mask({ expression: "gpu" })).plan).toMatchObject({
      dialect: "3.3",
      hosts: ["PC-01"],
    });
    await expect(client.pool("x".repeat(2_000))).rejects.toMatchObject({ code: "MESSAGE_TOO_LARGE" });

    await writeFile(farm, "PC-01\n");
    await daemon.reload();
    expect((await client.hello()).farm.hosts).toBe(1);
  });

  it("keeps what it has when it cannot read anew, and says so", async () => {
    const farm = join(folder, "farm.txt");
    await writeFile(farm, "pc-01\n");
    const { client, daemon, log } = await start({ "farm.file": farm });
    await rm(farm);
    await daemon.reload();
    expect((await client.hello()).farm.hosts).toBe(1);
    expect(log.lines.filter(({ message }) => message.startsWith("reload"))).toEqual([
      { level: "error", message: "reload failed", values: { error: expect.stringContaining(farm) } },
    ]);
  });

  it("asks for the files of TLS where TLS is on", async () => {
    await expect(start({ "tls.mode": "required" })).rejects.toMatchObject({
      code: "INVALID_CONFIG",
      message: expect.stringMatching(/tls\.cert and tls\.key/),
    });
  });

  it("frees everything when a port is taken", async () => {
    const { daemon } = await start();
    const store = `sqlite:${join(folder, "pools.db")}`;
    const free = await start({ store });
    const { port } = free.daemon.address;
    await free.daemon.close();
    await expect(start({ store, "server.port": daemon.address.port })).rejects.toThrow("cannot listen");
    const taken = { store, "server.port": port, "server.httpPort": daemon.httpAddress.port };
    await expect(start(taken)).rejects.toThrow("The HTTP server cannot listen");
    expect((await start({ store, "server.port": port })).daemon.address.port).toBe(port);
  });

  it("closes once, however often it is asked", async () => {
    const { daemon, client } = await start();
    await Promise.all([daemon.close(), daemon.close()]);
    await expect(client.hello()).rejects.toMatchObject({ code: "SERVER_UNREACHABLE" });
    await expect(fetch(`http://127.0.0.1:${daemon.httpAddress.port}/healthz`)).rejects.toThrow();
  });
});
