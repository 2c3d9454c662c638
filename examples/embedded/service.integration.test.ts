import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Afserver, applyPool, poolContext, readFarmSide } from "@afpools/afanasy";
import { SimulatedAfserver } from "@afpools/afanasy/testing";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import WebSocket from "ws";
import { JsonFilePools } from "../own-store/json-file-pools.js";
import { createService } from "./service.js";

/** People by the header that the studio's proxy sets. */
const login = {
  async userOf(headers: Headers) {
    const name = headers.get("x-studio-user");
    return name === null ? undefined : { name, isWrangler: name === "wendy" };
  },
};

async function start() {
  const folder = mkdtempSync(join(tmpdir(), "afpools-embedded-"));
  const simulated = await SimulatedAfserver.start({ cycleMs: 20 });
  for (const name of ["pc-01", "pc-02"]) simulated.farm.startRender({ name });
  const store = await JsonFilePools.open(join(folder, "pools.json"));
  const afserver = `127.0.0.1:${simulated.address.port}`;
  const service = await createService({ store, login, afserver });
  service.server.listen(0, "127.0.0.1");
  await once(service.server, "listening");
  onTestFinished(async () => {
    await service.close();
    await simulated.stop();
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const { port } = service.server.address() as { port: number };
  const url = `http://127.0.0.1:${port}`;
  const ask = async (user: string | undefined, method: string, path: string, body?: object) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { "content-type": "application/json", ...(user !== undefined && { "x-studio-user": user }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { url, ask, store, simulated };
}

describe("a service with a Pool Server inside", () => {
  it("lets those do what its own login says, and keeps pools in its own store", async () => {
    const { ask, store } = await start();
    expect((await ask(undefined, "GET", "/pools")).status).toBe(401);
    expect((await ask("anna", "POST", "/pools", { name: "gpu" })).status).toBe(403);
    const made = await ask("wendy", "POST", "/pools", { name: "gpu", hosts: ["pc-01"] });
    expect(made).toMatchObject({ status: 200, body: { change: { by: "wendy", origin: "api 127.0.0.1" } } });
    expect((await ask("anna", "GET", "/pools")).body).toMatchObject({ pools: [{ name: "gpu" }] });
    expect((await store.listPools()).map(({ name }) => name)).toEqual(["gpu"]);
    expect((await ask("wendy", "POST", "/tokens", { label: "x" })).status).toBe(403);
    expect((await ask("wendy", "GET", "/session")).body).toMatchObject({
      caller: { name: "wendy", role: "editor" },
    });
  });

  it("has the page, and the events by WebSocket", async () => {
    const { url } = await start();
    const page = await fetch(`${url}/pools`, { headers: { accept: "text/html" } });
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(await eventsOf(url, {})).toBe("SIGN_IN_REQUIRED");
    expect(await eventsOf(url, { "x-studio-user": "anna" })).toBe("snapshot");
  });

  it("keeps jobs on their pools", async () => {
    const { ask, simulated, store } = await start();
    await ask("wendy", "POST", "/pools", { name: "gpu", hosts: ["pc-01"] });
    const afserver = new Afserver({ host: "127.0.0.1", port: simulated.address.port });
    const context = poolContext(await store.listPools(), await readFarmSide(afserver));
    const draft = {
      name: "shot",
      user_name: "anna",
      host_name: "ws",
      blocks: [{ name: "b", service: "generic" }],
    };
    simulated.farm.register(applyPool(draft, "gpu", context).job);
    await ask("wendy", "PATCH", "/pools/gpu", { addHosts: ["pc-02"] });
    await vi.waitFor(async () => {
      const { body } = await ask("anna", "GET", "/jobs");
      expect(body).toMatchObject({ jobs: [{ name: "shot", status: "following", hosts: 2 }] });
    }, 20_000);
  });
});

/** What the WebSocket of the events begins with, or why it is closed. */
function eventsOf(url: string, headers: Record<string, string>): Promise<string> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/api/v1/events`, { headers });
  onTestFinished(() => socket.terminate());
  return new Promise((resolve) => {
    socket.on("message", (data) => resolve((JSON.parse(String(data)) as { type: string }).type));
    socket.on("close", (_, reason) => resolve(String(reason)));
  });
}
